// Takes the pictures of the README from the real editor: `make screenshots`.

import { cp, mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Locator, PageScreenshotOptions } from "playwright-core";
import { onTestFinished, test } from "vitest";
import { inNewestEditor, repository } from "../e2e/editors";
import { untilLight } from "../e2e/look";
import { Project } from "../e2e/project";
import { type EditorWindow, until } from "../editor/browser";

const pictures = join(repository, "docs", "pictures");

const options = {
	settings: {
		"workbench.colorTheme": "Dark 2026",
		"editor.minimap.enabled": false,
		"breadcrumbs.enabled": false,
		"debug.javascript.codelens.npmScripts": "never",
		"remote.autoForwardPorts": false,
	},
	// What npm has to say about the machine on which the pictures are taken is of no interest.
	env: { NPM_CONFIG_LOGLEVEL: "error", NPM_CONFIG_UPDATE_NOTIFIER: "false" },
};

/** Keeps a picture, with the mouse out of the way and nothing in it that blinks. */
async function take(window: EditorWindow, name: string, clip?: Locator, height?: number): Promise<void> {
	await window.page.mouse.move(700, 10);
	const box = await (clip ?? window.page.locator(".monaco-workbench")).boundingBox();
	if (!box) throw new Error(`nothing to show in ${name}`);
	const shot: PageScreenshotOptions = { path: join(pictures, `${name}.png`), animations: "disabled", caret: "hide" };
	await window.page.screenshot({ ...shot, clip: { ...box, height: height ?? box.height } });
}

/** Drags the borders of the views, as a person with long rows does. */
async function makeRoom(window: EditorWindow): Promise<void> {
	const drag = async (x: number, y: number, byX: number, byY: number) => {
		await window.page.mouse.move(x, y);
		await window.page.mouse.down();
		await window.page.mouse.move(x + byX, y + byY, { steps: 5 });
		await window.page.mouse.up();
	};
	const running = await window.tree("Running").pane.boundingBox();
	const sideBar = await window.page.locator(".part.sidebar").boundingBox();
	if (!running || !sideBar) throw new Error("the view Running is not there");
	await drag(running.x + 150, running.y, 0, 110);
	await drag(sideBar.x + sideBar.width + 1, 300, 60, 0);
}

inNewestEditor((editor) => {
	test("the example workspace at work", async () => {
		const project = await Project.create({});
		onTestFinished(() => project.remove());
		await cp(join(repository, "examples", "shop"), project.path("shop"), { recursive: true });
		await mkdir(pictures, { recursive: true });
		const window = await editor.open(project, "shop", {
			viewport: { width: 1280, height: 780 },
			colorScheme: "dark",
		});
		await makeRoom(window);
		const row = (owner: string, script: string) => window.tree("Scripts").row(owner, script);

		await row("shop", "lint").runAction("Run");
		await untilLight(row("shop", "lint"), "failed");
		await row("@shop/web", "build").runAction("Run");
		await untilLight(row("@shop/web", "build"), "success");
		await row("@shop/ui", "storybook").runAction("Run");
		await untilLight(row("@shop/ui", "storybook"), "running");
		await row("@shop/api", "dev").runAction("Run");
		await window.terminals.untilText("api listens on");
		await row("@shop/web", "dev").runAction("Run");
		await window.terminals.untilText("http://127.0.0.1:5173/");
		for (const path of ["/", "/cart", "/tea"]) await (await fetch(`http://127.0.0.1:5173${path}`)).text();
		await window.terminals.untilText("GET /tea");

		await window.openFile("packages/web/package.json");
		await untilLight(row("@shop/web", "dev"), "running", /running · \d/);
		await untilLight(row("@shop/api", "dev"), "running", /running · \d/);
		await window.editor.untilGutter("three lights", (icons) => icons.length === 3);
		await take(window, "sidebar");
		await take(window, "running", window.page.locator(".part.sidebar"), 600);

		const manifest = project.path("shop/packages/web/package.json");
		const text = await readFile(manifest, "utf8");
		await writeFile(manifest, text.replace('"dev": "node server.mjs",', '"dev": "node server.mjs"'));
		const rows = await window.tree("Scripts").until("the error", (all) => all.some((r) => /^Line \d+$/.test(r.label)));
		const problem = rows.find((r) => /^Line \d+$/.test(r.label));
		await row("@shop/web", problem?.label ?? "").click();
		await until(
			"the broken line",
			() => window.editor.cursorLine(),
			(line) => `Line ${line}` === problem?.label,
		);
		await window.page.locator(".editor-instance .squiggly-error").first().waitFor();
		await window.runCommand("View: Hide Panel");
		await take(window, "broken", undefined, 470);
	});
}, options);
