// What a click on a row does, where it is set to show the output.

import { expect, test } from "vitest";
import { until } from "../editor/browser";
import { inNewestEditor } from "./editors";
import { untilLight } from "./look";

inNewestEditor(
	(editor) => {
		test("a click shows the output, and the script while there is none", async () => {
			const project = await editor.project({
				"package.json": { name: "shop", scripts: { build: "node -e \"console.log('built')\"" } },
			});
			const window = await editor.open(project);
			const build = window.tree("Scripts").row("shop", "build");
			await build.click();
			await until(
				"package.json at its script",
				async () => ({ title: await window.editor.title(), line: await window.editor.cursorLine() }),
				({ title, line }) => title === "package.json" && line === 4,
			);
			expect(await window.terminals.tabs()).toEqual([]);
			await build.runAction("Run");
			await untilLight(build, "success");
			await window.terminals.close("build");
			await build.click();
			await window.terminals.untilText("built");
			await window.terminals.untilText("build succeeded");
		});
	},
	{ settings: { "runlight.click": "output" } },
);
