// One daemon for all windows of a folder: they show one truth, and the last one decides what becomes of the scripts.

import { expect, test } from "vitest";
import { type Editor, inNewestEditor } from "./editors";
import { untilLight, untilRunning } from "./look";
import { serveScript } from "./project";

const shop = { "package.json": { name: "shop", scripts: { dev: "node serve.mjs" } }, "serve.mjs": serveScript };

inNewestEditor((editor) => {
	test("two windows show one truth", async () => {
		const project = await editor.project(shop);
		const [left, right] = [await editor.open(project), await editor.open(project)];
		const [mine, theirs] = [left.tree("Scripts").row("shop", "dev"), right.tree("Scripts").row("shop", "dev")];
		await mine.runAction("Run");
		await left.terminals.untilText("serving http://");
		await untilLight(theirs, "running");
		await untilRunning(right, 1);
		await editor.untilDaemons(1, project);
		await right.screenshot("windows-right");
		await theirs.runAction("Stop");
		await untilLight(mine, "stopped");
		await untilRunning(left, 0);
		expect(await project.started()).toHaveLength(1);
	});
});

/** Runs a script, leaves the window for longer than the grace time, and comes back. */
async function leaveAndReturn(editor: Editor) {
	const project = await editor.project(shop);
	const window = await editor.open(project);
	const dev = window.tree("Scripts").row("shop", "dev");
	await dev.runAction("Run");
	await window.terminals.untilText("serving http://");
	await window.load();
	await window.openView("Runlight");
	return { project, window, dev };
}

inNewestEditor(
	(editor) => {
		test("what a window started outlives it, where that is wanted", async () => {
			const { project, dev } = await leaveAndReturn(editor);
			await untilLight(dev, "running");
			expect(await project.living()).toEqual(await project.started());
			await dev.runAction("Stop");
			await untilLight(dev, "stopped");
		});
	},
	{ settings: { "runlight.onLastWindowClosed": "keep" } },
);

inNewestEditor((editor) => {
	test("what a window started ends with it, where nothing else is said", async () => {
		const { project, dev } = await leaveAndReturn(editor);
		await dev.until("not to live", (row) => !row.actions.includes("Stop"));
		expect(await project.living()).toEqual([]);
		expect(await project.started()).toHaveLength(1);
	});
});
