// Which scripts were used last, so that pick lists can put them first.
import type { Memento } from "vscode";
import type { Target } from "../nodes";

/** More than these nobody remembers either. */
const limit = 20;
const key = "recent";

export class Recent {
	constructor(private readonly memory: Memento) {}

	use(target: Target): void {
		const mine = name(target);
		const others = this.#names().filter((other) => other !== mine);
		this.memory.update(key, [mine, ...others].slice(0, limit));
	}

	/** The targets that were used, the last first. */
	among(targets: readonly Target[]): readonly Target[] {
		const byName = new Map(targets.map((target) => [name(target), target]));
		return this.#names().flatMap((used) => byName.get(used) ?? []);
	}

	#names(): readonly string[] {
		return this.memory.get<readonly string[]>(key, []);
	}
}

function name({ root, view }: Target): string {
	return `${root.key} ${view.id}`;
}
