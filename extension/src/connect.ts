// How a daemon is reached: our program finds or starts the one of a folder and says where it listens. The daemon outlives
// this window. The rest of the extension sees only a Link, so that another way to connect changes this file alone.
import { execFile } from "node:child_process";
import { once } from "node:events";
import { access, chmod, constants } from "node:fs/promises";
import { connect as open } from "node:net";
import path from "node:path";
import type { Readable, Writable } from "node:stream";
import { promisify } from "node:util";
import { userEnvironment } from "./environment";
import type { DaemonReady } from "./protocol";

/** A pair of streams to a daemon. */
export interface Link {
	readonly input: Readable;
	readonly output: Writable;
	/** Names the build of our own program, which the daemon need not be of. */
	readonly buildId: string;
	/** Settles, never with an error, when the connection has ended, and says how. */
	readonly closed: Promise<string>;
	/** Ends the connection. The daemon stays. */
	close(): void;
}

/** What is said of a connection that ended without an error. */
export const closedQuietly = "the connection was closed";

/** The program is not where the package should have put it. Trying again does not help. */
export class MissingBinaryError extends Error {
	constructor(readonly binary: string) {
		super(`the program ${binary} is missing: install the Runlight build for this platform`);
	}
}

/** Where the package keeps the program. */
export function binaryPath(extensionPath: string, platform: NodeJS.Platform = process.platform): string {
	return path.join(extensionPath, "dist", "bin", platform === "win32" ? "runlight.exe" : "runlight");
}

// The program gives a new daemon 30 seconds, which include the end of the daemon before it. Longer means that it hangs.
const patienceMilliseconds = 45_000;

/** Connects to the daemon of a folder, which is started if there is none. */
export async function connect(binary: string, root: string): Promise<Link> {
	await makeExecutable(binary);
	const { endpoint = "", buildId = "" } = await find(binary, root);
	const socket = open(endpoint);
	let how = closedQuietly;
	const closed = new Promise<string>((resolve) => socket.once("close", () => resolve(how)));
	// A write to a daemon that has just died fails here as well.
	socket.on("error", (error) => {
		how = error.message;
	});
	await once(socket, "connect");
	return { input: socket, output: socket, buildId, closed, close: () => socket.destroy() };
}

/** Asks the program where the daemon listens. Its errors are for a person. */
async function find(binary: string, root: string): Promise<DaemonReady> {
	const options = { env: userEnvironment(process.env), timeout: patienceMilliseconds, windowsHide: true };
	const asked = promisify(execFile)(binary, ["connect", "--root", root], options);
	const { stdout } = await asked.catch((error: Error & { stderr?: string }) => {
		throw new Error(error.stderr?.trim().replace(/^runlight: /, "") || error.message);
	});
	try {
		return JSON.parse(stdout);
	} catch {
		throw new Error(`${binary} said ${JSON.stringify(stdout.slice(0, 200))}, which is not understood`);
	}
}

/** Packages made on Windows lose the executable bit, so it is set again where it is missing. */
async function makeExecutable(binary: string): Promise<void> {
	try {
		await access(binary, constants.F_OK);
	} catch {
		throw new MissingBinaryError(binary);
	}
	await access(binary, constants.X_OK).catch(() => chmod(binary, 0o755));
}
