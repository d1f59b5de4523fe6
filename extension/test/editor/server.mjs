// @ts-check
// Starts an installed editor as a server on this machine, for one browser: fresh settings, only the given
// extensions, an environment as after a login, nothing left afterwards.

import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as wait } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { cleanEnvironment } from "./environment.mjs";
import { installEditor } from "./install.mjs";
import { run } from "./run.mjs";

/** @typedef {import("./editions.mjs").Edition} Edition */

/**
 * What an editor is started with.
 * @typedef {object} EditorOptions
 * @property {string} [editor] oldest or newest (the default)
 * @property {string[]} [vsix] extensions to install, as a user installs them from a file
 * @property {Record<string, unknown>} [settings] the user's settings, over the defaults below
 * @property {"off" | "prompt" | "restricted"} [trust] workspace trust: off (the default) trusts every folder; prompt
 *   asks as for a user; restricted opens every folder untrusted without asking
 * @property {NodeJS.ProcessEnv} [env] variables on top of the clean environment
 * @property {(text: string) => void} [log] gets a line per step of an installation, if one is needed
 */

/**
 * A running editor.
 * @typedef {object} EditorServer
 * @property {Edition} edition
 * @property {string} origin http://127.0.0.1:PORT
 * @property {(path?: string) => string} url the address that opens a folder or a .code-workspace file; none: no folder
 * @property {string} folder temporary folder of this editor; removed by close
 * @property {string} userDataDir
 * @property {string} extensionsDir
 * @property {string} runtimeDir XDG_RUNTIME_DIR of the editor and of all that runs in it: sockets go here
 * @property {number} pid the server's process and its process group
 * @property {() => Promise<EditorProcess[]>} processes what lives in that group
 * @property {() => Promise<number[]>} extensionHosts pids of the extension hosts, one for each open window
 * @property {() => Promise<number[]>} readyExtensionHosts those that have started their extensions
 * @property {() => Promise<string>} logs all logs of the server and its extensions up to now
 * @property {() => Promise<void>} close ends the whole process group and removes the folder
 */

/** @typedef {{ pid: number, command: string }} EditorProcess */

const startLimit = 60_000;

/** A quiet editor: what a user would have, without what fetches from the network or moves by itself. */
const defaultSettings = {
	"workbench.startupEditor": "none",
	"workbench.secondarySideBar.defaultVisibility": "hidden",
	"workbench.reduceMotion": "on",
	"chat.disableAIFeatures": true,
	"telemetry.telemetryLevel": "off",
	"extensions.autoCheckUpdates": false,
	"extensions.autoUpdate": false,
	"extensions.ignoreRecommendations": true,
	"git.openRepositoryInParentFolders": "never",
	"json.schemaDownload.enable": false,
	// Text that the DOM holds can be read by a test; a canvas shows it to the eye only.
	"terminal.integrated.gpuAcceleration": "off",
};

/**
 * Starts an editor, installing it first where it is missing, and waits until it answers.
 * @param {EditorOptions} [options]
 * @returns {Promise<EditorServer>}
 */
export async function startEditor({ editor = "newest", vsix = [], settings = {}, trust = "off", env = {}, log } = {}) {
	const { edition, at } = await installEditor(editor, log ? { log } : {});
	const folders = await freshFolders();
	// Said in both cases: the default differs between the editions.
	const startupPrompt = { "security.workspace.trust.startupPrompt": trust === "restricted" ? "never" : "always" };
	const userSettings = { ...defaultSettings, ...startupPrompt, ...settings };
	await writeFile(join(folders.userDataDir, "User", "settings.json"), JSON.stringify(userSettings, null, "\t"));
	const environment = cleanEnvironment(process.env, { XDG_RUNTIME_DIR: folders.runtimeDir, ...env });
	const command = [at.entry, "--config", join(folders.folder, "server.yaml")];
	command.push("--user-data-dir", folders.userDataDir, "--extensions-dir", folders.extensionsDir);
	await installExtensions(at.node, command, vsix, environment).catch(async (error) => {
		await rm(folders.folder, { recursive: true, force: true });
		throw error;
	});
	const flags = ["--auth", "none", "--bind-addr", "127.0.0.1:0", "--disable-telemetry", "--disable-update-check"];
	flags.push("--disable-getting-started-override");
	if (trust === "off") flags.push("--disable-workspace-trust");
	return await startServer(edition, folders, [at.node, ...command, ...flags], environment);
}

/** @typedef {{ folder: string, userDataDir: string, extensionsDir: string, runtimeDir: string, log: string }} Folders */

/** @returns {Promise<Folders>} */
async function freshFolders() {
	// Socket paths are limited to 104 bytes on macOS, whose own temporary folder takes half of that.
	const folder = await mkdtemp(join(process.platform === "darwin" ? "/tmp" : tmpdir(), "runlight-editor-"));
	const folders = {
		folder,
		userDataDir: join(folder, "data"),
		extensionsDir: join(folder, "extensions"),
		runtimeDir: join(folder, "run"),
		log: join(folder, "server.log"),
	};
	await mkdir(join(folders.userDataDir, "User"), { recursive: true });
	await mkdir(folders.extensionsDir);
	await mkdir(folders.runtimeDir, { mode: 0o700 });
	return folders;
}

