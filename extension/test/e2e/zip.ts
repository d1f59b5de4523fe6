// Reads a ZIP archive as far as a test of a package needs it (PKWARE's APPNOTE.TXT, sections 4.3.7, 4.3.12, 4.3.16).

import { inflateRawSync } from "node:zlib";

export interface ZipEntry {
	name: string;
	/** Unix permissions, 0 where the archive names none. */
	mode: number;
	content(): Buffer;
}

const endOfDirectory = 0x06054b50;
const endLength = 22;
const directoryHeader = 0x02014b50;
const madeOnUnix = 3;
const deflated = 8;

/**
 * The entries of an archive in the order of its central directory.
 * @throws Error if it is none, or uses what a package never needs: more than 65,534 entries, or encryption
 */
export function readZip(archive: Buffer): ZipEntry[] {
	const end = archive.length - endLength; // a package carries no comment behind it
	if (end < 0 || archive.readUInt32LE(end) !== endOfDirectory) throw new Error("no end of a central directory");
	const count = archive.readUInt16LE(end + 10);
	const entries: ZipEntry[] = [];
	let at = archive.readUInt32LE(end + 16);
	for (let i = 0; i < count; i++) {
		if (archive.readUInt32LE(at) !== directoryHeader) throw new Error(`no header of a file at ${at}`);
		const [nameLength, extraLength, commentLength] = [28, 30, 32].map((field) => archive.readUInt16LE(at + field));
		const nameStart = at + 46;
		const header = at;
		entries.push({
			name: archive.toString("utf8", nameStart, nameStart + (nameLength ?? 0)),
			mode: archive.readUInt8(at + 5) === madeOnUnix ? (archive.readUInt32LE(at + 38) >>> 16) & 0o7777 : 0,
			content: () => readContent(archive, header),
		});
		at = nameStart + (nameLength ?? 0) + (extraLength ?? 0) + (commentLength ?? 0);
	}
	return entries;
}

function readContent(archive: Buffer, header: number): Buffer {
	const method = archive.readUInt16LE(header + 10);
	const length = archive.readUInt32LE(header + 20);
	const local = archive.readUInt32LE(header + 42);
	// Name and extra fields stand before the data as well, and may differ in length from those in the directory.
	const start = local + 30 + archive.readUInt16LE(local + 26) + archive.readUInt16LE(local + 28);
	const data = archive.subarray(start, start + length);
	return method === deflated ? inflateRawSync(data) : data;
}
