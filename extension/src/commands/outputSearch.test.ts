import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { CancellationToken } from "vscode-jsonrpc/node";
import type { SearchParams, SearchResult } from "../protocol";
import { OutputSearch, type SearchRow, typingPause } from "./outputSearch";

interface Question {
	readonly params: SearchParams;
	readonly token: CancellationToken;
	answer(result: SearchResult): void;
	fail(error: Error): void;
}

let questions: Question[];
let shown: string[];
let busy: boolean;
let search: OutputSearch<string>;

function source(root: string) {
	return {
		root,
		place: (path: string) => `${root} ${path}`,
		search: (params: SearchParams, token: CancellationToken) =>
			new Promise<SearchResult>((answer, fail) => questions.push({ params, token, answer, fail })),
	};
}

function found(id: string, text: string, more = false): SearchResult {
	const started = "2026-01-01T12:00:00.000Z";
	const match = { line: 1, offset: 0, text, start: 0, end: text.length };
	return { runs: [{ id, package: ".", name: "dev", started, matches: [match] }], more };
}

beforeEach(() => {
	vi.useFakeTimers();
	questions = [];
	shown = [];
	search = new OutputSearch<string>(() => [source("a"), source("b")], {
		busy: (is) => {
			busy = is;
		},
		rows: (rows: readonly SearchRow<string>[]) => {
			shown = rows.map(({ kind, label }) => `${kind} ${label.split(" · ").slice(0, 2).join(" · ")}`);
		},
	});
});
afterEach(() => {
	vi.useRealTimers();
});

/** The pause after typing, and whatever follows from it at once. */
const pause = () => vi.advanceTimersByTimeAsync(typingPause);

describe("a search", () => {
	it("waits for a pause in typing, and asks every daemon", async () => {
		search.ask({ text: "e" });
		await vi.advanceTimersByTimeAsync(typingPause - 1);
		search.ask({ text: "er" });
		await pause();
		expect(questions.map(({ params }) => params)).toEqual(
			["a", "b"].map(() => ({ text: "er", regexp: false, matchCase: false })),
		);
		expect(busy).toBe(true);
		questions[0]?.answer(found("1", "error one"));
		questions[1]?.answer(found("2", "error two"));
		await pause();
		expect(busy).toBe(false);
		expect(shown).toEqual(["heading dev · a .", "line error one", "heading dev · b .", "line error two"]);
	});

	it("is cancelled by typing on, and its answer not shown", async () => {
		search.ask({ text: "e" });
		await pause();
		search.ask({ text: "er" });
		expect(questions.every(({ token }) => token.isCancellationRequested)).toBe(true);
		for (const question of questions) question.answer(found("1", "old"));
		await pause();
		expect(shown).toEqual([]);
		expect(questions).toHaveLength(4);
		for (const question of questions.slice(2)) question.answer(found("1", "new"));
		await pause();
		expect(shown).toContain("line new");
	});

	it("for nothing is none, and takes the results away", async () => {
		search.ask({ text: "e" });
		await pause();
		for (const question of questions) question.answer(found("1", "e"));
		await pause();
		search.ask({ text: "" });
		await pause();
		expect(shown).toEqual([]);
		expect(questions).toHaveLength(2);
		expect(busy).toBe(false);
	});

	it("goes on with what was switched", async () => {
		search.ask({ text: "e" });
		search.ask({ regexp: true });
		search.ask({ matchCase: true });
		await pause();
		expect(questions[0]?.params).toEqual({ text: "e", regexp: true, matchCase: true });
	});

	it("says that nothing was found, that there is more, and what went wrong, each once", async () => {
		search.ask({ text: "x" });
		await pause();
		for (const question of questions) question.answer({ runs: [] });
		await pause();
		expect(shown).toEqual(["notice No line of the output that is kept matches."]);
		search.ask({ text: "x(" });
		await pause();
		for (const question of questions.slice(2))
			question.fail(new Error("output/search: error parsing regexp: missing closing ): `x(`"));
		await pause();
		expect(shown).toEqual(["notice Not a regular expression yet: missing closing ): `x(`"]);
		search.ask({ text: "xy" });
		await pause();
		questions[4]?.answer(found("1", "xy", true));
		questions[5]?.fail(new Error("gone"));
		await pause();
		expect(shown.slice(2)).toEqual(["notice There is more than this. A longer text finds less.", "notice Gone"]);
	});

	it("ends with its list", async () => {
		search.ask({ text: "e" });
		await pause();
		search.cancel();
		expect(questions.every(({ token }) => token.isCancellationRequested)).toBe(true);
		for (const question of questions) question.answer(found("1", "late"));
		await pause();
		expect(shown).toEqual([]);
	});
});
