// From the click to the script's first act, beside the editor's own NPM Scripts view in the same window: `make bench`.

import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { inNewestEditor } from "../e2e/editors";
import type { Project } from "../e2e/project";
import { type EditorWindow, until } from "../editor/browser";

const rounds = 10;

/** The clock of the system, in nanoseconds, is the one that the browser's clock starts from. */
const act = "date +%s%N >>acts";

/** Keeps the moment of each press of the mouse, as the page sees it: what the driver does before it is not measured. */
async function watchPresses(window: EditorWindow): Promise<() => Promise<number>> {
	await window.page.evaluate(() => {
		const remember = (event: Event) =>
			document.body.setAttribute("data-pressed", String(performance.timeOrigin + event.timeStamp));
		document.addEventListener("mousedown", remember, { capture: true });
	});
	return async () => Number(await window.page.locator("body").getAttribute("data-pressed"));
}

/** Waits for the act number `count`, and gives its moment in milliseconds. */
async function untilAct(project: Project, count: number): Promise<number> {
	const acts = await until(
		`act ${count}`,
		async () => (await readFile(project.path("acts"), "utf8")).trim().split("\n"),
		(lines) => lines.length >= count,
	);
	expect(acts).toHaveLength(count); // one click, one run
	return Number(acts.at(-1)) / 1e6;
}

const median = (values: number[]): number => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

inNewestEditor(
	(editor) => {
		// Only GNU's date tells nanoseconds.
		test.runIf(process.platform === "linux")("a click on a row", async () => {
			const project = await editor.project({ "package.json": { name: "shop", scripts: { act } } });
			const window = await editor.open(project);
			const pressed = await watchPresses(window);
			const ours = window.tree("Scripts").row("shop", "act");
			const theirs = window.tree("NPM Scripts").row("package.json", "act");
			const ways = {
				runlight: async () => {
					await window.openView("Runlight");
					const row = await ours.until("to be at rest", ({ actions }) => actions.some((a) => a.startsWith("Run")));
					await ours.runAction(row.actions.includes("Run") ? "Run" : "Run Again");
				},
				"NPM Scripts": async () => {
					await window.runCommand("Explorer: Focus on NPM Scripts View");
					await theirs.click();
				},
			};
			const took = new Map<string, number[]>();
			let acts = 0;
			for (let round = 0; round <= rounds; round++) {
				for (const [name, click] of Object.entries(ways)) {
					await click();
					const moment = await untilAct(project, ++acts);
					const before = took.get(name) ?? [];
					took.set(name, round > 0 ? [...before, moment - (await pressed())] : []); // the first one fills caches
				}
			}
			print(took);
		});
	},
	{ settings: { "npm.scriptExplorerAction": "run" } },
);

function print(took: Map<string, number[]>): void {
	const ours = median(took.get("runlight") ?? []);
	console.log("from the click on a row to the script's first act");
	for (const [name, values] of took) {
		const [least, most] = [Math.min(...values), Math.max(...values)].map((value) => value.toFixed(0));
		const ratio = (median(values) / ours).toFixed(1);
		console.log(
			`  ${name.padEnd(12)} ${median(values).toFixed(1)} ms (${ratio}×), ${least} to ${most} in ${values.length} clicks`,
		);
	}
}
