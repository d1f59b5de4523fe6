// The lines that Runlight itself writes into a terminal: dim, and set apart from what the script wrote.
import { formatBytes, plural } from "./duration";
import { commandLine, describeEnd } from "./present";
import type { State } from "./protocol";

/** A dim line of our own, on a line of its own. */
function dim(text: string): string {
	return faint(`── ${text} ──`);
}

function faint(text: string): string {
	// Control characters in a name would be obeyed by the terminal, also those of the second set.
	const plain = [...text].map((char) => (/\p{Cc}/u.test(char) ? " " : char)).join("");
	return `\x1b[0m\x1b[2m${plain}\x1b[0m\r\n`;
}

/**
 * Undoes what a script that was killed leaves switched on: alternate screen, mouse reports, bracketed paste, hidden
 * cursor, scroll region. Mode 1047 and not 1049: the latter moves the cursor even where there is nothing to leave.
 */
const restoreModes = "\x1b[?1047l\x1b[?1000l\x1b[?1002l\x1b[?1003l\x1b[?1006l\x1b[?1004l\x1b[?2004l\x1b[!p\x1b[?25h";

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
const controlSequences = /\x1b\[[0-?]*[ -/]*[@-~]/g;

/**
 * Whether the cursor stands at the start of a line after some text. Package managers end with control sequences that
 * move nothing, so those do not count.
 * @param before the answer before the text
 */
export function endsLine(text: string, before: boolean): boolean {
	const plain = text.replace(controlSequences, "");
	return plain === "" ? before : plain.endsWith("\n");
}

export function startLine(state: State): string {
	// A process that is not launched yet is about to be.
	const time = state.startTime ? new Date(state.startTime) : new Date();
	return `\r\n${dim(`${state.name} · ${time.toLocaleTimeString()}`)}`;
}

/** What is run, as package managers announce it. */
export function bannerLine(state: State): string {
	return faint(`> ${commandLine(state)}`);
}

/** More of them nobody reads; the tooltip of the row has all. */
const mostSurvivors = 5;

/** @param atLineStart whether the script's last byte ended a line */
export function endLine(state: State, atLineStart: boolean): string {
	return `${restoreModes}${atLineStart ? "" : "\r\n"}${dim(describeEnd(state))}${survivorLines(state)}`;
}

/** Who hears of them here need not be told by a message: what was left running is seldom urgent. */
function survivorLines({ survivors = [] }: State): string {
	if (survivors.length === 0) return "";
	const lines = survivors.slice(0, mostSurvivors).map(({ pid, command }) => faint(`   ${pid}  ${command}`));
	const more = survivors.length - mostSurvivors;
	const rest = more > 0 ? faint(`   and ${more} more`) : "";
	return `${dim(`${plural(survivors.length, "process", "processes")} left running`)}${lines.join("")}${rest}`;
}

export function lostLine(bytes: number): string {
	return `\r\n${dim(`${formatBytes(bytes)} of output came faster than it could be kept and are not shown`)}`;
}

export function disconnectedLine(): string {
	return `${restoreModes}\r\n${dim("Runlight was disconnected, the rest of the output is unknown")}`;
}
