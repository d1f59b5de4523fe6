// The same stories in both editors: one server for each editor of a test file, a window and a project for each test.

import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import type { Browser, BrowserContextOptions } from "playwright-core";
import { afterAll, beforeAll, describe, onTestFinished, type TestContext } from "vitest";
import {
	type EditorOptions,
	type EditorServer,
	type EditorWindow,
	launchBrowser,
	openWindow,
	startEditor,
	until,
} from "../editor/browser";
import { type Files, Project } from "./project";

export const repository = fileURLToPath(new URL("../../../", import.meta.url));

/** The package for this machine, which `make test-editor` builds. */
const vsix = `${repository}dist/runlight.vsix`;

/** An editor with the extension, for the tests of one file. */
export class Editor {
	#server: EditorServer | undefined;
	#browser: Browser | undefined;
	#home: string | undefined;

	constructor(
		readonly name: "oldest" | "newest",
		private readonly options: EditorOptions,
	) {}

	get server(): EditorServer {
		if (!this.#server) throw new Error("the editor is not started");
		return this.#server;
	}

	async start(): Promise<void> {
		// A home of its own, so that the daemons of a test are nobody else's. Its name is short: a socket must fit into it.
		this.#home = await mkdtemp("/tmp/runlight-home-");
		this.#browser = await launchBrowser();
		const settings = { "runlight.reloadGrace": 0, ...this.options.settings };
		const env = { HOME: this.#home, ...this.options.env };
		this.#server = await startEditor({ editor: this.name, vsix: [vsix], ...this.options, settings, env });
	}

	/** Insists that no daemon outlives its windows: one with nobody and nothing ends by itself. */
	async close(): Promise<void> {
		await this.#browser?.close();
		try {
			if (this.#server) await this.untilDaemons(0);
		} finally {
			await this.#server?.close();
			if (this.#home) await rm(this.#home, { recursive: true, force: true, maxRetries: 3 });
		}
	}

	/** Writes a project that is removed after the test. */
	async project(files: Files): Promise<Project> {
		const project = await Project.create(files);
		onTestFinished(() => project.remove());
		return project;
	}

	/**
	 * Opens a project, a .code-workspace file of it, or an empty window, and shows the view container. After the test the
	 * window is closed, and with it must go the daemon and every script, whatever state the test left them in.
	 * @param trusted the answer to an editor that asks whether the folder's authors are trusted
	 */
	async open(project?: Project, file = "", options: BrowserContextOptions = {}, trusted = true): Promise<EditorWindow> {
		if (!this.#browser) throw new Error("the browser is not started");
		const window = await openWindow(this.#browser, this.server, project?.path(file), options);
		onTestFinished(({ task }) => this.#finish(window, project, task));
		if (this.options.trust === "prompt") await window.answerTrust(trusted);
		if (file.endsWith(".code-workspace")) await insistOnFolders(window);
		await window.openView("Runlight");
		return window;
	}

	/**
	 * Waits until so many daemons of this editor's extension run, of the roots in a project or of all, and gives their
	 * process IDs. They have sessions of their own, and are known by the program, which is this editor's own copy.
	 */
	async untilDaemons(count: number, project?: Project): Promise<number[]> {
		const read = async () => {
			const { stdout } = await execFileAsync("ps", ["-axww", "-o", "pid=,args="], { maxBuffer: 1 << 26 });
			return stdout
				.split("\n")
				.filter((line) => line.includes(`${this.server.extensionsDir}/`) && line.includes("/runlight serve "))
				.filter((line) => !project || line.includes(`--root ${project.folder}`))
				.map((line) => Number.parseInt(line, 10));
		};
		return await until(`${count} daemons`, read, (pids) => pids.length === count);
	}

	/** Closes a window and insists that nothing is left of it. A test that failed leaves a picture and the logs. */
	async #finish(window: EditorWindow, project: Project | undefined, task: TestContext["task"]): Promise<void> {
		const name = `failed ${task.name.replace(/[^\w ]/g, "")}`;
		const keepLogs = async () => {
			const artifacts = `${repository}extension/test/artifacts`;
			await mkdir(artifacts, { recursive: true });
			await writeFile(`${artifacts}/${name} ${this.name}.log`, await this.server.logs());
		};
		if (task.result?.state === "fail") {
			await window.screenshot(name);
			await keepLogs();
		}
		await window.close();
		try {
			const living = async () => (await project?.living()) ?? [];
			await until("the scripts to end with their window", living, (pids) => pids.length === 0);
		} catch (error) {
			await keepLogs();
			throw error;
		}
	}
}

const execFileAsync = promisify(execFile);

/** Runs the same tests in the oldest and the newest editor. */
export function inEditors(body: (editor: Editor) => void, options: EditorOptions = {}): void {
	inEditorsNamed(["oldest", "newest"], body, options);
}

/** Runs tests in the newest editor alone: of what the daemon decides, or code of ours that no version of the editor does. */
export function inNewestEditor(body: (editor: Editor) => void, options: EditorOptions = {}): void {
	inEditorsNamed(["newest"], body, options);
}

function inEditorsNamed(
	names: readonly ("oldest" | "newest")[],
	body: (editor: Editor) => void,
	options: EditorOptions,
): void {
	// The editors come from npm as servers for Linux and macOS.
	describe.runIf(process.platform !== "win32").each(names)("%s", (name) => {
		const editor = new Editor(name, options);
		beforeAll(() => editor.start());
		afterAll(() => editor.close());
		body(editor);
	});
}

/**
 * An editor in a browser has a race of its own: now and then it opens a .code-workspace file without its folders, and
 * its Explorer shows none either. Loaded anew it shows them.
 */
async function insistOnFolders(window: EditorWindow): Promise<void> {
	const title = window.page.locator(".pane-header h3.title").first();
	for (let attempt = 0; attempt < 5 && (await title.textContent()) === "No Folder Opened"; attempt++)
		await window.load();
}
