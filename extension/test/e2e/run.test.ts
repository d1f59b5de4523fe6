// A script from the click to its end, as its user sees it.

import { expect, test } from "vitest";
import { until } from "../editor/browser";
import { inEditors } from "./editors";
import { printedUrl, untilClosed, untilLight, untilRunning, untilStatusBar } from "./look";
import { leaveTrace, serveScript } from "./project";

const ask = `${leaveTrace}
import { createInterface } from "node:readline/promises";
const terminal = createInterface({ input: process.stdin, output: process.stdout });
const name = await terminal.question("Who is there? ");
console.log("Hello, " + name + ", in " + process.stdout.columns + " columns");
terminal.close();
`;

const fail = `${leaveTrace}
console.error("the disk is full");
process.exitCode = 3;
`;

inEditors((editor) => {
	test("a click runs it, its light follows it, and a click stops it", async () => {
		const project = await editor.project({
			"package.json": { name: "shop", scripts: { build: "node -e 0", dev: "node serve.mjs" } },
			"serve.mjs": serveScript,
		});
		const window = await editor.open(project);
		const dev = window.tree("Scripts").row("shop", "dev");
		const idle = await untilLight(dev, "idle", /^node serve\.mjs$/);
		expect(idle.actions).toEqual(["Run"]);
		await untilRunning(window, 0);
		await untilStatusBar(window, (item) => item === undefined);

		await dev.runAction("Run");
		const running = await untilLight(dev, "running", /^running/);
		expect(running.actions).toEqual(["Stop", "Restart", "Show Output"]);
		expect(running.ariaLabel).toContain("dev, running, package shop");
		await untilRunning(window, 1);
		await window
			.tree("Running")
			.row("dev")
			.until("to name its package", (row) => /^shop · running/.test(row.description));
		await window
			.tree("Scripts")
			.row("shop")
			.until("to count", (row) => row.description.startsWith("1 running"));
		const url = await printedUrl(window);
		const [pid] = await project.living();
		expect(await (await fetch(url)).text()).toBe(`served by ${pid}\n`);
		expect(await window.terminals.tabs()).toEqual([{ title: "dev", active: true }]);
		await window.screenshot("run-running");

		await dev.runAction("Stop");
		const stopped = await untilLight(dev, "stopped", /^stopped · \d/);
		expect(stopped.actions).toEqual(["Run Again", "Show Output"]);
		// A final status is the truth: nothing lives and the port is free at the moment it shows, not later.
		expect(await project.living()).toEqual([]);
		await untilClosed(url);
		await untilRunning(window, 0);
		await untilStatusBar(window, (item) => item === undefined);
		await window.terminals.untilText("dev was stopped");
		await window.screenshot("run-stopped");

		await dev.runAction("Run Again");
		await untilLight(dev, "running");
		await until(
			"the second copy",
			() => project.started(),
			(pids) => pids.length === 2,
		);
		expect(await window.terminals.tabs()).toEqual([{ title: "dev", active: true }]);
	});

	test("it can be typed to, and says how it ended", async () => {
		const project = await editor.project({
			"package.json": { name: "shop", scripts: { ask: "node ask.mjs", fail: "node fail.mjs" } },
			"ask.mjs": ask,
			"fail.mjs": fail,
		});
		const window = await editor.open(project);
		const scripts = window.tree("Scripts");

		await scripts.row("shop", "ask").runAction("Run");
		await window.terminals.untilText("Who is there?");
		await window.terminals.type("Ada\n");
		const shown = await window.terminals.untilText(/Hello, Ada, in \d+ columns/);
		// The script is told how wide the terminal is, which is wider than the usual guess.
		expect(Number(/in (\d+) columns/.exec(shown)?.[1])).toBeGreaterThan(80);
		await untilLight(scripts.row("shop", "ask"), "success", /^ok · \d/);
		await window.terminals.untilText("ask succeeded after");

		await scripts.row("shop", "fail").runAction("Run");
		const failed = await untilLight(scripts.row("shop", "fail"), "failed", /^failed \(3\) · \d/);
		expect(failed.ariaLabel).toContain("failed with exit code 3");
		expect(failed.labelColor).not.toBe((await scripts.row("shop", "ask").read()).labelColor);
		const item = await untilStatusBar(window, (seen) => seen?.label.includes("1 failed") === true);
		expect(item).toMatchObject({ text: "1", iconClasses: ["codicon-error"] });
		const said = await window.terminals.untilText("fail failed with exit code 3");
		expect(said).toContain("the disk is full");
		await untilRunning(window, 0);
		await window.screenshot("run-failed");
	});

	test("restart, a changed command, and a closed terminal", async () => {
		const manifest = (dev: string) => ({ name: "shop", scripts: { dev } });
		const project = await editor.project({ "package.json": manifest("node serve.mjs"), "serve.mjs": serveScript });
		const window = await editor.open(project);
		const dev = window.tree("Scripts").row("shop", "dev");
		await dev.runAction("Run");
		const first = await printedUrl(window);

		// Asked for once more it is shown and not started a second time.
		await window.runCommand("Runlight: Run Script…");
		await window.quickPick("dev");
		await untilLight(dev, "running");

		await project.write({ "package.json": manifest("node serve.mjs --verbose") });
		await dev.until("to tell of the change", (row) => row.description.endsWith("changed since start"));
		expect(await project.started()).toHaveLength(1);
		await window.screenshot("run-changed");
		await dev.runAction("Restart");
		await until(
			"the second copy",
			() => project.started(),
			(pids) => pids.length === 2,
		);
		await untilLight(dev, "running", /^running( · \w+)?$/);
		await window.terminals.untilText(new RegExp(`dev was stopped[^]*serving (?!${first})http`));
		expect(await project.living()).toHaveLength(1);
		await untilClosed(first);

		const [survivor] = await project.living();
		await window.terminals.close("dev");
		expect(await window.terminals.tabs()).toEqual([]);
		await dev.runAction("Show Output");
		const second = await printedUrl(window);
		expect(await (await fetch(second)).text()).toBe(`served by ${survivor}\n`);
		await untilRunning(window, 1);
	});

	test("two run at once, also under one name, and all stop at once", async () => {
		const dev = { dev: "node ../../serve.mjs" };
		const project = await editor.project({
			"package.json": { name: "shop", workspaces: ["packages/*"], scripts: { lint: "node -e 0" } },
			"packages/api/package.json": { name: "@shop/api", scripts: dev },
			"packages/web/package.json": { name: "@shop/web", scripts: dev },
			"serve.mjs": serveScript,
		});
		const window = await editor.open(project);
		const scripts = window.tree("Scripts");
		const [api, web] = [scripts.row("@shop/api", "dev"), scripts.row("@shop/web", "dev")];
		await api.runAction("Run");
		await untilRunning(window, 1);
		await untilLight(web, "idle");
		await web.runAction("Run");
		await untilRunning(window, 2);
		await until(
			"both",
			() => project.living(),
			(pids) => pids.length === 2,
		);
		const running = await window.tree("Running").rows();
		expect(running.map(({ label, description }) => `${label} ${description.split(" · ")[0]}`)).toEqual([
			"dev @shop/web", // the newest first
			"dev @shop/api",
		]);
		const titles = (await window.terminals.tabs()).map(({ title }) => title);
		expect(titles).toEqual(["dev (api)", "dev (web)"]);

		await window.runCommand("Runlight: Run Script…");
		const items = await window.quickPickItems();
		expect(items.map(({ label, description }) => `${label} ${description.split(" · ")[0]}`)).toEqual([
			"dev @shop/web", // used last
			"dev @shop/api",
			"lint shop",
		]);
		await window.screenshot("run-palette");
		await window.quickPick("lint");
		await untilLight(scripts.row("shop", "lint"), "success");
		await window.screenshot("run-two");

		await web.runAction("Stop");
		await untilLight(web, "stopped");
		await untilRunning(window, 1);
		await untilLight(api, "running");
		await web.runAction("Run Again");
		await untilRunning(window, 2);
		await window.runCommand("Runlight: Stop All");
		await untilLight(api, "stopped");
		await untilLight(web, "stopped");
		expect(await project.living()).toEqual([]);
		await untilRunning(window, 0);
	});

	test("package.json carries the lights in its gutter", async () => {
		const project = await editor.project({
			"package.json": { name: "shop", scripts: { dev: "node serve.mjs", fail: "node fail.mjs" } },
			"serve.mjs": serveScript,
			"fail.mjs": fail,
		});
		const window = await editor.open(project);
		const scripts = window.tree("Scripts");
		await scripts.row("shop", "dev").read();
		await window.openFile("package.json");
		const lines = await window.editor.lines();
		const [dev, failing] = [4, 5];
		expect([lines.get(dev), lines.get(failing)]).toEqual([
			'    "dev": "node serve.mjs",',
			'    "fail": "node fail.mjs"',
		]);
		const untilImages = (wanted: Record<number, string>) =>
			window.editor.untilGutter(JSON.stringify(wanted), (icons) => {
				const seen = icons.map(({ line, image }) => [line, /(\w+)\.svg/.exec(decodeURIComponent(image))?.[1]]);
				return JSON.stringify(Object.fromEntries(seen)) === JSON.stringify(wanted);
			});
		await untilImages({ [dev]: "idle", [failing]: "idle" });
		await scripts.row("shop", "dev").runAction("Run");
		await untilImages({ [dev]: "running", [failing]: "idle" });
		await scripts.row("shop", "fail").runAction("Run");
		await untilImages({ [dev]: "running", [failing]: "failed" });
		await scripts.row("shop").until("to count one", (row) => row.description === "1 running · npm");
		await window.screenshot("run-gutter");
		await scripts.row("shop", "dev").runAction("Stop");
		await untilImages({ [dev]: "stopped", [failing]: "failed" });
		await scripts.row("shop").until("to count none", (row) => row.description === "npm");
	});
});
