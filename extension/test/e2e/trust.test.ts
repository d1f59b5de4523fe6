// A folder whose authors are not trusted shows its scripts and runs none, whatever way one asks.

import { expect, test } from "vitest";
import { until } from "../editor/browser";
import { inEditors } from "./editors";
import { untilLight } from "./look";

const refusal = "Runlight runs no scripts in Restricted Mode.";

inEditors(
	(editor) => {
		test("shows, refuses, and runs once trust is granted", async () => {
			const project = await editor.project({
				"package.json": { name: "stranger", scripts: { mark: "node mark.mjs" } },
				"mark.mjs": 'import { writeFileSync } from "node:fs"; writeFileSync("marker", "");',
			});
			const window = await editor.open(project);
			const row = window.tree("Scripts").row("stranger", "mark");
			const shown = await untilLight(row, "idle", /^node mark\.mjs$/);
			expect(shown.actions).toEqual([]);
			expect(await row.contextMenu()).toEqual(["Open in package.json", "Copy Command"]);
			await window.page.keyboard.press("Escape");
			const welcome = await window.welcome("Running");
			expect(welcome).toEqual({
				text: "Scripts do not run in Restricted Mode.",
				buttons: ["Manage Workspace Trust"],
			});

			await row.click(); // set to run it
			const refused = await window.untilNotification(refusal);
			expect(refused).toMatchObject({ severity: "warning", buttons: ["Manage Workspace Trust"] });
			await window.screenshot("trust-refused");
			await window.runCommand("Notifications: Clear All Notifications");
			await window.runCommand("Runlight: Run Script…");
			await window.untilNotification(refusal);
			await untilLight(row, "idle");
			expect(await project.exists("marker")).toBe(false);

			await window.answerNotification(refusal, "Manage Workspace Trust");
			await window.page.locator(".workspace-trust-editor").getByRole("button", { name: "Trust", exact: true }).click();
			await window.runCommand("View: Close Editor"); // the newer editor shows it in front of everything else
			await row.runAction("Run");
			await untilLight(row, "success");
			await until("the script's mark", () => project.exists("marker"), Boolean);
			await window.screenshot("trust-granted");
		});
	},
	{ trust: "restricted", settings: { "runlight.click": "run" } },
);

inEditors(
	(editor) => {
		test("goes by the answer to the editor's question", async () => {
			const project = await editor.project({
				"package.json": { name: "stranger", scripts: { mark: "node mark.mjs" } },
				"mark.mjs": 'import { writeFileSync } from "node:fs"; writeFileSync("marker", "");',
			});
			const refused = await editor.open(project, "", {}, false);
			const shown = await untilLight(refused.tree("Scripts").row("stranger", "mark"), "idle");
			expect(shown.actions).toEqual([]);
			await refused.screenshot("trust-no");
			const granted = await editor.open(project, "", {}, true);
			const row = granted.tree("Scripts").row("stranger", "mark");
			await row.runAction("Run");
			await untilLight(row, "success");
			await until("the script's mark", () => project.exists("marker"), Boolean);
			// The same daemon runs what one window may start, and still nothing of what the other may not.
			expect((await refused.tree("Scripts").row("stranger", "mark").read()).actions).not.toContain("Run Again");
		});
	},
	{ trust: "prompt" },
);
