// Does the host work: both editors start, show a folder, obey the palette. Everything that is tested in an editor
// rests on this, so a failure here explains the failures there.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { createInterface } from "node:readline";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type EditorServer, launchBrowser, openWindow, startEditor, until } from "./browser";
import { isAlive } from "./run.mjs";

const installTime = 10 * 60_000;
const testTime = 90_000;

describe.runIf(process.platform !== "win32")("an editor from npm", () => {
	let browser: Browser;
	let temporary: string;
	let project: string;

	beforeAll(async () => {
		browser = await launchBrowser();
		temporary = await mkdtemp(join(tmpdir(), "runlight-smoke-"));
		project = join(temporary, "project");
		await mkdir(join(project, "src"), { recursive: true });
		await writeFile(join(project, "src", "main.js"), "console.log('hello')\n");
		await writeFile(
			join(project, "package.json"),
			JSON.stringify({ name: "demo", scripts: { dev: "node src/main.js" } }, null, 2),
		);
	});

	afterAll(async () => {
		await browser?.close();
		if (temporary) await rm(temporary, { recursive: true, force: true });
	});

	describe.each(["oldest", "newest"] as const)("%s", (editor) => {
		let server: EditorServer;

		beforeAll(async () => {
			server = await startEditor({ editor });
		}, installTime);

		afterAll(async () => {
			await server?.close();
			if (server) expect(isAlive(-server.pid), "the editor's process group").toBe(false);
		});

		test("opens a folder and obeys", { timeout: testTime }, async () => {
			const window = await openWindow(browser, server, project);
			await window.openView("Explorer");
			const name = basename(project);
			const rows = await window.tree(name).until("the files", (all) => all.length === 2);
			expect(rows.map(({ label, level, expanded }) => ({ label, level, expanded }))).toEqual([
				{ label: "src", level: 1, expanded: false },
				{ label: "package.json", level: 1, expanded: undefined },
			]);
			await window.tree(name).row("src").expand();
			await window.tree(name).row("src", "main.js").read();

			await window.openFile("package.json");
			expect((await window.editor.lines()).get(2)).toBe('  "name": "demo",');

			await window.runCommand("View: Toggle Terminal");
			await window.terminals.untilText(/\S/); // the shell's prompt
			await window.terminals.type("echo $((6 * 7))-$VITEST$npm_command-end\n");
			await window.terminals.untilText("42--end");
			await window.screenshot("smoke");

			const first = window.extensionHost;
			await window.load();
			expect(window.extensionHost).not.toBe(first);
			await until("the first extension host to end", server.extensionHosts, (hosts) => !hosts.includes(first));
			await window.close();
			await until("the second extension host to end", server.extensionHosts, (hosts) => hosts.length === 0);
		});

		test("starts its extension host again after a crash", { timeout: testTime }, async () => {
			const window = await openWindow(browser, server, project);
			const killed = window.extensionHost;
			process.kill(killed, "SIGKILL");
			expect(await window.untilExtensionHost([killed])).not.toBe(killed);
			expect(await server.extensionHosts()).not.toContain(killed);
			await window.close();
		});

		test("reads a tree that is longer than the screen", { timeout: testTime }, async () => {
			const names = Array.from({ length: 120 }, (_, i) => `file-${String(i).padStart(3, "0")}.txt`);
			const many = await mkdtemp(join(temporary, "many-"));
			await Promise.all(names.map((name) => writeFile(join(many, name), "")));
			const window = await openWindow(browser, server, many);
			await window.openView("Explorer");
			const tree = window.tree(basename(many));
			const rows = await tree.until("all files", (all) => all.length >= names.length);
			expect(rows.map((row) => row.label)).toEqual(names);
			for (const name of ["file-119.txt", "file-003.txt"]) {
				await tree.row(name).doubleClick();
				await until(
					`${name} to open`,
					() => window.editor.title(),
					(title) => title === name,
				);
			}
			await window.close();
		});

		test("outlives no test run that is killed", { timeout: testTime }, async () => {
			const script = `
				import { startEditor } from ${JSON.stringify(new URL("server.mjs", import.meta.url).href)};
				const server = await startEditor({ editor: ${JSON.stringify(editor)} });
				console.log(server.pid, server.folder);`;
			const run = spawn(process.execPath, ["--input-type=module", "-e", script], {
				stdio: ["ignore", "pipe", "inherit"],
			});
			const [line] = await once(createInterface(run.stdout), "line");
			const [pid, editorFolder] = String(line).split(" ");
			expect(isAlive(-Number(pid))).toBe(true);
			run.kill("SIGKILL");
			await until(
				"the editor to end",
				async () => isAlive(-Number(pid)),
				(alive) => !alive,
			);
			await until(
				"its folder to be removed",
				async () => existsSync(editorFolder ?? ""),
				(there) => !there,
			);
		});
	});
});
