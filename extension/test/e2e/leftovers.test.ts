// What a script leaves running when it ends, where that is kept: told on its row, in its tooltip and in its terminal.

import { expect, onTestFinished, test } from "vitest";
import { inNewestEditor } from "./editors";
import { untilLight } from "./look";
import { leaveTrace } from "./project";

const leave = `
import { spawn } from "node:child_process";
spawn(process.execPath, ["stay.mjs", "--flag", "[a](b)"], { detached: true, stdio: "ignore" }).unref();
console.log("left one behind");
`;

inNewestEditor(
	(editor) => {
		test("what is left running is told", async () => {
			const project = await editor.project({
				"package.json": { name: "shop", scripts: { build: "node leave.mjs" } },
				"leave.mjs": leave,
				"stay.mjs": `${leaveTrace}\nsetInterval(() => {}, 1000);`,
			});
			const window = await editor.open(project);
			onTestFinished(async () => {
				for (const pid of await project.living()) process.kill(pid, "SIGKILL");
			});
			const build = window.tree("Scripts").row("shop", "build");
			await build.runAction("Run");
			const row = await untilLight(build, "success", /^ok · \S+ · 1 left running$/);
			expect(row.ariaLabel).toContain("1 left running");
			const [pid] = await project.living();
			await window.terminals.untilText(new RegExp(`1 process left running ──\\s+${pid}  .+stay\\.mjs`));
			expect(await window.notifications()).toEqual([]);
			await build.untilTooltip(/stay\.mjs --flag \[a\]\(b\)/);
			await window.screenshot("leftovers");
		});
	},
	{ settings: { "runlight.leftovers": "keep" } },
);
