// What scripts wrote, after the fact: found by a search, opened where it stands, saved to a file, and cleared away.

import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { type EditorWindow, until } from "../editor/browser";
import { inNewestEditor } from "./editors";
import { untilLight, untilStatusBar } from "./look";

const build = `
for (let line = 1; line <= 400; line++) console.log("step " + line + " of 400");
console.log("\\x1b[31mError:\\x1b[0m cannot find the module $(search) in line 401");
console.log("done");
process.exitCode = 1;
`;

/** The rows of the list and the headings between them, from the top. */
async function listed(window: EditorWindow): Promise<string[]> {
	const rows = window.page.locator(".quick-input-list .monaco-list-row");
	return await rows.evaluateAll((elements) =>
		elements.map((row) => {
			const shown = (selector: string) => {
				const found = row.querySelector(selector);
				// Rows are used again, with what they do not need hidden.
				return found && found.getClientRects().length > 0
					? (found.textContent ?? "").replaceAll("\u00a0", " ").trim()
					: "";
			};
			const heading = shown(".quick-input-list-separator");
			const label = shown(".quick-input-list-row:first-child .label-name");
			return [heading, label, shown(".label-description")].filter(Boolean).join(" | ");
		}),
	);
}

inNewestEditor((editor) => {
	test("output is searched, opened, saved and cleared", async () => {
		const project = await editor.project({
			"package.json": {
				name: "shop",
				scripts: { build: "node build.mjs", lint: "node -e \"console.log('no error')\"" },
			},
			"build.mjs": build,
		});
		const window = await editor.open(project);
		const scripts = window.tree("Scripts");
		for (const [script, light] of [["build", "failed"] as const, ["lint", "success"] as const]) {
			await scripts.row("shop", script).runAction("Run");
			await untilLight(scripts.row("shop", script), light);
		}

		const input = window.page.locator(".quick-input-widget input.input");
		const untilListed = (what: string, accept: (rows: string[]) => boolean) =>
			until(what, () => listed(window), accept);
		await window.runCommand("Runlight: Search All Output…");
		await input.fill("error");
		const found = await untilListed("two runs", (rows) => rows.some((row) => row.includes("cannot find")));
		await window.screenshot("output-search");
		// The newest run first, each under a heading of its own; what the script wrote draws no icon.
		expect(found[0]).toMatch(/^lint · shop · .+ · \d lines? \| /);
		const error = found.find((row) => row.includes("cannot find"));
		expect(error).toMatch(
			/^(build · shop · .+ \| )?Error: cannot find the module \$\(search\) in line 401 \| line \d+$/,
		);

		await window.page.locator(".quick-input-widget .action-label[aria-label='Match Case']").click();
		await input.fill("Error");
		await untilListed("the capital", (rows) => rows.length === 1 && /Error:/.test(rows[0] ?? ""));
		await window.page.locator(".quick-input-widget .action-label[aria-label='Use Regular Expression']").click();
		await input.fill("E(");
		await untilListed(
			"the mistake",
			(rows) => rows.length === 1 && (rows[0] ?? "").startsWith("Not a regular expression yet:"),
		);
		await window.screenshot("output-mistake");
		await input.fill("^Err.*40\\d$");
		await untilListed("the line", (rows) => rows.length === 1 && /Error: cannot/.test(rows[0] ?? ""));
		await window.screenshot("output-regexp");
		await window.page.keyboard.press("Enter");
		const title = await until(
			"the document",
			() => window.editor.title(),
			(name) => name.startsWith("build ") && name.endsWith(".log"),
		);
		await window.screenshot("output-document");
		const line = await window.editor.cursorLine();
		expect((await window.editor.lines()).get(line)).toBe("Error: cannot find the module $(search) in line 401");

		// The same run again is the same document.
		await window.runCommand("Runlight: Search All Output…");
		await untilListed("the last search", (rows) => rows[0]?.includes("^Err.*40\\d$") === true);
		await input.fill("step 17 of");
		await untilListed("the step", (rows) => rows.length === 1 && /step 17 of 400/.test(rows[0] ?? ""));
		await window.page.keyboard.press("Enter");
		await until(
			"the step in the document",
			async () => (await window.editor.lines()).get(await window.editor.cursorLine()),
			(text) => text === "step 17 of 400",
		);
		expect(await window.editor.title()).toBe(title);
		expect(await window.page.locator(".editor-group-container .tab").count()).toBe(1);

		await scripts.row("shop", "build").chooseFromMenu("Save Output to File…");
		await until(
			"the name of the file",
			() => input.inputValue(),
			(name) => /\/project\/build \d{4}-.+\.log$/.test(name),
		);
		await window.screenshot("output-save");
		await input.fill(project.path("kept.log"));
		await window.page.keyboard.press("Enter");
		await until("the file", () => project.exists("kept.log"), Boolean);
		await window.screenshot("output-saved");
		const kept = await readFile(join(project.folder, "kept.log"), "utf8");
		expect(kept).toContain("step 400 of 400\nError: cannot find the module $(search) in line 401\ndone\n");
		expect((await readdir(project.folder)).filter((name) => name.endsWith(".part"))).toEqual([]);

		await window.runCommand("Runlight: Clear Finished Scripts");
		await untilLight(scripts.row("shop", "build"), "idle", /^node build\.mjs$/);
		await untilLight(scripts.row("shop", "lint"), "idle");
		await untilStatusBar(window, (item) => item === undefined);
		// What is cleared from the rows is still in the logs.
		await window.runCommand("Runlight: Search All Output…");
		await input.fill("no such line anywhere");
		await untilListed(
			"nothing",
			(rows) => rows.length === 1 && rows[0] === "No line of the output that is kept matches.",
		);
		await window.screenshot("output-nothing");
		await input.fill("cannot find");
		await untilListed("the line", (rows) => rows.some((row) => row.includes("Error: cannot find")));
		await window.page.keyboard.press("Escape");
	});
});
