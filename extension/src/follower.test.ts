import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { consumeDelay, Follower, type OutputSource } from "./follower";
import type { OutputChunk, State } from "./protocol";
import { ago, sampleState } from "./testing/samples";

/** A source that keeps what it was asked. */
class Source implements OutputSource {
	readonly calls: string[] = [];
	fails = false;
	async attach(id: string, offset: number) {
		this.calls.push(`attach ${id} ${offset}`);
		if (this.fails) throw new Error("no such process");
		return { start: 0, end: 0 };
	}
	async detach(id: string) {
		this.calls.push(`detach ${id}`);
	}
	async consume(id: string, offset: number) {
		this.calls.push(`consume ${id} ${offset}`);
	}
}

function chunk(offset: number, text: string, more: Partial<OutputChunk> = {}): OutputChunk {
	return { id: "1", offset, end: offset + Buffer.byteLength(text), text, ...more };
}

const running = sampleState("1", ".#dev");
const failed: State = { ...running, revision: 2, status: "failed", exitCode: 1, startTime: ago(20), endTime: ago(8) };
const again = sampleState("2", ".#dev");

let source: Source;
let written: string;
let banner: boolean;
let follower: Follower;

beforeEach(() => {
	vi.useFakeTimers();
	source = new Source();
	written = "";
	banner = true;
	follower = new Follower(
		() => source,
		(text) => {
			written += text;
		},
		() => {},
		() => banner,
	);
});
afterEach(() => {
	follower.dispose();
	vi.useRealTimers();
});

