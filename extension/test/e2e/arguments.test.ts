// A script that gets arguments: as they were typed, offered again, and told wherever the command is told.

import { expect, test } from "vitest";
import { until } from "../editor/browser";
import { inNewestEditor } from "./editors";
import { untilLight } from "./look";
import { leaveTrace } from "./project";

const tell = `${leaveTrace}
console.log("got " + JSON.stringify(process.argv.slice(2)));
setInterval(() => {}, 1000);
`;

inNewestEditor((editor) => {
	test("arguments reach the script as they were typed, and are offered again", async () => {
		const project = await editor.project({
			"package.json": { name: "shop", scripts: { dev: "node tell.mjs --first" } },
			"tell.mjs": tell,
		});
		const window = await editor.open(project);
		const dev = window.tree("Scripts").row("shop", "dev");
		await dev.untilTooltip(/^Run (directly|by)/);
		await window.screenshot("arguments-tooltip");

		await dev.chooseFromMenu("Run with Arguments…");
		const box = window.page.locator(".quick-input-widget");
		await box.locator("input.input").fill("--name 'two words");
		await box.getByText("The quote ' at column 8 is not closed.").waitFor();
		await window.screenshot("arguments-wrong");
		await box.locator("input.input").fill(`--name 'two words' "it's" \\$HOME`);
		await box.getByText("Added to: node tell.mjs --first").waitFor();
		await window.screenshot("arguments-input");
		await window.page.keyboard.press("Enter");
		await window.terminals.untilText('got ["--first","--name","two words","it\'s","$HOME"]');
		await untilLight(dev, "running");
		await window.screenshot("arguments-running");
		await dev.untilTooltip("With --name 'two words' 'it'\\''s' '$HOME'");
		await window.screenshot("arguments-tooltip-running");
		// What runs has its arguments, so others are not offered.
		expect(await dev.contextMenu()).not.toContain("Run with Arguments…");
		await window.page.keyboard.press("Escape");
		await dev.runAction("Stop");
		await untilLight(dev, "stopped");
		await window.terminals.untilText("was stopped");
		await dev.runAction("Run Again");
		await window.terminals.untilText(/was stopped[\s\S]*got \["--first","--name","two words","it's","\$HOME"\]/);
		await dev.runAction("Stop");
		await untilLight(dev, "stopped");

		await window.runCommand("Runlight: Run with Arguments…");
		await window.quickPick("dev");
		await until(
			"the last arguments",
			() => box.locator("input.input").inputValue(),
			(value) => value === `--name 'two words' "it's" \\$HOME`,
		);
		await box.locator("input.input").fill("");
		await window.page.keyboard.press("Enter");
		await window.terminals.untilText('got ["--first"]');
		await dev.runAction("Stop");
		await untilLight(dev, "stopped");
	});
});
