// The search over the output of all runs: what is asked for, one question at a time, and what comes of it. No vscode
// import; the list that shows it is passed in.
import { type CancellationToken, CancellationTokenSource } from "vscode-jsonrpc/node";
import { capitalised } from "../duration";
import type { SearchParams, SearchResult } from "../protocol";
import { type FoundRun, type Heading, type LineRow, resultRows } from "../searchResults";

/** Pause in typing after which is searched, in milliseconds. */
export const typingPause = 200;

/** A daemon to search in, and what to call a package of its root. */
export interface SearchSource<R> {
	readonly root: R;
	search(params: SearchParams, token: CancellationToken): Promise<SearchResult>;
	place(packagePath: string): string;
}

/** A line in place of results, which cannot be chosen. */
export interface Notice {
	readonly kind: "notice";
	readonly label: string;
}

export type SearchRow<R> = Heading | LineRow<R> | Notice;

/** What shows the search. */
export interface SearchView<R> {
	busy(is: boolean): void;
	rows(rows: readonly SearchRow<R>[]): void;
}

export class OutputSearch<R> {
	#question: Required<Pick<SearchParams, "text" | "regexp" | "matchCase">> = {
		text: "",
		regexp: false,
		matchCase: false,
	};
	#timer: NodeJS.Timeout | undefined;
	#running: CancellationTokenSource | undefined;

	constructor(
		private readonly sources: () => readonly SearchSource<R>[],
		private readonly view: SearchView<R>,
	) {}

	get question() {
		return this.#question;
	}

	/** Asks something else; a search that is under way is cancelled. */
	ask(change: Partial<SearchParams>): void {
		this.#question = { ...this.#question, ...change };
		this.cancel();
		if (this.#question.text === "") {
			this.view.rows([]);
			return;
		}
		this.view.busy(true);
		this.#timer = setTimeout(() => this.#search(), typingPause);
	}

	cancel(): void {
		clearTimeout(this.#timer);
		this.#running?.cancel();
		this.#running = undefined;
		this.view.busy(false);
	}

	async #search(): Promise<void> {
		const running = new CancellationTokenSource();
		this.#running = running;
		const sources = this.sources();
		const answers = await Promise.allSettled(sources.map((each) => each.search(this.#question, running.token)));
		// What somebody has typed on is not asked for any more.
		if (this.#running !== running) return;
		this.#running = undefined;
		this.view.busy(false);
		this.view.rows(rowsOf(sources, answers));
	}
}

function rowsOf<R>(
	sources: readonly SearchSource<R>[],
	answers: readonly PromiseSettledResult<SearchResult>[],
): SearchRow<R>[] {
	const found: FoundRun<R>[] = [];
	const notices = new Set<string>();
	for (const [index, answer] of answers.entries()) {
		const source = sources[index];
		if (!source) continue;
		if (answer.status === "rejected") notices.add(whatWentWrong(answer.reason));
		else {
			const { root } = source;
			found.push(...answer.value.runs.map((run) => ({ root, run, place: source.place(run.package) })));
			if (answer.value.more) notices.add("There is more than this. A longer text finds less.");
		}
	}
	const rows = resultRows(found, Date.now());
	if (rows.length === 0 && notices.size === 0) notices.add("No line of the output that is kept matches.");
	return [...rows, ...[...notices].map((label) => ({ kind: "notice" as const, label }))];
}

/** Who types a regular expression has it wrong for most of the time, so that is said in few words. */
function whatWentWrong(error: Error): string {
	const mistake = /error parsing regexp: (.+)/s.exec(error.message)?.[1];
	return mistake ? `Not a regular expression yet: ${mistake}` : capitalised(error.message);
}
