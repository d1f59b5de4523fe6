import { once } from "node:events";
import { chmod, mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { createServer, type Server, type Socket } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { binaryPath, connect, MissingBinaryError } from "./connect";
import { asList, userEnvironment } from "./environment";

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
		await expect(connect(file, folder)).rejects.toBeInstanceOf(MissingBinaryError);
	});
});

describe.skipIf(process.platform === "win32")("a daemon", () => {
	let server: Server;
	let sockets: Socket[] = [];
	beforeEach(async () => {
		server = createServer((socket) => sockets.push(socket));
		server.listen(path.join(folder, "s"));
		await once(server, "listening");
	});
	afterEach(() => {
		for (const socket of sockets) socket.destroy();
		sockets = [];
		server.close();
	});
	/** What the program says where the daemon listens. */
	const ready = () => `echo '${JSON.stringify({ pid: 1, buildId: "b1", endpoint: path.join(folder, "s") })}'`;

	it("is asked for by folder, spoken to over its socket, and stays when the link is closed", async () => {
		const binary = await program(`echo "$@" > ${folder}/arguments; ${ready()}`);
		const accepted = once(server, "connection");
		const link = await connect(binary, "/projects/a b");
		expect(await readFile(path.join(folder, "arguments"), "utf8")).toBe("connect --root /projects/a b\n");
		expect(link.buildId).toBe("b1");
		const [socket] = (await accepted) as [Socket];
		link.output.write("hello");
		expect(String((await once(socket, "data"))[0])).toBe("hello");
		socket.write("welcome");
		expect(String((await once(link.input, "data"))[0])).toBe("welcome");
		link.close();
		expect(await link.closed).toBe("the connection was closed");
		expect(server.listening).toBe(true);
	});

	it("that dies is noticed", async () => {
		const accepted = once(server, "connection");
		const link = await connect(await program(ready()), folder);
		const [socket] = (await accepted) as [Socket];
		socket.destroy();
		link.input.resume();
		expect(await link.closed).toBe("the connection was closed");
	});

	it("is reached by a program that is made executable where the package lost that", async () => {
		const file = await program(ready(), 0o644);
		const link = await connect(file, folder);
		link.close();
		expect((await stat(file)).mode & 0o111).toBe(0o111);
	});

	it.each([
		[
			"what the program said",
			"echo 'runlight: start the daemon: no space left' >&2; exit 1",
			/^start the daemon: no space left$/,
		],
		["that it said nothing", "exit 3", /Command failed/],
		["that nobody understands it", "echo hello", /said "hello\\n", which is not understood/],
		["that nobody listens there", `echo '{"endpoint":"/nowhere/s"}'`, /ENOENT/],
	])("that is not reached is an error with %s", async (_, text, message) => {
		await expect(connect(await program(text), folder)).rejects.toThrow(message);
	});

	it("that is no program says why it did not start", async () => {
		const file = path.join(folder, "runlight");
		await writeFile(file, "\x7fELF nonsense");
		await expect(connect(file, folder)).rejects.toThrow(/ENOEXEC|not found|failed/);
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
	expect(asList(userEnvironment(source))).toEqual(["PATH=/bin", "NODE_ENV=x", "SNAPPY=y"]);
});
