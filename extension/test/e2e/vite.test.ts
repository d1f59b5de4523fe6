// A real project, made as its own documentation says, and its real development server.

import { expect, onTestFinished, test } from "vitest";
import { cleanEnvironment } from "../editor/environment.mjs";
import { run } from "../editor/run.mjs";
import { inNewestEditor } from "./editors";
import { printedUrl, untilClosed, untilLight, untilRunning } from "./look";
import { Project } from "./project";

inNewestEditor((editor) => {
	test("Vite serves a page while its script runs", async () => {
		const project = await Project.create({});
		onTestFinished(() => project.remove());
		const env = cleanEnvironment();
		const create = ["create", "--yes", "vite@latest", "app", "--", "--template", "vanilla", "--no-interactive"];
		await run("npm", create, { cwd: project.folder, env });
		await run("npm", ["install", "--no-audit", "--no-fund"], { cwd: project.path("app"), env });

		const window = await editor.open(project, "app");
		const dev = window.tree("Scripts").row("app", "dev");
		await untilLight(dev, "idle", /^vite$/);
		await dev.runAction("Run");
		await untilLight(dev, "running");
		const url = await printedUrl(window);
		const page = await fetch(url);
		expect(page.headers.get("content-type")).toBe("text/html");
		expect(await page.text()).toContain('<script type="module" src="/@vite/client"></script>');
		expect(await (await fetch(new URL("/@vite/client", url))).text()).toContain("[vite] connecting...");
		await window.screenshot("vite");

		await dev.runAction("Stop");
		await untilLight(dev, "stopped");
		await untilClosed(url);
		await untilRunning(window, 0);

		await window.tree("Scripts").row("app", "build").runAction("Run");
		await untilLight(window.tree("Scripts").row("app", "build"), "success");
		expect(await project.exists("app/dist/index.html")).toBe(true);
		await window.screenshot("vite-built");
	});
});
