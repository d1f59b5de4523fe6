// The arguments that each script was run with last, as they were typed, so that they can be offered again.
import type { Memento } from "vscode";
import type { Target } from "../nodes";

/** Scripts beyond these are forgotten, the one that was used longest ago first. */
const limit = 100;
const key = "arguments";

type Entry = readonly [script: string, line: string];

export class LastArguments {
	constructor(private readonly memory: Pick<Memento, "get" | "update">) {}

	of(target: Target): string {
		return this.#entries.find(([script]) => script === name(target))?.[1] ?? "";
	}

	remember(target: Target, line: string): void {
		const mine = name(target);
		const others = this.#entries.filter(([script]) => script !== mine);
		this.memory.update(key, [[mine, line] satisfies Entry, ...others].slice(0, limit));
	}

	get #entries(): readonly Entry[] {
		return this.memory.get<readonly Entry[]>(key, []);
	}
}

function name({ root, view }: Target): string {
	return `${root.key} ${view.id}`;
}
