// The mirror of one root: what the daemon said last, and nothing of our own. It has no vscode import, so that every
// surface renders from the same plain values and tests need no editor.
import type {
	InitializeResult,
	Manager,
	Package,
	Problem,
	Script,
	State,
	StateDelta,
	WorkspaceDelta,
} from "./protocol";

/** The id of a script, unique in its root. */
export function scriptId(packagePath: string, name: string): string {
	return `${packagePath}#${name}`;
}

/** Whether a process has not ended yet. */
export function isLive(state: State): boolean {
	return state.status === "pending" || state.status === "running" || state.status === "stopping";
}

/** What a package's row shows. */
export interface PackageView {
	readonly path: string;
	/** The manifest's name, or the folder where it has none. */
	readonly label: string;
	/** Absent when the manifest is gone and only a process remains. */
	readonly manager?: Manager;
	readonly problem?: Problem;
	readonly warnings: readonly Problem[];
	/** Number of its scripts that live. */
	readonly live: number;
	/** Names of its rows, in order. */
	readonly scripts: readonly string[];
}

/** What a script's row shows. */
export interface ScriptView {
	readonly id: string;
	readonly package: string;
	readonly name: string;
	/** Absent when the script was removed and only its process remains. */
	readonly script?: Script;
	/** The newest process of the script. */
	readonly process?: State;
	readonly live: boolean;
	/** The text of the script is not the one that its living process was started with. */
	readonly changed: boolean;
}

/** Exactly what an update changed. */
export interface Change {
	/** Rows of packages came or went. */
	readonly list: boolean;
	/** Packages whose own row or list of scripts is different, by path. */
	readonly packages: ReadonlySet<string>;
	/** Scripts whose row is different, by id; also those that came or went. */
	readonly scripts: ReadonlySet<string>;
	/** Which scripts live is different. */
	readonly live: boolean;
	/** What the user should know about the root is different. */
	readonly notices: boolean;
}

/** A picture of the rows that an update may change. */
interface Picture {
	readonly paths: readonly string[];
	readonly packages: ReadonlyMap<string, PackageView>;
	readonly scripts: ReadonlyMap<string, ScriptView>;
	readonly live: string;
}

export class Model {
	readonly #packages = new Map<string, Package>();
	/** Oldest first, as the daemon sends them. */
	readonly #processes = new Map<string, State>();
	/** The newest process of each script. */
	readonly #newest = new Map<string, State>();
	#notices: readonly string[];

	constructor(initial: Pick<InitializeResult, "workspace" | "processes">) {
		for (const item of initial.workspace.packages) this.#packages.set(item.path, item);
		this.#notices = initial.workspace.notices;
		for (const state of initial.processes) this.#put(state);
	}

	get notices(): readonly string[] {
		return this.#notices;
	}

	/** The packages that have something to show: the root's own first, the others by path. */
	packages(): readonly string[] {
		const shown = new Set<string>();
		for (const item of this.#packages.values()) if (item.scripts.length > 0 || item.problem) shown.add(item.path);
		for (const state of this.#newest.values()) if (isLive(state)) shown.add(state.package);
		return [...shown].sort(byPath);
	}

	package(path: string): PackageView | undefined {
		const item = this.#packages.get(path);
		const scripts = this.scripts(path);
		if (!item && scripts.length === 0) return undefined;
		return {
			path,
			label: packageLabel(path, item?.name),
			...(item && { manager: item.manager }),
			...(item?.problem && { problem: item.problem }),
			warnings: item?.warnings ?? [],
			live: scripts.filter((script) => script.live).length,
			scripts: scripts.map((script) => script.name),
		};
	}

	/** The rows of a package: its scripts in the order of the file, then those that were removed and still live. */
	scripts(path: string): readonly ScriptView[] {
		const views: ScriptView[] = [];
		const known = new Set<string>();
		for (const script of this.#packages.get(path)?.scripts ?? []) {
			known.add(script.name);
			views.push(this.#view(path, script.name, script));
		}
		for (const state of this.#newest.values()) {
			if (state.package === path && isLive(state) && !known.has(state.name)) views.push(this.#view(path, state.name));
		}
		return views;
	}

	script(id: string): ScriptView | undefined {
		const state = this.#newest.get(id);
		const cut = id.indexOf("#");
		const path = state?.package ?? id.slice(0, cut);
		const name = state?.name ?? id.slice(cut + 1);
		const script = this.#packages.get(path)?.scripts.find((candidate) => candidate.name === name);
		return script || state ? this.#view(path, name, script) : undefined;
	}

	/** Every script of the root, in the order of display. */
	all(): readonly ScriptView[] {
		return this.packages().flatMap((path) => this.scripts(path));
	}

	/** The scripts that live, the one that started last first. */
	live(): readonly ScriptView[] {
		return this.#liveIds()
			.map((id) => this.script(id))
			.filter((view) => view !== undefined);
	}

	process(id: string): State | undefined {
		return this.#processes.get(id);
	}

	applyStates(delta: StateDelta): Change {
		const touched = new Set(delta.processes.map((state) => state.package));
		for (const id of delta.removed) {
			const state = this.#processes.get(id);
			if (state) touched.add(state.package);
		}
		return this.#update(touched, () => {
			for (const state of delta.processes) this.#put(state);
			for (const id of delta.removed) this.#remove(id);
			return false;
		});
	}

	applyWorkspace(delta: WorkspaceDelta): Change {
		const touched = new Set([...delta.changed.map((item) => item.path), ...delta.removed]);
		return this.#update(touched, () => {
			for (const path of delta.removed) this.#packages.delete(path);
			for (const item of delta.changed) this.#packages.set(item.path, item);
			const before = this.#notices;
			this.#notices = delta.notices;
			return before.join("\n") !== delta.notices.join("\n");
		});
	}

