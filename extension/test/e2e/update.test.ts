// An update of the extension replaces the program under a daemon that runs scripts. The daemon stays until they are done.

import { execFile } from "node:child_process";
import { readdir, rename } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import type { EditorWindow } from "../editor/browser";
import { type Editor, inNewestEditor, repository } from "./editors";
import { printedUrl, untilLight, untilRunning } from "./look";
import { serveScript } from "./project";

const shop = { "package.json": { name: "shop", scripts: { dev: "node serve.mjs" } }, "serve.mjs": serveScript };

/** Puts a program of another build in the place of the installed one, as an update does: the old file is gone. */
async function update(editor: Editor, build: string): Promise<void> {
	const { extensionsDir } = editor.server;
	const name = (await readdir(extensionsDir)).find((each) => each.startsWith("runlight-dev.runlight-")) ?? "";
	const program = join(extensionsDir, name, "dist", "bin", "runlight");
	const flags = `-s -w -X github.com/runlight-dev/runlight/internal/cli.build=${build}`;
	const command = ["build", "-trimpath", "-ldflags", flags, "-o", `${program}.new`, "./server"];
	await promisify(execFile)("go", command, { cwd: repository, env: { ...process.env, CGO_ENABLED: "0" } });
	await rename(`${program}.new`, program);
}

async function reload(window: EditorWindow): Promise<void> {
	await window.runCommand("Developer: Reload Window");
	await window.untilExtensionHost([window.extensionHost]);
	await window.openView("Runlight");
}

inNewestEditor(
	(editor) => {
		test("an updated program speaks to the daemon that is there, and follows it when asked", async () => {
			const project = await editor.project(shop);
			const window = await editor.open(project);
			const dev = window.tree("Scripts").row("shop", "dev");
			await dev.runAction("Run");
			const url = await printedUrl(window);
			const [old] = await editor.untilDaemons(1, project);
			const [script] = await project.living();

			await update(editor, "another");
			await reload(window);
			await untilLight(dev, "running");
			await untilRunning(window, 1);
			expect(await (await fetch(url)).text()).toBe(`served by ${script}\n`);
			const hint = "The daemon of this folder is of another build";
			expect(await window.untilNotification(hint)).toMatchObject({ severity: "info", buttons: ["Stop Daemon"] });
			expect(await window.notifications()).toHaveLength(1);
			expect(await editor.untilDaemons(1, project)).toEqual([old]);
			await window.screenshot("update-hint");

			await window.answerNotification(hint, "Stop Daemon");
			await dev.until("to have ended", (row) => row.actions.includes("Run"));
			const [young] = await editor.untilDaemons(1, project);
			expect(young).not.toBe(old);
			expect(await project.living()).toEqual([]);
			await dev.runAction("Run");
			await untilLight(dev, "running");
			expect(await window.notifications()).toEqual([]);
			expect(await editor.untilDaemons(1, project)).toEqual([young]);
			await dev.runAction("Stop");
			await untilLight(dev, "stopped");
		});
	},
	// The window is away for a moment, in which the script must not be stopped.
	{ settings: { "runlight.reloadGrace": 20 } },
);
