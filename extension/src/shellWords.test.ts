import { describe, expect, it } from "vitest";
import { joinWords, ShellWordsError, splitWords } from "./shellWords";

describe("a line", () => {
	it.each<[string, string[]]>([
		["", []],
		["   ", []],
		["--port 3000", ["--port", "3000"]],
		["  a \t b  ", ["a", "b"]],
		["'a b' c", ["a b", "c"]],
		['"a b" c', ["a b", "c"]],
		[`--name="it's"`, ["--name=it's"]],
		["a\\ b", ["a b"]],
		["\\\\ \\' \\\"", ["\\", "'", '"']],
		[`"a \\"b\\" \\\\ \\n \\$x"`, ['a "b" \\ \\n $x']],
		["'a \\ b'", ["a \\ b"]],
		[`'it'\\''s'`, ["it's"]],
		[`'' ""`, ["", ""]],
		["a''b", ["ab"]],
		["$HOME *.js ~", ["$HOME", "*.js", "~"]],
		["ä 日本 🙂", ["ä", "日本", "🙂"]],
		["\\🙂", ["🙂"]],
	])("%j is %j", (line, words) => {
		expect(splitWords(line)).toEqual(words);
	});

	it.each<[string, number, string]>([
		["a 'b", 3, "the quote ' at column 3 is not closed"],
		['--x="a b', 5, 'the quote " at column 5 is not closed'],
		['"a\\"', 1, 'the quote " at column 1 is not closed'],
		[`"a" 'b" c`, 5, "the quote ' at column 5 is not closed"],
		["a \\", 3, "nothing follows the backslash at the end"],
	])("%j is wrong at column %i", (line, column, message) => {
		const wrong = () => splitWords(line);
		expect(wrong).toThrow(new ShellWordsError(column, message));
	});
});

it("words are written as a line that is read as the same words", () => {
	const alphabet = ["a", " ", "'", '"', "\\", "$", "\n", "\t", "-", "=", "ä", "🙂", "`"];
	// Every word of up to three of these characters.
	const words = [""];
	for (let length = 0, from = 0; length < 3; length++) {
		const to = words.length;
		for (let index = from; index < to; index++) for (const char of alphabet) words.push(words[index] + char);
		from = to;
	}
	expect(splitWords(joinWords(words))).toEqual(words);
	expect(joinWords(["--port", "3000", "a b"])).toBe("--port 3000 'a b'");
});
