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
	let second: Promise<unknown> = Promise.resolve();
	const nobody = () => expect.unreachable("the lock was free");
	await withLock(file, nobody, async () => {
		await new Promise<void>((waiting) => {
			second = withLock(file, waiting, async () => events.push("second"));
		});
		events.push("first");
	});
	await second;
	expect(events).toEqual(["first", "second"]);
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
