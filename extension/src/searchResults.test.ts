import { describe, expect, it } from "vitest";
import type { LineMatch, RunMatches } from "./protocol";
import { excerpt, resultRows } from "./searchResults";
import { ago, now } from "./testing/samples";

function match(text: string, wanted: string, line = 1): LineMatch {
	const start = text.indexOf(wanted);
	return { line, offset: 0, text, start, end: start + wanted.length };
}

function run(id: string, started: string, matches: readonly LineMatch[], more: Partial<RunMatches> = {}): RunMatches {
	return { id, package: ".", name: "dev", started, matches, ...more };
}

describe("results", () => {
	it("stand under a heading for each run, the newest first, whichever daemon they came from", () => {
		const old = run("1", ago(86400 * 3), [match("an error", "error")], { lost: 5 });
		const young = run("2", ago(60), [match("error 1", "error", 7), match("error 2", "error", 8)]);
		const rows = resultRows(
			[
				{ root: "a", run: old, place: "shop" },
				{ root: "b", run: young, place: "web" },
			],
			now,
		);
		const time = (value: string) => new Date(value);
		expect(rows.map(({ label }) => label)).toEqual([
			`dev · web · ${time(young.started).toLocaleTimeString()} · 2 lines`,
			"error 1",
			"error 2",
			`dev · shop · ${time(old.started).toLocaleString()} · 1 line · not all output is kept`,
			"an error",
		]);
		expect(rows[1]).toMatchObject({ kind: "line", description: "line 7", root: "b", run: young });
	});

	it("are text, and draw no icons", () => {
		const [, row] = resultRows([{ root: "a", run: run("1", ago(1), [match("$(error) x $(", "x")]), place: "p" }], now);
		expect(row?.label).toBe("\\$(error) x \\$(");
	});
});

describe("an excerpt", () => {
	it("is the line without its indentation", () => {
		expect(excerpt(match("    at main", "main"))).toBe("at main");
	});

	it("begins a little before a match that stands far to the right", () => {
		const text = `${"a".repeat(100)}needle${"b".repeat(10)}`;
		expect(excerpt(match(text, "needle"))).toBe(`…${"a".repeat(40)}needle${"b".repeat(10)}`);
	});

	it("does not cut a character in half", () => {
		const text = `a${"🙂".repeat(30)}needle`;
		expect(excerpt(match(text, "needle"))).toBe(`…${"🙂".repeat(20)}needle`);
		const odd = `${"🙂".repeat(30)}xneedle`;
		expect(excerpt(match(odd, "needle"))).toBe(`…${"🙂".repeat(19)}xneedle`);
	});
});