/**
 * @param {string} node
 * @param {string[]} command
 * @param {string[]} vsix
 * @param {NodeJS.ProcessEnv} env
 */
async function installExtensions(node, command, vsix, env) {
	if (vsix.length === 0) return;
	const files = vsix.flatMap((file) => ["--install-extension", resolve(file)]);
	await run(node, [...command, ...files], { env });
}

/**
 * @param {Edition} edition
 * @param {Folders} folders
 * @param {string[]} command
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<EditorServer>}
 */
async function startServer(edition, folders, command, env) {
	const guardFile = fileURLToPath(new URL("guard.mjs", import.meta.url));
	// Detached: Ctrl-C in a terminal reaches the test run only, which closes the guard in its own order.
	const guard = spawn(process.execPath, [guardFile, folders.log, folders.folder, ...command], {
		env,
		detached: true,
		stdio: ["pipe", "pipe", "inherit"],
	});
	const exited = once(guard, "exit");
	const close = async () => {
		guard.stdin.end();
		await exited;
	};
	try {
		const [line] = await once(createInterface(guard.stdout), "line", { signal: AbortSignal.timeout(startLimit) });
		const origin = await listening(folders.log, exited);
		return describe(edition, folders, Number(line), origin, close);
	} catch (error) {
		const log = await readFile(folders.log, "utf8").catch(() => "");
		await close();
		throw new Error(`VS Code ${edition.vscode} did not start: ${error}\n${log}`);
	}
}

/**
 * Waits until the server has said where it listens, and answers there.
 * @param {string} log
 * @param {Promise<unknown>} exited
 */
async function listening(log, exited) {
	let gone = false;
	exited.then(() => (gone = true));
	for (const deadline = Date.now() + startLimit; Date.now() < deadline && !gone; await wait(25)) {
		const origin = /server listening on (http:\S+?)\/?\s/.exec(await readFile(log, "utf8").catch(() => ""))?.[1];
		if (!origin) continue;
		await fetch(`${origin}/healthz`);
		return origin;
	}
	throw new Error(gone ? "its process ended" : `it does not listen after ${startLimit / 1000} s`);
}

/**
 * @param {Edition} edition
 * @param {Folders} folders
 * @param {number} pid
 * @param {string} origin
 * @param {() => Promise<void>} close
 * @returns {EditorServer}
 */
function describe(edition, folders, pid, origin, close) {
	const processes = () => processesOfGroup(pid);
	const extensionHosts = async () =>
		(await processes()).filter((p) => p.command.includes("--type=extensionHost")).map((p) => p.pid);
	const logs = () => readLogs(folders);
	// A host tells its pid in its log when its window has connected, and this when it has its extensions as well.
	const readyExtensionHosts = async () => {
		const [hosts, text] = await Promise.all([extensionHosts(), logs()]);
		const parts = text.split("==> ").flatMap((log) => log.split("Extension host with pid "));
		const ready = parts.filter((part) => part.includes("Eager extensions activated"));
		return hosts.filter((host) => ready.some((part) => part.startsWith(`${host} started`)));
	};
	return {
		edition,
		origin,
		url: (path) => addressOf(origin, path),
		...folders,
		pid,
		processes,
		extensionHosts,
		readyExtensionHosts,
		logs,
		close,
	};
}

/**
 * @param {string} origin
 * @param {string} [path]
 */
function addressOf(origin, path) {
	if (!path) return `${origin}/?ew=true`;
	const kind = path.endsWith(".code-workspace") ? "workspace" : "folder";
	return `${origin}/?${kind}=${encodeURIComponent(resolve(path)).replaceAll("%2F", "/")}`;
}

/**
 * @param {number} group
 * @returns {Promise<EditorProcess[]>}
 */
async function processesOfGroup(group) {
	const { stdout } = await promisify(execFile)("ps", ["-A", "-ww", "-o", "pid=,pgid=,args="], { maxBuffer: 16 << 20 });
	return stdout
		.split("\n")
		.map((line) => /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line))
		.filter((found) => Number(found?.[2]) === group)
		.map((found) => ({ pid: Number(found?.[1]), command: found?.[3] ?? "" }));
}

/** @param {Folders} folders */
async function readLogs({ log, userDataDir }) {
	const logs = join(userDataDir, "logs");
	const names = await readdir(logs, { recursive: true }).catch(() => []);
	const files = [log, ...names.filter((name) => name.endsWith(".log")).map((name) => join(logs, name))];
	const texts = await Promise.all(
		files.map(async (file) => `==> ${file}\n${await readFile(file, "utf8").catch(String)}`),
	);
	return texts.join("\n");
}
