// Which stretch of a long output a document shows, and where in it a place is. No vscode import.
import { joined, type OutputReader, readPlain } from "./plainOutput";

/** What is said of a run where it is named. */
export interface Run {
	readonly id: string;
	readonly name: string;
	/** When it was started, in RFC 3339. */
	readonly started: string;
}

/** A place in the output of a run. */
export interface OutputPlace {
	/** Offset of the first byte of the line. */
	readonly offset: number;
	/** What is to be seen in that line. */
	readonly text: string;
}

/** Bytes of output that one document shows: some 80,000 lines, with which the editor is still quick. */
export const stretchSize = 8 << 20;

const earlier = '── What comes before is not shown here. "Save Output to File…" has all that is kept. ──\n';
const later = '\n── What follows is not shown here. "Save Output to File…" has all that is kept. ──\n';

/** The offset at which the stretch begins that an offset is in. */
export function stretchAt(offset: number): number {
	return offset - (offset % stretchSize);
}

/** The text of the stretch that begins at an offset. */
export async function readStretch(reader: OutputReader, id: string, stretch: number): Promise<string> {
	const texts = [stretch > 0 ? earlier : ""];
	let rest = false;
	for await (const { text, next, end } of readPlain(reader, id, stretch, stretch + stretchSize)) {
		texts.push(text);
		rest = next < end && next >= stretch + stretchSize;
	}
	return `${texts.join("")}${rest ? later : ""}`;
}

/** The line, from 0, of the text of {@link readStretch} that begins at an offset. */
export async function lineOf(reader: OutputReader, id: string, stretch: number, offset: number): Promise<number> {
	const before = await joined(readPlain(reader, id, stretch, offset));
	return (stretch > 0 ? 1 : 0) + (before.match(/\n/g)?.length ?? 0);
}
