import { describe, expect, it } from "vitest";
import { joined, lostNote, readPlain } from "./plainOutput";
import { MaxRead, type ReadParams, type ReadResult } from "./protocol";

/** A run of so many bytes of which a stretch is not kept; every byte is an "x" but the tenth, which ends a line. */
function run(size: number, lost = { from: 0, to: 0 }, last = true) {
	const asked: ReadParams[] = [];
	const read = async (params: ReadParams): Promise<ReadResult> => {
		asked.push(params);
		const gone = params.offset >= lost.from && params.offset < lost.to ? lost.to - params.offset : 0;
		const offset = params.offset + gone;
		const room = lost.from > offset ? Math.min(size, lost.from) : size;
		const next = Math.min(room, offset + (params.limit ?? MaxRead));
		const text = Array.from({ length: next - offset }, (_, at) => ((offset + at) % 10 === 9 ? "\n" : "x")).join("");
		return { text, offset, next, end: size, ...(gone && { lost: gone }), ...(last && next === size && { last }) };
	};
	return { read, asked };
}

describe("output", () => {
	it("is read in pieces up to its end", async () => {
		const reader = run(2.5 * MaxRead);
		const text = await joined(readPlain(reader, "1"));
		expect(text).toHaveLength(2.5 * MaxRead);
		expect(reader.asked).toEqual(
			[0, MaxRead, 2 * MaxRead].map((offset) => ({ id: "1", offset, limit: MaxRead, plain: true })),
		);
	});

	it("of a run that goes on is read as far as there is any, and not waited for", async () => {
		const reader = run(25, undefined, false);
		expect(await joined(readPlain(reader, "1"))).toBe("xxxxxxxxx\nxxxxxxxxx\nxxxxx");
		expect(reader.asked).toHaveLength(1);
	});

	it("is read from one offset to another", async () => {
		expect(await joined(readPlain(run(100), "1", 10, 20))).toBe("xxxxxxxxx\n");
	});

	it("says where bytes are missing, and how many", async () => {
		const pieces = readPlain(run(40, { from: 10, to: 30 }), "1");
		expect(await joined(pieces)).toBe(`xxxxxxxxx\n── 20 bytes of output are not kept ──\nxxxxxxxxx\n`);
	});

	it("that is wanted up to a gap has no note of the gap", async () => {
		expect(await joined(readPlain(run(40, { from: 10, to: 30 }), "1", 0, 20))).toBe("xxxxxxxxx\n");
	});

	it("is not read further than somebody takes it", async () => {
		const reader = run(5 * MaxRead);
		for await (const piece of readPlain(reader, "1")) if (piece.next >= 2 * MaxRead) break;
		expect(reader.asked).toHaveLength(2);
	});

	it("of nothing is nothing", async () => {
		expect(await joined(readPlain(run(0), "1"))).toBe("");
	});

	it("ends where an answer brings nothing new", async () => {
		const stuck = { read: async () => ({ text: "", offset: 0, next: 0, end: 10 }) };
		expect(await joined(readPlain(stuck, "1"))).toBe("");
	});
});

it("notes are a line each", () => {
	expect(lostNote(1_500_000)).toBe("── 1.5 MB of output are not kept ──\n");
});
