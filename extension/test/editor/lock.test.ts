import { spawnSync } from "node:child_process";
import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { withLock } from "./lock.mjs";

let folder: string;
let file: string;

beforeEach(async () => {
	folder = await mkdtemp(join(tmpdir(), "runlight-lock-"));
	file = join(folder, "editor.lock");
});

afterEach(() => rm(folder, { recursive: true }));

test("the second waits for the first, and nothing is left", async () => {
	const events: string[] = [];
	let release = () => {};
	const held = new Promise<void>((done) => {
		release = done;
	});
	const first = withLock(
		file,
		() => events.push("first waits"),
		async () => {
			await held;
			events.push("first done");
		},
	);
	const waiting = () => {
		events.push("second waits");
		release();
	};
	await Promise.all([first, withLock(file, waiting, async () => events.push("second done"))]);
	expect(events).toEqual(["second waits", "first done", "second done"]);
	expect(await readdir(folder)).toEqual([]);
});

test("a dead holder's lock is taken over", async () => {
	const { pid } = spawnSync(process.execPath, ["--version"]);
	await writeFile(file, String(pid));
	expect(
		await withLock(
			file,
			() => {},
			async () => "mine",
		),
	).toBe("mine");
	expect(await readdir(folder)).toEqual([]);
});

test("a failure frees the lock", async () => {
	const failing = async () => {
		throw new Error("no network");
	};
	await expect(withLock(file, () => {}, failing)).rejects.toThrow("no network");
	expect(await readdir(folder)).toEqual([]);
});
