// Which scripts have a terminal, remembered over a reload of the window, which takes all of them away. No vscode import.

/** The part of the editor's storage for a workspace that is used here. */
interface Memory {
	get<T>(key: string, fallback: T): T;
	update(key: string, value: unknown): Thenable<void>;
}

interface Entry {
	/** Key of the root. */
	readonly root: string;
	/** Id of the script. */
	readonly script: string;
}

/** More terminals than these nobody finds his way in; the oldest are not opened again. */
const limit = 50;
const key = "terminals";

export class OpenTerminals {
	constructor(private readonly memory: Memory) {}

	/** Ids of the scripts of a root, in the order in which their terminals were opened. */
	of(root: string): readonly string[] {
		return this.#entries.filter((entry) => entry.root === root).map((entry) => entry.script);
	}

	/** Adds a terminal as the newest, unless it is there already. */
	add(root: string, script: string): void {
		if (!this.of(root).includes(script)) this.#save([...this.#entries, { root, script }].slice(-limit));
	}

	remove(root: string, script: string): void {
		if (!this.of(root).includes(script)) return;
		this.#save(this.#entries.filter((entry) => entry.root !== root || entry.script !== script));
	}

	get #entries(): readonly Entry[] {
		return this.memory.get<readonly Entry[]>(key, []);
	}

	#save(entries: readonly Entry[]): void {
		this.memory.update(key, entries);
	}
}