	/** The answer to a request and the push about it may arrive in either order: the higher revision is the newer. */
	#put(state: State): void {
		const known = this.#processes.get(state.id);
		if (known && known.revision >= state.revision) return;
		this.#processes.set(state.id, state);
		const id = scriptId(state.package, state.name);
		const newest = this.#newest.get(id);
		if (!known || newest?.id === state.id) this.#newest.set(id, state);
	}

	#remove(processId: string): void {
		const state = this.#processes.get(processId);
		if (!state) return;
		this.#processes.delete(processId);
		const id = scriptId(state.package, state.name);
		if (this.#newest.get(id)?.id !== processId) return;
		this.#newest.delete(id);
		for (const other of this.#processes.values()) {
			if (scriptId(other.package, other.name) === id) this.#newest.set(id, other);
		}
	}

	#liveIds(): string[] {
		const live = [...this.#processes.values()].filter(isLive).reverse();
		return [...new Set(live.map((state) => scriptId(state.package, state.name)))];
	}

	#view(path: string, name: string, script?: Script): ScriptView {
		const id = scriptId(path, name);
		const process = this.#newest.get(id);
		const live = process !== undefined && isLive(process);
		return {
			id,
			package: path,
			name,
			...(script && { script }),
			...(process && { process }),
			live,
			changed: live && script !== undefined && script.command !== process.script,
		};
	}

	/** Runs a mutation and compares the rows of the touched packages before and after it. */
	#update(touched: ReadonlySet<string>, mutate: () => boolean): Change {
		const before = this.#picture(touched);
		const notices = mutate();
		const after = this.#picture(touched);
		return {
			list: !sameList(before.paths, after.paths),
			packages: differing(before.packages, after.packages, samePackage),
			scripts: differing(before.scripts, after.scripts, sameScript),
			live: before.live !== after.live,
			notices,
		};
	}

	#picture(paths: ReadonlySet<string>): Picture {
		const packages = new Map<string, PackageView>();
		const scripts = new Map<string, ScriptView>();
		for (const path of paths) {
			const view = this.package(path);
			if (view) packages.set(path, view);
			for (const script of this.scripts(path)) scripts.set(script.id, script);
		}
		return { paths: this.packages(), packages, scripts, live: JSON.stringify(this.#liveIds()) };
	}
}

/** The name of a package for people: its manifest's, else its folder. */
function packageLabel(path: string, name: string | undefined): string {
	return name || path.slice(path.lastIndexOf("/") + 1);
}

function byPath(a: string, b: string): number {
	if (a === b) return 0;
	if (a === "." || b === ".") return a === "." ? -1 : 1;
	return a < b ? -1 : 1;
}

function differing<T>(
	before: ReadonlyMap<string, T>,
	after: ReadonlyMap<string, T>,
	same: (a: T, b: T) => boolean,
): ReadonlySet<string> {
	const keys = new Set<string>();
	for (const [key, value] of after) {
		const old = before.get(key);
		if (old === undefined || !same(old, value)) keys.add(key);
	}
	for (const key of before.keys()) if (!after.has(key)) keys.add(key);
	return keys;
}

function sameList(a: readonly string[], b: readonly string[]): boolean {
	return a.length === b.length && a.every((value, index) => value === b[index]);
}

/** Packages are plain data, so their text tells whether two are the same. */
function samePackage(a: PackageView, b: PackageView): boolean {
	return JSON.stringify(a) === JSON.stringify(b);
}

/** The place in the file counts too: a click on the row opens it. */
function sameScript(a: ScriptView, b: ScriptView): boolean {
	return (
		a.process?.id === b.process?.id &&
		a.process?.revision === b.process?.revision &&
		a.script?.command === b.script?.command &&
		a.script?.line === b.script?.line &&
		a.script?.column === b.script?.column
	);
}
