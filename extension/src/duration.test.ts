import { describe, expect, it } from "vitest";
import { formatAge, formatBytes, formatDuration, untilNextAge } from "./duration";

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;

describe("durations", () => {
	it.each([
		[0, "0.1s"],
		[340, "0.3s"],
		[999, "0.9s"],
		[second, "1s"],
		[59 * second + 999, "59s"],
		[minute, "1m"],
		[59 * minute + 59 * second, "59m"],
		[hour, "1h"],
		[hour + 5 * minute, "1h 5m"],
		[51 * hour, "2d 3h"],
	])("%i ms is %s", (milliseconds, text) => {
		expect(formatDuration(milliseconds)).toBe(text);
	});

	it.each([
		[0, ""],
		[4999, ""],
		[5 * second, "5s"],
		[14 * second, "10s"],
		[59 * second, "55s"],
		[minute + 59 * second, "1m"],
		[hour + 5 * minute, "1h 5m"],
		[51 * hour + 30 * minute, "2d 3h"],
	])("an age of %i ms reads %s", (milliseconds, text) => {
		expect(formatAge(milliseconds)).toBe(text);
	});

	it("knows when an age reads differently, to the millisecond", () => {
		for (const age of [0, 1, 4999, 5000, 33_333, 59_999, minute, 61_001, hour - 1, hour, 23.5 * hour, 30 * hour]) {
			const wait = untilNextAge(age);
			expect(formatAge(age + wait), `after ${age}`).not.toBe(formatAge(age));
			expect(formatAge(age + wait - 1), `before ${age}`).toBe(formatAge(age));
		}
	});
});

describe("bytes", () => {
	it.each([
		[1, "1 byte"],
		[999, "999 bytes"],
		[1000, "1.0 kB"],
		[999_949, "999.9 kB"],
		[999_950, "1.0 MB"],
		[12_345_678, "12.3 MB"],
	])("%i is %s", (bytes, text) => {
		expect(formatBytes(bytes)).toBe(text);
	});
});
