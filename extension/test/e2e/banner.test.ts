// The line that says what is run. The extension writes it where no package manager does, and it is no output.

import { expect, test } from "vitest";
import { inNewestEditor } from "./editors";
import { untilLight } from "./look";
import { leaveTrace } from "./project";

const files = {
	"package.json": { name: "shop", scripts: { dev: "node tell.mjs" } },
	"tell.mjs": `${leaveTrace}\nconsole.log("the script speaks");\nsetInterval(() => {}, 1000);`,
};

for (const banner of [true, false]) {
	inNewestEditor(
		(editor) => {
			test(`the banner is ${banner ? "shown once" : "off"}`, async () => {
				const window = await editor.open(await editor.project(files));
				const dev = window.tree("Scripts").row("shop", "dev");
				const line = banner ? "> node tell.mjs\n" : "";
				await dev.runAction("Run");
				await window.terminals.untilText("the script speaks");
				expect(await window.terminals.text()).toBe(`${line}the script speaks`);
				await window.screenshot(`banner-${banner ? "on" : "off"}`);
				// A terminal that is opened later shows the same.
				await window.terminals.close("dev");
				await dev.runAction("Show Output");
				await window.terminals.untilText("the script speaks");
				expect(await window.terminals.text()).toBe(`${line}the script speaks`);
				await dev.runAction("Stop");
				await untilLight(dev, "stopped");
			});
		},
		{ settings: { "runlight.banner": banner } },
	);
}
