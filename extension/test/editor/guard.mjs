// @ts-check
// Stands between a test run and the editor that it started, and outlives a test run that crashes: when its standard
// input ends, in whatever way its parent went, it ends the editor's whole process group and removes the folder of
// that editor. A handler inside the test run could not do that: a worker that is killed runs no handler.
//
//   node guard.mjs LOG FOLDER PROGRAM [ARGUMENT ...]      prints the pid, which is the group, of PROGRAM

import { spawn } from "node:child_process";
import { openSync, rmSync } from "node:fs";
import { setTimeout as wait } from "node:timers/promises";
import { isAlive, killGroup } from "./run.mjs";

const [log, folder, program, ...args] = process.argv.slice(2);
if (!log || !folder || !program) throw new Error("usage: guard.mjs LOG FOLDER PROGRAM [ARGUMENT ...]");

const terminateGrace = 3_000; // the extension host gets 2 s of it to deactivate extensions
const killGrace = 2_000;

const output = openSync(log, "a");
const child = spawn(program, args, { cwd: folder, detached: true, stdio: ["ignore", output, output] });
child.on("error", (error) => {
	console.error(error.message);
	end();
});
child.on("exit", end);
for (const name of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(name, end);
process.stdin.on("end", end).on("error", end).resume();
if (child.pid) console.log(child.pid);

let ending = false;

async function end() {
	if (ending) return;
	ending = true;
	for (const [signal, grace] of /** @type {[NodeJS.Signals, number][]} */ ([
		["SIGTERM", terminateGrace],
		["SIGKILL", killGrace],
	])) {
		killGroup(child.pid, signal);
		if (await isGone(grace)) break;
	}
	rmSync(folder ?? "", { recursive: true, force: true, maxRetries: 5 });
	process.exit();
}

/** @param {number} grace milliseconds */
async function isGone(grace) {
	if (!child.pid) return true;
	for (const deadline = Date.now() + grace; isAlive(-child.pid); await wait(25))
		if (Date.now() > deadline) return false;
	return true;
}
