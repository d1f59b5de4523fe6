// What the tree shows of a project, and how it follows its files.

import { readFile, rm, writeFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { type TreeRow, until } from "../editor/browser";
import { inEditors } from "./editors";
import { untilLight } from "./look";

/** The rows as a text that one can read: indented, each with its description. */
function outline(rows: readonly TreeRow[]): string[] {
	return rows.map(({ level, label, description }) => `${"  ".repeat(level - 1)}${label} | ${description}`);
}

const monorepo = {
	"package.json": { name: "shop", workspaces: ["packages/*"], scripts: { test: "node --test", lint: "node lint.mjs" } },
	// The order of the file and not of the alphabet.
	"packages/web/package.json": { name: "@shop/web", scripts: { start: "node web.mjs", build: "node build.mjs" } },
	"packages/api/package.json": { scripts: { serve: "node api.mjs" } },
	// No member, as the package manager sees it.
	"packages/web/fixtures/app/package.json": { name: "fixture", scripts: { never: "node shown.mjs" } },
	"packages/plain/package.json": { name: "no-scripts" },
	"node_modules/dependency/package.json": { name: "dependency", scripts: { never: "node shown.mjs" } },
};

const monorepoRows = [
	"shop | npm",
	"  test | node --test",
	"  lint | node lint.mjs",
	"api | packages/api · npm",
	"  serve | node api.mjs",
	"@shop/web | packages/web · npm",
	"  start | node web.mjs",
	"  build | node build.mjs",
];

inEditors((editor) => {
	test("the packages of a workspace, in order; a click opens a script", async () => {
		const project = await editor.project(monorepo);
		const window = await editor.open(project);
		const scripts = window.tree("Scripts");
		const rows = await scripts.until("the project", (all) => all.length === monorepoRows.length);
		expect(outline(rows)).toEqual(monorepoRows);
		await window.screenshot("tree-workspace");

		await scripts.row("@shop/web", "build").click();
		const text = await readFile(project.path("packages/web/package.json"), "utf8");
		const line = text.split("\n").findIndex((each) => each.includes('"build"')) + 1;
		await until(
			"the line of the script",
			() => window.editor.cursorLine(),
			(at) => at === line,
		);
		expect(await window.editor.title()).toBe("package.json");
		expect(await editor.server.processes()).not.toContainEqual(expect.objectContaining({ command: "node build.mjs" }));
		await untilLight(scripts.row("@shop/web", "build"), "idle");

		expect(await scripts.row("@shop/web", "build").contextMenu()).toEqual([
			"Run",
			"Run with Arguments…",
			"Open in package.json",
			"Copy Command",
		]);
		await window.page.keyboard.press("Escape");

		const excluding = { "runlight.exclude": ["packages/api"] };
		await project.write({ ".vscode/settings.json": excluding });
		await scripts.until("no excluded package", (all) => !all.some(({ label }) => label === "api"));
		await project.write({ ".vscode/settings.json": {} });
		await scripts.row("api", "serve").read();
	});

	test("follows its files", async () => {
		const manifest = (scripts: object) => ({ name: "shop", scripts });
		const project = await editor.project({ "package.json": manifest({ one: "node 1.mjs" }) });
		const window = await editor.open(project);
		const scripts = window.tree("Scripts");
		await scripts.row("shop", "one").read();

		await project.write({ "package.json": manifest({ zero: "node 0.mjs", one: "node 1.mjs" }) });
		await scripts.row("shop", "zero").read();
		const good = ["shop | npm", "  zero | node 0.mjs", "  one | node 1.mjs"];
		expect(outline(await scripts.rows())).toEqual(good);

		const whole = await readFile(project.path("package.json"), "utf8");
		const broken = whole.replace('"node 0.mjs",', '"node 0.mjs"'); // line 4 lacks its comma, line 5 is where it is missed
		await writeFile(project.path("package.json"), broken);
		const rows = await scripts.until("the error", (all) => all.length === good.length + 1);
		const [owner, problem, ...others] = outline(rows);
		// The last good scripts stay.
		expect([owner, ...others]).toEqual(good);
		expect(problem).toMatch(/^ {2}Line 5 \| \S/);
		expect(rows[1]?.iconClasses).toContain("codicon-error");
		await scripts.row("shop", rows[1]?.label ?? "").click();
		await until(
			"the line of the error",
			() => window.editor.cursorLine(),
			(at) => at === 5,
		);
		await window.screenshot("tree-broken");

		await writeFile(project.path("package.json"), whole);
		await scripts.until("no error", (all) => all.length === good.length);
		expect(outline(await scripts.rows())).toEqual(good);

		await project.write({ "tools/package.json": { name: "tools", scripts: { gen: "node gen.mjs" } } });
		await scripts.row("tools", "gen").read();
		await rm(project.path("tools"), { recursive: true });
		await scripts.until("no removed package", (all) => !all.some(({ label }) => label === "tools"));
	});

	test("a window with two folders", async () => {
		const project = await editor.project({
			"both.code-workspace": { folders: [{ path: "server" }, { path: "client" }, { path: "notes" }] },
			"server/package.json": { name: "server", scripts: { dev: "node server.mjs" } },
			"client/package.json": { scripts: { dev: "node client.mjs" } },
			"notes/readme.md": "Nothing to run.\n",
		});
		const window = await editor.open(project, "both.code-workspace");
		const scripts = window.tree("Scripts");
		await scripts.row("client", "client", "dev").read();
		const rows = await scripts.until("both folders", (all) => all.length === 7);
		expect(outline(rows)).toEqual([
			"server | ",
			"  server | npm",
			"    dev | node server.mjs",
			"client | ",
			"  client | npm",
			"    dev | node client.mjs",
			"notes | no scripts",
		]);
		await window.screenshot("tree-folders");
		await editor.untilDaemons(3, project);
	});

	test("asks for a folder where none is open", async () => {
		const window = await editor.open();
		const asked = await window.welcome("Scripts");
		expect(asked.text).toContain("You have not opened a folder yet.");
		expect(asked.buttons).toEqual(["Open Folder"]);
		await window.screenshot("tree-nothing");
	});

	test("says that a folder has no scripts, and fills by itself", async () => {
		const project = await editor.project({ "readme.md": "Nothing to run.\n" });
		const window = await editor.open(project);
		await until(
			"the welcome",
			() => window.welcome("Scripts"),
			({ text }) => text === "No package.json with scripts was found here. New ones show up by themselves.",
		);
		await window.screenshot("tree-empty");
		await project.write({ "package.json": { name: "new", scripts: { go: "node go.mjs" } } });
		const rows = await window.tree("Scripts").until("the new package", (all) => all.length === 2);
		expect(outline(rows)).toEqual(["new | npm", "  go | node go.mjs"]);
	});
});
