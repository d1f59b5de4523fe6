// A window that is reloaded finds its scripts as it left them: the same processes, their rows, their terminals.

import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type EditorServer, type EditorWindow, launchBrowser, openWindow, startEditor, until } from "../editor/browser";
import { isAlive, run } from "../editor/run.mjs";

const repository = fileURLToPath(new URL("../../../", import.meta.url));
const program = join(repository, "dist/bin/runlight");
const installTime = 10 * 60_000;
const testTime = 240_000;
const names = ["api", "docs", "web"] as const;

/** Says that it runs, and notes that it was started. */
const server = `
import { appendFileSync } from "node:fs";
const name = process.argv[2];
appendFileSync(name + ".pids", process.pid + "\\n");
console.log(name + " runs as " + process.pid);
setInterval(() => {}, 1000);
`;

describe.runIf(process.platform !== "win32").each(["oldest", "newest"] as const)("reload in the %s editor", (name) => {
	let browser: Browser;
	let editor: EditorServer;
	let home: string;
	let project: string;
	let environment: NodeJS.ProcessEnv;

	beforeAll(async () => {
		// A home of its own: the daemons of a test are nobody else's. Its name is short, so that a socket fits into it.
		home = await mkdtemp("/tmp/runlight-home-");
		project = join(home, "project");
		environment = { ...process.env, HOME: home };
		browser = await launchBrowser();
		editor = await startEditor({ editor: name, vsix: [join(repository, "dist/runlight.vsix")], env: { HOME: home } });
	}, installTime);

	afterAll(async () => {
		await browser?.close();
		await editor?.close();
		if (project) await run(program, ["daemon", "stop", "--root", project], { env: environment });
		await rm(home, { recursive: true, force: true });
	});

	/** The processes that a script was ever started as. */
	const pids = async (script: string) =>
		(await readFile(join(project, `${script}.pids`), "utf8")).trim().split("\n").map(Number);

	const lives = (window: EditorWindow, script: string) =>
		window
			.tree("Scripts")
			.row("shop", script)
			.until("to live", (row) => row.actions.includes("Stop"));

	test("keeps three scripts running, and shows them", { timeout: testTime }, async () => {
		const scripts = Object.fromEntries(names.map((script) => [script, `node server.mjs ${script}`]));
		await mkdir(project);
		await writeFile(join(project, "package.json"), JSON.stringify({ name: "shop", scripts }));
		await writeFile(join(project, "server.mjs"), server);
		const window = await openWindow(browser, editor, project);
		await window.openView("Runlight");
		for (const script of names) {
			await window.tree("Scripts").row("shop", script).runAction("Run");
			await window.page.mouse.move(900, 200); // or the hover of this row covers the next
			await window.terminals.untilText(`${script} runs as`);
		}
		const before = Object.fromEntries(await Promise.all(names.map(async (script) => [script, await pids(script)])));

		// By the command, which lets the window write down its state first; a page that is torn away may lose five seconds.
		await window.runCommand("Developer: Reload Window");
		await window.untilExtensionHost([window.extensionHost]);
		await window.openView("Runlight");
		for (const script of names) await lives(window, script);
		await window.screenshot(`reload-${name}`);
		const tabs = await until(
			"the terminals",
			() => window.terminals.tabs(),
			(all) => names.every((script) => all.some((tab) => tab.title === script)),
		);
		expect(tabs.map((tab) => tab.title).filter((title) => names.some((script) => script === title))).toEqual([
			...names,
		]);
		for (const script of names) {
			await window.terminals.select(script);
			await window.terminals.untilText(`${script} runs as ${before[script]}`);
			expect(await pids(script), "one start").toEqual(before[script]);
			expect(isAlive(Number(before[script]))).toBe(true);
		}
		expect(await window.notifications()).toEqual([]);

		// A crash of the extension host leaves the window as it is: the panel stays open, and what was shown is shown.
		const killed = window.extensionHost;
		process.kill(killed, "SIGKILL");
		await window.untilExtensionHost([killed]);
		for (const script of names) await lives(window, script);
		const again = await until(
			"the terminals",
			() => window.terminals.tabs(),
			(all) => names.every((script) => all.filter((tab) => tab.title === script).length === 1),
		);
		await window.screenshot(`crash-${name}`);
		expect(again.filter((tab) => names.some((script) => script === tab.title))).toEqual([
			{ title: "web", active: true },
			{ title: "api", active: false },
			{ title: "docs", active: false },
		]);
		await window.terminals.untilText(`web runs as ${before.web}`);
		for (const script of names) expect(await pids(script), "one start").toEqual(before[script]);
		await window.close();
	});
});
