// From the line that a person types to the arguments of a script, by the quoting rules that all POSIX shells share (Shell
// Command Language, section 2.2). Nothing is expanded: `$`, `*` and `~` are themselves. No vscode import.

/** A line that is no list of words yet. */
export class ShellWordsError extends Error {
	constructor(
		/** Column of the quote or backslash that is to blame, from 1. */
		readonly column: number,
		message: string,
	) {
		super(message);
	}
}

/** Characters that a backslash within double quotes takes the meaning from; before others it is itself. */
const escapable = '$`"\\';

/** Splits a line into words. Quoted empty words count. */
export function splitWords(line: string): string[] {
	const words: string[] = [];
	let word: string | undefined;
	for (let at = 0; at < line.length; at++) {
		const char = line[at] as string;
		if (/\s/.test(char)) {
			if (word !== undefined) words.push(word);
			word = undefined;
			continue;
		}
		const piece = pieceAt(line, at);
		word = (word ?? "") + piece.text;
		at = piece.end - 1;
	}
	if (word !== undefined) words.push(word);
	return words;
}

interface Piece {
	readonly text: string;
	/** Index after the piece. */
	readonly end: number;
}

/** What a quoted stretch, an escaped character or a plain character stands for. */
function pieceAt(line: string, at: number): Piece {
	const char = line[at] as string;
	if (char === "'") return singleQuoted(line, at);
	if (char === '"') return doubleQuoted(line, at);
	if (char !== "\\") return { text: char, end: at + 1 };
	const next = line[at + 1];
	if (next === undefined) throw new ShellWordsError(at + 1, "nothing follows the backslash at the end");
	return { text: next, end: at + 2 };
}

function singleQuoted(line: string, at: number): Piece {
	const end = line.indexOf("'", at + 1);
	if (end < 0) throw unclosed(line, at);
	return { text: line.slice(at + 1, end), end: end + 1 };
}

function doubleQuoted(line: string, at: number): Piece {
	let text = "";
	for (let index = at + 1; index < line.length; index++) {
		const char = line[index] as string;
		if (char === '"') return { text, end: index + 1 };
		const next = line[index + 1];
		if (char === "\\" && next !== undefined && escapable.includes(next)) {
			text += next;
			index++;
		} else text += char;
	}
	throw unclosed(line, at);
}

function unclosed(line: string, at: number): ShellWordsError {
	return new ShellWordsError(at + 1, `the quote ${line[at]} at column ${at + 1} is not closed`);
}

/** Words as a line that {@link splitWords} makes the same words of. */
export function joinWords(words: readonly string[]): string {
	return words.map(quoted).join(" ");
}

function quoted(word: string): string {
	if (/^[\w@%+=:,./~-]+$/.test(word)) return word;
	return `'${word.replaceAll("'", `'\\''`)}'`;
}
