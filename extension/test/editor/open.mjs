#!/usr/bin/env node
// @ts-check
// Opens a folder in an editor with our extension installed, for a person (`make run`):
//
//   node extension/test/editor/open.mjs --vsix FILE --folder DIR [--editor newest|oldest|code]
//
// newest and oldest come from npm and are shown in a browser until Ctrl-C; code is the VS Code on PATH.

import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { which } from "./environment.mjs";
import { startEditor } from "./server.mjs";

const usage = "usage: open.mjs --vsix FILE --folder DIR [--editor newest|oldest|code]";

// A person may have spinning icons and a graphics card; a test has neither.
const settings = { "workbench.reduceMotion": "auto", "terminal.integrated.gpuAcceleration": "auto" };

/**
 * @param {string} vsix
 * @param {string} folder
 * @param {string} editor
 */
async function openFromNpm(vsix, folder, editor) {
	const server = await startEditor({ editor, vsix: [vsix], settings });
	const url = server.url(folder);
	console.log(`\nVS Code ${server.edition.vscode} with Runlight shows ${folder} at\n\n  ${url}\n\nCtrl-C ends it.`);
	showInBrowser(url);
	await new Promise((done) => {
		for (const name of ["SIGINT", "SIGTERM", "SIGHUP"]) process.once(name, done);
	});
	await server.close();
}

/**
 * Opens the default browser where there is a display to show it on. The address is on the terminal in any case, so a
 * browser that does not start is no failure.
 * @param {string} url
 */
function showInBrowser(url) {
	const { DISPLAY, WAYLAND_DISPLAY } = process.env;
	const opener = process.platform === "darwin" ? "open" : DISPLAY || WAYLAND_DISPLAY ? "xdg-open" : undefined;
	if (!opener || !which(opener)) return;
	spawn(opener, [url], { detached: true, stdio: "ignore" })
		.on("error", () => {})
		.unref();
}

/**
 * @param {string} vsix
 * @param {string} folder
 */
async function openInstalled(vsix, folder) {
	if (!which("code")) {
		throw new Error(
			"VS Code's command `code` is not on PATH: install VS Code and run its command " +
				"`Shell Command: Install 'code' command in PATH`, or leave EDITOR out to use the editor that npm carries",
		);
	}
	await code("--install-extension", vsix, "--force");
	await code(folder);
	console.log(
		`VS Code shows ${folder} with Runlight. A window that was open already needs \`Developer: Reload Window\`.`,
	);
}

/** @param {string[]} args */
async function code(...args) {
	// On Windows `code` is a batch file, which only a shell runs; a shell needs its paths quoted.
	const shell = process.platform === "win32";
	const child = spawn("code", shell ? args.map((arg) => `"${arg}"`) : args, { shell, stdio: "inherit" });
	const status = await new Promise((done, fail) => child.on("exit", done).on("error", fail));
	if (status !== 0) throw new Error(`code ${args.join(" ")} ended with code ${status}`);
}

async function main() {
	const { values } = parseArgs({
		options: { vsix: { type: "string" }, folder: { type: "string" }, editor: { type: "string", default: "newest" } },
	});
	if (!values.vsix || !values.folder) throw new Error(usage);
	const [vsix, folder] = [resolve(values.vsix), resolve(values.folder)];
	for (const path of [vsix, folder]) if (!existsSync(path)) throw new Error(`${path} does not exist\n${usage}`);
	if (values.editor === "code") await openInstalled(vsix, folder);
	else await openFromNpm(vsix, folder, values.editor);
}

main().catch((error) => {
	console.error(error.message);
	process.exitCode = 1;
});
