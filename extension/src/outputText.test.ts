import { describe, expect, it } from "vitest";
import { lineOf, readStretch, stretchAt, stretchSize } from "./outputText";
import { MaxRead, type ReadParams } from "./protocol";

const width = 4096;

/** A run whose every line has so many bytes: its own offset, and a line feed. */
function run(size: number) {
	const read = async ({ offset, limit = MaxRead }: ReadParams) => {
		const next = Math.min(size, offset + limit);
		let text = "";
		for (let at = offset; at < next; at += width) text += line(at);
		return { text, offset, next, end: size, ...(next === size && { last: true }) };
	};
	return { read };
}

function line(offset: number): string {
	return `${String(offset).padStart(width - 1, "0")}\n`;
}

describe("a stretch", () => {
	it("of short output is all of it", async () => {
		const text = await readStretch(run(2 * width), "1", stretchAt(20));
		expect(text).toBe(line(0) + line(width));
	});

	it("of long output says that there is more, before it and after it", async () => {
		const reader = run(3 * stretchSize);
		const starts = [5, stretchSize, 3 * stretchSize - 1].map(stretchAt);
		expect(starts).toEqual([0, stretchSize, 2 * stretchSize]);
		const [first = "", second = "", third = ""] = await Promise.all(starts.map((at) => readStretch(reader, "1", at)));
		expect(first).toMatch(/^0+\n[\s\S]*── What follows is not shown here\..+ ──\n$/);
		expect(second).toMatch(/^── What comes before .+ ──\n0+8388608\n[\s\S]*What follows/);
		expect(third).toMatch(/^── What comes before .+ ──\n0+16777216\n/);
		expect(third).not.toContain("What follows");
	});

	it("knows the line of an offset", async () => {
		const reader = run(3 * stretchSize);
		for (const offset of [0, width, 1000 * width, stretchSize, 2 * stretchSize + 3 * width]) {
			const stretch = stretchAt(offset);
			const found = await lineOf(reader, "1", stretch, offset);
			const lines = (await readStretch(reader, "1", stretch)).split("\n");
			expect(`${lines[found]}\n`).toBe(line(offset));
		}
	});
});
