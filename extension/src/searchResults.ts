// What a search has found, as rows of a list: a heading for each run, a row for each line. No vscode import.
import { plural } from "./duration";
import type { LineMatch, RunMatches } from "./protocol";

/** The matches of one run, and what to call its package. */
export interface FoundRun<R> {
	readonly root: R;
	readonly run: RunMatches;
	/** Where the run belongs, for a person: its package. */
	readonly place: string;
}

export interface Heading {
	readonly kind: "heading";
	readonly label: string;
}

export interface LineRow<R> {
	readonly kind: "line";
	readonly label: string;
	readonly description: string;
	readonly root: R;
	readonly run: RunMatches;
	readonly match: LineMatch;
}

/** Characters that stand before the match, where the line has more. */
const before = 40;

/** The rows, those of the run that was started last first. */
export function resultRows<R>(found: readonly FoundRun<R>[], now: number): (Heading | LineRow<R>)[] {
	const newest = [...found].sort((a, b) => Date.parse(b.run.started) - Date.parse(a.run.started));
	return newest.flatMap(({ root, run, place }) => [
		{ kind: "heading" as const, label: heading(run, place, now) },
		...run.matches.map((match) => ({
			kind: "line" as const,
			label: withoutIcons(excerpt(match)),
			description: `line ${match.line}`,
			root,
			run,
			match,
		})),
	]);
}

function heading({ name, started, matches, lost }: RunMatches, place: string, now: number): string {
	const time = new Date(started);
	const today = time.toDateString() === new Date(now).toDateString();
	const when = today ? time.toLocaleTimeString() : time.toLocaleString();
	const missing = lost ? " · not all output is kept" : "";
	return `${name} · ${place} · ${when} · ${plural(matches.length, "line")}${missing}`;
}

/** The line, from a little before the match on: a list shows the start of a text and cuts off its end. */
export function excerpt({ text, start }: LineMatch): string {
	if (start <= before) return text.trimStart();
	const tail = text.slice(start - before);
	// Half of a surrogate pair is no character.
	return `…${/^[\udc00-\udfff]/.test(tail) ? tail.slice(1) : tail}`;
}

/** The editor draws `$(name)` in a label as an icon; a backslash before it keeps it text. */
function withoutIcons(text: string): string {
	return text.replace(/\$\(/g, "\\$(");
}
