// What the user sees when the program behind the views dies, cannot start, or is not there.

import { existsSync } from "node:fs";
import { readdir, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { until } from "../editor/browser";
import { type Editor, inEditors } from "./editors";
import { printedUrl, untilClosed, untilLight, untilRunning } from "./look";
import { serveScript } from "./project";

/** Takes the program out of the installed extension, which is the editor's own copy, until it is put back. */
async function takeProgram(editor: Editor): Promise<{ path: string; putBack: () => Promise<void> }> {
	const { extensionsDir } = editor.server;
	const name = (await readdir(extensionsDir)).find((each) => each.startsWith("runlight-dev.runlight-"));
	const path = join(extensionsDir, name ?? "", "dist", "bin", "runlight");
	const kept = `${path}.kept`;
	const putBack = async () => {
		if (existsSync(kept)) await rename(kept, path);
	};
	onTestFinished(putBack);
	await rename(path, kept);
	return { path, putBack };
}

inEditors((editor) => {
	test("a daemon that dies is mourned once and comes back", async () => {
		const project = await editor.project({
			"package.json": { name: "shop", scripts: { dev: "node serve.mjs" } },
			"serve.mjs": serveScript,
		});
		const window = await editor.open(project);
		const dev = window.tree("Scripts").row("shop", "dev");
		await dev.runAction("Run");
		const url = await printedUrl(window);

		// The next ones die as well, so that there is time to look at the window meanwhile.
		const { path, putBack } = await takeProgram(editor);
		await writeFile(path, "#!/bin/sh\nexit 1\n");
		for (const pid of await editor.untilDaemons(1, project)) process.kill(pid, "SIGKILL");

		const lost = await window.untilNotification("Runlight lost its connection to project");
		expect(lost).toMatchObject({ severity: "warning", buttons: ["Show Log"] });
		await until(
			"the message",
			() => window.viewMessage("Scripts"),
			(text) => text === "Disconnected. Reconnecting…",
		);
		const unknown = await dev.until("to be unknown", (row) => /^node serve\.mjs$/.test(row.description));
		expect(unknown).toMatchObject({ badge: "", actions: [] });
		expect(unknown.ariaLabel).toContain("status unknown");
		expect((await window.badge("Runlight")).text).toBe("");
		await window.screenshot("daemon-lost");
		// Its terminals were the daemon's: what ran in them got their hang-up.
		await untilClosed(url);
		const attempts = async () => (await editor.server.logs()).match(/next attempt in \d+ ms/g) ?? [];
		await until("some attempts", attempts, (all) => all.length >= 3);
		expect(await window.notifications()).toHaveLength(1);

		await putBack();
		await untilLight(dev, "idle");
		await until(
			"no message",
			() => window.viewMessage("Scripts"),
			(text) => text === "",
		);
		await editor.untilDaemons(1, project);
		await window.terminals.untilText("Runlight was disconnected");
		await dev.runAction("Run");
		await untilLight(dev, "running");
		await untilRunning(window, 1);
		await window.screenshot("daemon-back");
	});

	test("a daemon that is replaced at once costs one message", async () => {
		const project = await editor.project({
			"package.json": { name: "shop", scripts: { dev: "node serve.mjs" } },
			"serve.mjs": serveScript,
		});
		const window = await editor.open(project);
		const dev = window.tree("Scripts").row("shop", "dev");
		await dev.runAction("Run");
		const url = await printedUrl(window);
		const [killed = 0] = await editor.untilDaemons(1, project);
		process.kill(killed, "SIGKILL");
		await dev.until("to have ended", (row) => row.actions.includes("Run"));
		await untilClosed(url);
		// The port is free before the system has buried the process.
		await until(
			"the script to be gone",
			() => project.living(),
			(pids) => pids.length === 0,
		);
		const told = await until(
			"a message",
			() => window.notifications(),
			(all) => all.length > 0,
		);
		expect(told).toHaveLength(1);
		expect(told[0]).toMatchObject({
			message: expect.stringMatching(/crashed|lost its connection/),
			buttons: ["Show Log"],
		});
		await window.screenshot("daemon-replaced");
		await dev.runAction("Run");
		await untilLight(dev, "running");
		await window.terminals.untilText(/Runlight was disconnected[\s\S]*serving http/);
		expect(await window.notifications()).toHaveLength(1);
	});

	test("a program that is missing is named, and found when it is there", async () => {
		const project = await editor.project({ "package.json": { name: "shop", scripts: { dev: "node serve.mjs" } } });
		const { path, putBack } = await takeProgram(editor);
		const window = await editor.open(project);
		const welcome = await until(
			"the welcome",
			() => window.welcome("Scripts"),
			({ text }) => text.startsWith("The program that runs the scripts is missing from this installation."),
		);
		expect(welcome.buttons).toEqual(["Try Again"]);
		await window.screenshot("daemon-missing");
		expect(await editor.server.logs()).toContain(`the program ${path} is missing`);
		await putBack();
		await window.tree("Scripts").pane.getByRole("button", { name: "Try Again" }).click();
		await window.tree("Scripts").row("shop", "dev").read();
	});
});
