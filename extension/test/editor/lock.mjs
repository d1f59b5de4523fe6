// @ts-check
// One installer at a time per editor. The lock only saves the second one the work: what makes two at once safe is
// that a finished folder is moved into place by one rename.

import { randomUUID } from "node:crypto";
import { link, readFile, rename, rm, unlink, writeFile } from "node:fs/promises";
import { setTimeout as wait } from "node:timers/promises";
import { isAlive } from "./run.mjs";

const patience = 15 * 60_000; // longer than any installation; a lock held for longer is a defect that must be told
const glance = 250;

/**
 * Does `work` while holding the lock file, which names the process that holds it.
 * @template T
 * @param {string} file
 * @param {() => void} onWait called once when somebody else holds it
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function withLock(file, onWait, work) {
	const deadline = Date.now() + patience;
	for (let waited = false; !(await take(file)); waited = true) {
		if (!waited) onWait();
		if (Date.now() > deadline)
			throw new Error(
				`${file} is held by process ${await holder(file)} for more than 15 minutes: if no installation runs, remove that file`,
			);
		await wait(glance);
	}
	try {
		return await work();
	} finally {
		await unlink(file);
	}
}

/** @param {string} file */
async function take(file) {
	// Written aside and linked into place, so that nobody ever reads a lock without its holder.
	const mine = `${file}.${randomUUID()}`;
	await writeFile(mine, String(process.pid));
	try {
		await link(mine, file);
		return true;
	} catch (error) {
		if (/** @type {NodeJS.ErrnoException} */ (error).code !== "EEXIST") throw error;
	} finally {
		await rm(mine, { force: true });
	}
	const pid = await holder(file);
	if (pid && !isAlive(pid)) await bury(file, pid);
	return false;
}

/**
 * Removes the lock of a dead process. Renamed first: of several that found it dead one gets it, and if a living
 * process took the lock in between, it gets it back.
 * @param {string} file
 * @param {number} dead
 */
async function bury(file, dead) {
	const grave = `${file}.${randomUUID()}`;
	try {
		await rename(file, grave);
	} catch {
		return;
	}
	if ((await holder(grave)) !== dead) await link(grave, file).catch(() => {});
	await rm(grave, { force: true });
}

/** @param {string} file */
async function holder(file) {
	const text = await readFile(file, "utf8").catch(() => "");
	return Number.parseInt(text, 10) || undefined;
}