/** What was written, without the control sequences. */
function seen(): string {
	// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is to be removed
	return written.replace(/\x1b\[[?!]?[\d;]*[a-zA-Z]/g, "");
}

describe("output", () => {
	it("is replayed from the first byte and goes on live", () => {
		follower.follow(running);
		follower.accept(chunk(0, "one\r\n"));
		follower.accept(chunk(5, "two\r\n"));
		expect(source.calls).toEqual(["attach 1 0"]);
		expect(written).toBe("one\r\ntwo\r\n");
	});

	it("gives credit back in one message for all that came meanwhile, and has no timer when nothing comes", () => {
		follower.follow(running);
		follower.accept(chunk(0, "one"));
		follower.accept(chunk(3, "two"));
		vi.advanceTimersByTime(consumeDelay);
		expect(source.calls).toEqual(["attach 1 0", "consume 1 6"]);
		expect(vi.getTimerCount()).toBe(0);
	});

	it("says where bytes were lost, and how many", () => {
		follower.follow(running);
		follower.accept(chunk(0, "a"));
		follower.accept(chunk(2_000_001, "z", { lost: 2_000_000 }));
		expect(seen()).toBe("a\r\n── 2.0 MB of output came faster than it could be kept and are not shown ──\r\nz");
	});

	it("shows each byte once when pieces overlap, as after a second attachment", () => {
		follower.follow(running);
		follower.accept(chunk(0, "äb"));
		follower.accept(chunk(0, "äbcd"));
		follower.accept(chunk(3, "cd"));
		expect(written).toBe("äbcd");
	});

	it("of other processes is not shown", () => {
		follower.follow(running);
		follower.accept(chunk(0, "x", { id: "9" }));
		expect(written).toBe("");
	});
});

describe("the end", () => {
	const end = "── dev failed with exit code 1 after 12s ──\r\n";

	it.each<[string, () => void]>([
		[
			"state first",
			() => {
				follower.update(failed);
				follower.accept(chunk(0, "bye", { last: true }));
			},
		],
		[
			"last byte first",
			() => {
				follower.accept(chunk(0, "bye", { last: true }));
				follower.update(failed);
			},
		],
	])("is one line behind the last byte, %s", (_, happen) => {
		follower.follow(running);
		happen();
		expect(seen()).toBe(`bye\r\n${end}`);
		expect(source.calls).toEqual(["attach 1 0", "detach 1"]);
		follower.update({ ...failed, revision: 3 });
		expect(seen()).toBe(`bye\r\n${end}`);
	});

	it("leaves no empty line behind control sequences that move nothing", () => {
		follower.follow(running);
		follower.accept(chunk(0, "bye\r\n\x1b[0K\x1b[1G"));
		follower.accept(chunk(13, "\x1b[?25h", { last: true }));
		follower.update(failed);
		expect(seen()).toBe(`bye\r\n${end}`);
	});

	it("of a process that ended before comes after its replay", () => {
		follower.follow(failed);
		follower.accept(chunk(0, "bye\r\n"));
		expect(seen()).toBe("bye\r\n");
		follower.accept(chunk(5, "", { last: true }));
		expect(seen()).toBe(`bye\r\n${end}`);
	});

	it("comes at once when the daemon has forgotten the output", async () => {
		source.fails = true;
		follower.follow(failed);
		await vi.waitFor(() => expect(seen()).toBe(end));
	});
});

describe("the next run", () => {
	it("follows in the same place, after a line that separates them", () => {
		follower.follow(failed);
		follower.accept(chunk(0, "bye\r\n", { last: true }));
		follower.follow(again);
		expect(seen()).toMatch(/after 12s ──\r\n\r\n── dev · .+ ──\r\n$/);
		follower.accept(chunk(0, "hello", { id: "2" }));
		expect(seen().endsWith("hello")).toBe(true);
		expect(source.calls).toEqual(["attach 1 0", "detach 1", "attach 2 0"]);
	});

	it("waits until the run before has come to its end", () => {
		follower.follow(running);
		follower.follow(again);
		expect(source.calls).toEqual(["attach 1 0"]);
		follower.accept(chunk(0, "bye", { last: true }));
		follower.update(failed);
		expect(source.calls).toEqual(["attach 1 0", "detach 1", "attach 2 0"]);
		expect(follower.process?.id).toBe("2");
	});

	it("is not begun twice", () => {
		follower.follow(running);
		follower.follow(running);
		expect(source.calls).toEqual(["attach 1 0"]);
	});
});

describe("a lost connection", () => {
	it("goes on where it was when the new daemon knows the process", () => {
		follower.follow(running);
		follower.accept(chunk(0, "abc"));
		follower.resume({ ...running, revision: 5 });
		expect(source.calls.at(-1)).toBe("attach 1 3");
		follower.accept(chunk(3, "def"));
		expect(written).toBe("abcdef");
	});

	it("is said when nobody knows the process any more", () => {
		follower.follow(running);
		follower.abandon();
		expect(seen()).toContain("Runlight was disconnected");
		follower.follow(again);
		expect(source.calls.at(-1)).toBe("attach 2 0");
	});
});

it("detaches when the terminal is closed, and does nothing to the process", () => {
	follower.follow(running);
	follower.accept(chunk(0, "abc"));
	follower.dispose();
	follower.accept(chunk(3, "def"));
	expect(source.calls).toEqual(["attach 1 0", "detach 1"]);
	expect(written).toBe("abc");
	expect(vi.getTimerCount()).toBe(0);
});

describe("the banner", () => {
	const { startTime: _, ...unlaunched } = running;
	const pending: State = { ...unlaunched, status: "pending" };
	const direct: State = { ...running, revision: 2, way: { direct: true, manager: "npm 11.19.1", reason: "" } };

	it("says what is run, above the first byte, whichever comes first", () => {
		follower.follow(pending);
		follower.accept(chunk(0, "hello\r\n"));
		expect(written).toBe("");
		follower.update(direct);
		expect(written).toBe("\x1b[0m\x1b[2m> run dev\x1b[0m\r\nhello\r\n");
	});

	it("has the arguments, as one line without anything that a terminal obeys", () => {
		follower.follow({ ...direct, script: "vite\n\x1b[2J\x9b2J", arguments: ["--port", "3000", "two words"] });
		expect(seen()).toBe("> vite  [2J 2J --port 3000 'two words'\r\n");
	});

	it("is left out where the package manager has its own, where nobody knows, and where it is not wanted", () => {
		const others: Partial<State>[] = [{ way: { direct: false, manager: "npm", reason: "the shell is not sh" } }, {}];
		for (const [index, other] of others.entries()) follower.follow({ ...running, id: `${index + 1}`, ...other });
		expect(written).toBe("");
		banner = false;
		const silent = new Follower(
			() => source,
			(text) => {
				written += text;
			},
			() => {},
			() => banner,
		);
		silent.follow(direct);
		silent.accept(chunk(0, "x"));
		expect(written).toBe("x");
	});

	it("stands once above each run, however often it is heard of, attached to and continued", () => {
		follower.follow(direct);
		follower.update({ ...direct, revision: 3 });
		follower.resume({ ...direct, revision: 4 });
		follower.accept(chunk(0, "a\r\n", { last: true }));
		follower.update({ ...failed, revision: 5 });
		follower.follow({ ...direct, id: "2" });
		expect(seen().match(/> run dev/g)).toHaveLength(2);
		expect(seen()).toMatch(/── dev · .+ ──\r\n> run dev\r\n$/);
	});

	it("does not hold back the output of a script that was never launched", () => {
		follower.follow(pending);
		follower.accept(chunk(0, "", { last: true }));
		follower.update({ ...pending, revision: 2, status: "failed", endTime: ago(8), reason: "no shell" });
		expect(seen()).toBe("── dev failed: no shell ──\r\n");
	});
});

describe("what is left running", () => {
	const survivors = (count: number) => Array.from({ length: count }, (_, at) => ({ pid: 100 + at, command: `d${at}` }));

	it.each([
		[1, "── 1 process left running ──\r\n   100  d0\r\n"],
		[6, /── 6 processes left running ──\r\n {3}100 {2}d0\r\n[\s\S]+ {3}104 {2}d4\r\n {3}and 1 more\r\n$/],
	])("is named below the end (%i)", (count, wanted) => {
		follower.follow(running);
		follower.accept(chunk(0, "", { last: true }));
		follower.update({ ...failed, survivors: survivors(count) });
		expect(seen()).toMatch(wanted);
	});

	it("obeys no control characters", () => {
		follower.follow(running);
		follower.accept(chunk(0, "", { last: true }));
		follower.update({ ...failed, survivors: [{ pid: 7, command: "a\x1b]0;b\x07c" }] });
		expect(written).toContain("7  a ]0;b c");
	});
});
