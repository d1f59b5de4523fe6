// @ts-check
// Runs a program to its end, as the installation needs it: quiet, cancellable with all its children, and with an
// error that carries what the program said last.

import { spawn } from "node:child_process";

/**
 * @param {string} program
 * @param {string[]} args
 * @param {{ cwd?: string, env: NodeJS.ProcessEnv, signal?: AbortSignal }} options
 * @returns {Promise<string>} what it printed on both streams
 */
export function run(program, args, { cwd, env, signal }) {
	signal?.throwIfAborted();
	return new Promise((resolve, reject) => {
		// A group of its own: node-gyp starts make, make starts compilers, and a cancel must reach them all.
		const child = spawn(program, args, { cwd, env, detached: true, stdio: ["ignore", "pipe", "pipe"] });
		const cancel = () => killGroup(child.pid, "SIGTERM");
		signal?.addEventListener("abort", cancel, { once: true });
		let output = "";
		for (const stream of [child.stdout, child.stderr])
			stream.on("data", (chunk) => (output = (output + chunk).slice(-65536)));
		child.on("error", reject);
		child.on("close", (code) => {
			signal?.removeEventListener("abort", cancel);
			if (signal?.aborted) return reject(signal.reason);
			if (code === 0) return resolve(output);
			const last = output.trimEnd().split("\n").slice(-25).join("\n  ");
			reject(new Error(`${[program, ...args].join(" ")} (in ${cwd ?? "."}) ended with code ${code}:\n  ${last}`));
		});
	});
}

/**
 * Waits for all of several runs. When one fails the others are cancelled, and have ended when this throws: nothing
 * writes any more into a folder that is about to be removed.
 * @param {AbortController} cancel whose signal the runs were given
 * @param {Promise<unknown>[]} runs
 */
export async function together(cancel, runs) {
	await Promise.allSettled(runs.map((one) => one.catch((error) => cancel.abort(error))));
	cancel.signal.throwIfAborted();
}

/**
 * Signals a process group; one that is already gone is no failure.
 * @param {number | undefined} group its leader's pid
 * @param {NodeJS.Signals} signal
 */
export function killGroup(group, signal) {
	if (!group) return;
	try {
		process.kill(-group, signal);
	} catch (error) {
		if (/** @type {NodeJS.ErrnoException} */ (error).code !== "ESRCH") throw error;
	}
}

/**
 * Says whether a process is there, also one of another user.
 * @param {number} pid a negative number means a process group
 */
export function isAlive(pid) {
	try {
		process.kill(pid, 0);
		return true;
	} catch (error) {
		return /** @type {NodeJS.ErrnoException} */ (error).code === "EPERM";
	}
}
