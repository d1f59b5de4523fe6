#!/usr/bin/env node
// @ts-check
// Installs the editors that the tests drive and that `make run` opens:
//
//   node extension/test/editor/install.mjs oldest|newest [...]
//
// It prints the folder of each on stdout. An editor is installed once per user, in about a minute, and reused.

import { realpathSync } from "node:fs";
import { access, copyFile, mkdir, mkdtemp, readdir, readFile, rename, rm, symlink, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { editionNamed, editorsFolder, layout, recipe } from "./editions.mjs";
import { cleanEnvironment, which } from "./environment.mjs";
import { withLock } from "./lock.mjs";
import { isAlive, run, together } from "./run.mjs";

/** @typedef {import("./editions.mjs").Edition} Edition */
/** @typedef {ReturnType<typeof layout>} Layout */
/** @typedef {{ edition: Edition, at: Layout, env: NodeJS.ProcessEnv, cancel: AbortController, signal: AbortSignal, log: (text: string) => void }} Job */

// node-gyp 11 builds with Python 3.7 to 3.14 and every Node that we install.
const nodeGyp = "node-gyp@11";

const removing = { recursive: true, force: true, maxRetries: 5 };

/**
 * Gives an installed editor, installing it first where it is missing.
 * @param {string} name oldest or newest
 * @param {{ log?: (text: string) => void }} [options] log gets one line per step
 * @returns {Promise<{ edition: Edition, at: Layout }>}
 */
export async function installEditor(name, { log = (text) => console.error(text) } = {}) {
	const edition = editionNamed(name);
	const at = layout(edition);
	if (await isInstalled(at)) return { edition, at };
	refuseWindows(edition);
	requireCompiler(edition);
	await mkdir(editorsFolder(), { recursive: true });
	const say = (/** @type {string} */ text) => log(`VS Code ${edition.vscode}: ${text}`);
	await withLock(
		`${at.root}.lock`,
		() => say("another process is installing it, waiting"),
		async () => {
			if (!(await isInstalled(at))) await installAside(edition, at, say);
		},
	);
	return { edition, at };
}

/** @param {Edition} edition */
function refuseWindows(edition) {
	if (process.platform !== "win32") return;
	throw new Error(
		`VS Code ${edition.vscode} cannot be installed from npm here: its server build (code-server) does not run on Windows. ` +
			"Use an installed VS Code instead: make run EDITOR=code",
	);
}

/** @param {Layout} at */
async function isInstalled(at) {
	const text = await readFile(at.mark, "utf8").catch(() => "{}");
	return JSON.parse(text).recipe === recipe;
}

/**
 * Builds the editor in a folder beside its place and moves it there when it is whole.
 * @param {Edition} edition
 * @param {Layout} at its final place
 * @param {(text: string) => void} log
 */
async function installAside(edition, at, log) {
	await removeLeftovers(edition);
	const aside = await mkdtemp(`${at.root}.partial-${process.pid}-`);
	const cancel = new AbortController();
	const onSignal = (/** @type {string} */ name) =>
		cancel.abort(new Error(`VS Code ${edition.vscode}: installation cancelled by ${name}`));
	for (const name of ["SIGINT", "SIGTERM", "SIGHUP"]) process.once(name, onSignal);
	const started = Date.now();
	try {
		log(`installing it from npm into ${at.root} (once, about a minute)`);
		await build(edition, layout(edition, aside), cancel, log);
		await rm(at.root, { recursive: true, force: true });
		await rename(aside, at.root);
		log(`installed in ${seconds(started)} s`);
	} finally {
		for (const name of ["SIGINT", "SIGTERM", "SIGHUP"]) process.off(name, onSignal);
		await rm(aside, removing);
	}
}

/**
 * Removes what installers left that were killed; a living one's folder stays. It is no failure if a folder resists,
 * because an npm whose installer was killed still writes into it: the next installation removes it.
 * @param {Edition} edition
 */
async function removeLeftovers(edition) {
	for (const name of await readdir(editorsFolder())) {
		const [, version, pid] = /^(.+)\.partial-(\d+)-/.exec(name) ?? [];
		if (version !== edition.vscode || isAlive(Number(pid))) continue;
		await rm(join(editorsFolder(), name), removing).catch(() => {});
	}
}

/**
 * @param {Edition} edition
 * @param {Layout} at
 * @param {AbortController} cancel
 * @param {(text: string) => void} log
 */
async function build(edition, at, cancel, log) {
	const started = Date.now();
	const env = buildEnvironment(at);
	const job = { edition, at, env, cancel, signal: cancel.signal, log };
	// The server's own dependencies have no scripts to run, so they need not wait for its Node.
	await together(cancel, [installTools(job), npmInstall(job, at.server, [`code-server@${edition.server}`])]);
	log(`Node ${edition.node} and the server are here (${seconds(started)} s)`);
	await together(cancel, [npmInstall(job, at.vscode), npmInstall(job, join(at.vscode, "extensions"))]);
	await linkInside(job);
	await buildNative(job);
	await writeFile(
		at.mark,
		JSON.stringify({ recipe, vscode: edition.vscode, server: edition.server, seconds: seconds(started) }),
	);
}

/** @param {Layout} at */
function buildEnvironment(at) {
	const { PATH, ...others } = cleanEnvironment();
	return {
		...others,
		PATH: `${join(at.nodeFolder, "bin")}:${PATH}`,
		// The headers lie beside the Node that npm carries: no download from a host that a build machine may not reach.
		npm_config_nodedir: at.nodeFolder,
		npm_config_node_gyp: at.nodeGyp,
		npm_config_update_notifier: "false",
	};
}

/** @param {Job} job */
async function installTools(job) {
	const { edition, at } = job;
	const wanted = [`${at.platformPackage}@${edition.node}`, nodeGyp];
	if (edition.ripgrep) wanted.push(`@vscode/ripgrep-${process.platform}-${process.arch}@${edition.ripgrep}`);
	await npmInstall(job, at.tools, wanted);
	await run(at.node, ["--version"], job).catch((error) => {
		throw new Error(
			`the Node ${edition.node} that npm carries (${at.platformPackage}) does not run on this system: ${error.message}\nUse an installed VS Code instead: make run EDITOR=code`,
		);
	});
}

/**
 * Runs `npm install` without any package's scripts: those of code-server insist on their own Node and download.
 * @param {Job} job
 * @param {string} folder
 * @param {string[]} [packages] none: what the folder's package.json says
 */
async function npmInstall({ env, signal }, folder, packages = []) {
	if (packages.length > 0) {
		await mkdir(folder, { recursive: true });
		// Without a manifest here npm would install into the next folder above that has one.
		await writeFile(join(folder, "package.json"), '{ "private": true }\n');
	}
	const flags = ["--omit=dev", "--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline", "--loglevel=error"];
	await run("npm", ["install", ...packages, ...flags], { cwd: folder, env, signal }).catch((error) => {
		if (error.code === "ENOENT") throw new Error("npm is not on PATH: install Node.js with npm, https://nodejs.org");
		throw error;
	});
}

/**
 * The links that code-server's postinstall would make.
 * @param {Job} job
 */
async function linkInside({ edition, at }) {
	const os = process.platform === "darwin" ? "darwin" : "linux";
	await link("node_modules", join(at.vscode, "node_modules.asar"));
	await link(`code-${os}.sh`, join(at.vscode, "bin", "remote-cli", "code-server"));
	await link(`browser-${os}.sh`, join(at.vscode, "bin", "helpers", "browser.sh"));
	if (!edition.ripgrep) return;
	const source = join(at.tools, "node_modules", "@vscode", `ripgrep-${process.platform}-${process.arch}`, "bin", "rg");
	const target = join(at.vscode, "node_modules", "@vscode", "ripgrep", "bin", "rg");
	await mkdir(dirname(target), { recursive: true });
	await copyFile(source, target);
}

/**
 * @param {string} target
 * @param {string} path
 */
async function link(target, path) {
	await rm(path, { recursive: true, force: true });
	await symlink(target, path);
}

/**
 * Compiles the native modules for which the package has no binary that loads in this Node.
 * @param {Job} job
 */
async function buildNative(job) {
	const { edition, at, log } = job;
	const started = Date.now();
	const modules = [{ name: "argon2", folder: join(at.server, "node_modules", "argon2") }];
	for (const name of edition.native) modules.push({ name, folder: join(at.vscode, "node_modules", name) });
	const missing = [];
	for (const module of modules) if (!(await loads(job, module.folder))) missing.push(module);
	if (missing.length === 0) return;
	await together(
		job.cancel,
		missing.map((module) => compile(job, module.folder)),
	);
	for (const module of missing) await loads(job, module.folder, true);
	log(`compiled ${missing.map((m) => m.name).join(", ")} (${seconds(started)} s)`);
}

/**
 * Says whether a native module works in the editor's Node.
 * @param {Job} job
 * @param {string} folder
 * @param {boolean} [must] throw what loading it says
 */
async function loads({ at, env, signal }, folder, must = false) {
	try {
		await run(at.node, ["-e", `require(${JSON.stringify(folder)})`], { cwd: folder, env, signal });
		return true;
	} catch (error) {
		if (must || signal.aborted) throw error;
		return false;
	}
}

/**
 * @param {Job} job
 * @param {string} folder
 */
async function compile({ at, env, signal }, folder) {
	// argon2 of code-server 4.104 keeps its binary where only node-pre-gyp puts it.
	const preGyp = join(dirname(folder), "@mapbox", "node-pre-gyp", "bin", "node-pre-gyp");
	const isArgon = folder.endsWith("argon2") && (await exists(preGyp));
	const args = isArgon ? [preGyp, "install", "--build-from-source"] : [at.nodeGyp, "rebuild", "--jobs=max"];
	await run(at.node, [...args, `--nodedir=${at.nodeFolder}`], { cwd: folder, env, signal });
}

/**
 * Told before anything is fetched: no edition has all its native modules ready-made.
 * @param {Edition} edition
 */
function requireCompiler(edition) {
	/** @type {[string, string[]][]} */
	const needs = [
		["make", ["make", "gmake"]],
		["a C++ compiler", ["c++", "g++", "clang++"]],
		["Python 3", ["python3", "python"]],
	];
	const missing = needs.filter(([, programs]) => !programs.some(which)).map(([what]) => what);
	if (missing.length === 0) return;
	const way =
		process.platform === "darwin" ? "xcode-select --install" : "for example: apt-get install build-essential python3";
	throw new Error(
		`VS Code ${edition.vscode} from npm needs ${missing.join(", ")} to compile ${edition.native.join(", ")}: ` +
			`install what is missing (${way}), or use an installed VS Code instead: make run EDITOR=code`,
	);
}

/** @param {string} path */
const exists = (path) =>
	access(path).then(
		() => true,
		() => false,
	);

/** @param {number} since */
const seconds = (since) => Math.round((Date.now() - since) / 1000);

async function main() {
	const names = process.argv.slice(2);
	if (names.length === 0) throw new Error("usage: install.mjs oldest|newest [...]");
	names.forEach(editionNamed); // a wrong name is told before a minute of installing
	for (const name of names) console.log((await installEditor(name)).at.root);
}

if (process.argv[1] && import.meta.url === pathToFileURL(realpathSync(process.argv[1])).href) {
	main().catch((error) => {
		console.error(error.message);
		process.exitCode = 1;
	});
}
