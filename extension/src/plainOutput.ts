// The output of a run as a person reads it, put together from pieces. No vscode import.
import { formatBytes } from "./duration";
import { MaxRead, type ReadParams, type ReadResult } from "./protocol";

/** The reading half of a session. */
export interface OutputReader {
	read(params: ReadParams): Promise<ReadResult>;
}

/** A piece of plain text, in which a line of our own stands where bytes are not kept. */
export interface Piece {
	readonly text: string;
	/** Offset of the first byte that is not in the piece. */
	readonly next: number;
	/** Offset after the newest byte that the process has written so far. */
	readonly end: number;
	/** Bytes that are missing in the piece. */
	readonly lost: number;
}

/**
 * Reads the output of a process from one offset to another, or as far as there is any, piece by piece. Who stops taking
 * pieces stops the reading.
 */
export async function* readPlain(
	reader: OutputReader,
	id: string,
	from = 0,
	to = Number.POSITIVE_INFINITY,
): AsyncGenerator<Piece> {
	for (let offset = from; offset < to; ) {
		const limit = Math.min(MaxRead, to - offset);
		const result = await reader.read({ id, offset, limit, plain: true });
		const { next, end, lost = 0, last } = result;
		// What is missing may reach beyond the end of what is wanted.
		if (result.offset < to) yield { text: `${lost > 0 ? lostNote(lost) : ""}${result.text}`, next, end, lost };
		if (last || next >= end || next <= offset) return;
		offset = next;
	}
}

/** The pieces as one text. */
export async function joined(pieces: AsyncIterable<Piece>): Promise<string> {
	const texts: string[] = [];
	for await (const { text } of pieces) texts.push(text);
	return texts.join("");
}

/** The line that stands for output which is not kept. */
export function lostNote(bytes: number): string {
	return `── ${formatBytes(bytes)} of output are not kept ──\n`;
}
