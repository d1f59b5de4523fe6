import { chmod, mkdtemp, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { binaryPath, connect, MissingBinaryError } from "./connect";
import { userEnvironment } from "./environment";
import { MemoryLog } from "./testing/peer";

let folder = "";
beforeEach(async () => {
	folder = await mkdtemp(path.join(tmpdir(), "runlight-connect-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** A program in place of the daemon. */
async function program(text: string, mode = 0o755): Promise<string> {
	const file = path.join(folder, "runlight");
	await writeFile(file, `#!/bin/sh\n${text}\n`);
	await chmod(file, mode);
	return file;
}

describe("the program", () => {
	it.each([
		["linux", "runlight"],
		["win32", "runlight.exe"],
	] as const)("stands in the package on %s", (platform, name) => {
		expect(binaryPath("/ext", platform)).toBe(path.join("/ext", "dist", "bin", name));
	});

	it("is an error of its own when it is missing", async () => {
		const file = path.join(folder, "none");
		await expect(connect(file, folder, new MemoryLog())).rejects.toBeInstanceOf(MissingBinaryError);
	});
});

describe.skipIf(process.platform === "win32")("a daemon", () => {
	it("gets its arguments, and ends when its input does", async () => {
		const link = await connect(await program('echo "$@"; cat; exit 4'), "/work/a b", new MemoryLog());
		let output = "";
		link.input.on("data", (data) => {
			output += data;
		});
		link.output.write("still here\n");
		link.close();
		expect(await link.closed).toBe("exit code 4");
		expect(output).toBe("serve --stdio --root /work/a b\nstill here\n");
	});

	it("is made executable where the package lost that", async () => {
		const file = await program("exit 0", 0o644);
		const link = await connect(file, folder, new MemoryLog());
		expect(await link.closed).toBe("exit code 0");
		expect((await stat(file)).mode & 0o111).toBe(0o111);
	});

	it("writes its log to ours, line by line, at its levels", async () => {
		const text = "printf 'level=INFO msg=a\\nlevel=WARN msg=b\\nlevel=ERROR msg=c\\npanic' >&2; exit 2";
		const log = new MemoryLog();
		const link = await connect(await program(text), folder, log);
		await link.closed;
		expect(log.lines).toEqual([
			"info: level=INFO msg=a",
			"warn: level=WARN msg=b",
			"error: level=ERROR msg=c",
			"error: panic",
		]);
	});

	it("says which signal ended it", async () => {
		const link = await connect(await program("kill -9 $$"), folder, new MemoryLog());
		expect(await link.closed).toBe("ended by SIGKILL");
	});

	it("that is no program says why it did not start", async () => {
		const file = path.join(folder, "runlight");
		await writeFile(file, "\x7fELF nonsense");
		const started = connect(file, folder, new MemoryLog()).then((link) => link.closed);
		await expect(started.catch((error: Error) => error.message)).resolves.toMatch(/ENOEXEC|exit code/);
	});
});

it("hides from scripts what the editor sets for itself", () => {
	const source = {
		PATH: "/bin",
		ELECTRON_RUN_AS_NODE: "1",
		VSCODE_PID: "1",
		SNAP_NAME: "code",
		NODE_ENV: "x",
		SNAPPY: "y",
	};
	expect(userEnvironment(source)).toEqual({ PATH: "/bin", NODE_ENV: "x", SNAPPY: "y" });
});
