// How a daemon is reached: today a program of our own on its standard streams. The rest of the extension sees only a
// Link, so that another way to connect changes this file alone.
import { spawn } from "node:child_process";
import { access, chmod, constants } from "node:fs/promises";
import path from "node:path";
import type { Readable, Writable } from "node:stream";
import { userEnvironment } from "./environment";
import type { Log } from "./log";

/** A pair of streams to a daemon. */
export interface Link {
	readonly input: Readable;
	readonly output: Writable;
	/** Settles, never with an error, when the daemon is gone, and says how it ended. */
	readonly closed: Promise<string>;
	/** Asks the daemon to end by ending its input. */
	close(): void;
}

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

// On the end of its input the daemon stops every script first, from SIGINT by way of SIGTERM to SIGKILL. This is
// longer than those grace times together; a daemon that is still there hangs.
const patienceMilliseconds = 20_000;

/** Starts the daemon of a folder. */
export async function connect(binary: string, root: string, log: Log): Promise<Link> {
	await makeExecutable(binary);
	const child = spawn(binary, ["serve", "--stdio", "--root", root], {
		env: userEnvironment(process.env),
		stdio: ["pipe", "pipe", "pipe"],
		windowsHide: true,
	});
	const closed = new Promise<string>((resolve) => {
		child.once("error", (error) => resolve(error.message));
		child.once("close", (code, signal) => resolve(signal ? `ended by ${signal}` : `exit code ${code}`));
	});
	// A write to a daemon that has just died fails here as well; `closed` already tells.
	child.stdin.on("error", () => {});
	logLines(child.stderr, log);
	const close = () => {
		child.stdin.end();
		const timer = setTimeout(() => child.kill("SIGKILL"), patienceMilliseconds);
		timer.unref();
		closed.then(() => clearTimeout(timer));
	};
	return { input: child.stdout, output: child.stdin, closed, close };
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

/** Writes each line of a stream to the log, at the level that the line names. */
function logLines(stream: Readable, log: Log): void {
	let rest = "";
	stream.setEncoding("utf8");
	stream.on("data", (text: string) => {
		const lines = (rest + text).split(/\r?\n/);
		rest = lines.pop() ?? "";
		for (const line of lines) log[levelOf(line)](line);
	});
	stream.on("end", () => rest && log.error(rest));
}

function levelOf(line: string): "info" | "warn" | "error" {
	if (/level=ERROR/.test(line)) return "error";
	return /level=WARN/.test(line) ? "warn" : "info";
}
