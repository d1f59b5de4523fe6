// What a file is called that holds the output of a run. No vscode import.
import type { State } from "./protocol";

/** Characters that Windows, the strictest of the systems, allows in no file name; control characters among them. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
const forbidden = /[<>:"/\\|?*\x00-\x1f]+/g;

/** Names that Windows gives to devices, whatever their ending. */
const devices = /^(con|prn|aux|nul|com\d|lpt\d)$/i;

/** The script and the time of its start, as in `dev 2026-01-01 12.00.00.log`. */
export function outputFileName({ name, startTime }: Pick<State, "name" | "startTime">): string {
	const clean = name
		.replace(forbidden, "-")
		.replace(/^[-. ]+|[. ]+$/g, "")
		.slice(0, 80);
	const stem = clean === "" || devices.test(clean) ? `script ${clean}`.trim() : clean;
	return `${stem}${startTime ? ` ${stamp(new Date(startTime))}` : ""}.log`;
}

function stamp(time: Date): string {
	const two = (value: number) => String(value).padStart(2, "0");
	const day = [time.getFullYear(), two(time.getMonth() + 1), two(time.getDate())].join("-");
	return `${day} ${[time.getHours(), time.getMinutes(), time.getSeconds()].map(two).join(".")}`;
}
