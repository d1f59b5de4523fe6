// Folders that tests open: written for one test, in a temporary place, with scripts that leave a trace of themselves.

import { access, mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { isAlive } from "../editor/run.mjs";

/** Files by their path in the project; an object is written as JSON. */
export type Files = Record<string, string | object>;

/**
 * The first line of a script that is to be counted: it writes the process's ID into a folder beside the project, so
 * that a test can say which copies were ever started and which of them still live. It stands in the project's folder.
 */
export const leaveTrace = `
import { mkdirSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
const traces = fileURLToPath(new URL("../traces/", import.meta.url));
mkdirSync(traces, { recursive: true });
writeFileSync(traces + process.pid, "");
`;

/** A server on a port of its own, as a development server is. */
export const serveScript = `${leaveTrace}
import { createServer } from "node:http";
const server = createServer((request, response) => response.end("served by " + process.pid + "\\n"));
server.listen(0, "127.0.0.1", () => console.log("serving http://127.0.0.1:" + server.address().port + "/"));
`;

export class Project {
	private constructor(private readonly temporary: string) {}

	static async create(files: Files): Promise<Project> {
		const project = new Project(await mkdtemp(join(tmpdir(), "runlight-e2e-")));
		await mkdir(project.folder);
		await project.write(files);
		return project;
	}

	get folder(): string {
		return join(this.temporary, "project");
	}

	path(file: string): string {
		return join(this.folder, file);
	}

	async write(files: Files): Promise<void> {
		for (const [file, content] of Object.entries(files)) {
			await mkdir(dirname(this.path(file)), { recursive: true });
			await writeFile(this.path(file), typeof content === "string" ? content : `${JSON.stringify(content, null, 2)}\n`);
		}
	}

	async exists(file: string): Promise<boolean> {
		return await access(this.path(file)).then(
			() => true,
			() => false,
		);
	}

	/** Every copy of a script that has left a trace. */
	async started(): Promise<number[]> {
		const names = await readdir(join(this.temporary, "traces")).catch(() => []);
		return names.map(Number);
	}

	/** Those that still live. */
	async living(): Promise<number[]> {
		return (await this.started()).filter((pid) => isAlive(pid));
	}

	async remove(): Promise<void> {
		await rm(this.temporary, { recursive: true, force: true, maxRetries: 3 });
	}
}
