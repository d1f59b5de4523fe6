// A window that is reloaded finds its scripts as it left them: the same processes, their rows, their terminals.

import { expect, test } from "vitest";
import { type EditorWindow, until } from "../editor/browser";
import { inEditors } from "./editors";
import { untilRunning } from "./look";
import { leaveTrace } from "./project";

const names = ["api", "docs", "web"] as const;

const server = `${leaveTrace}
console.log(process.argv[2] + " runs as " + process.pid);
setInterval(() => {}, 1000);
`;

async function untilLive(window: EditorWindow): Promise<void> {
	for (const script of names) {
		const row = window.tree("Scripts").row("shop", script);
		await row.until("to live", ({ actions }) => actions.includes("Stop"));
	}
}

async function untilTabs(window: EditorWindow, order: readonly string[]): Promise<void> {
	await until(
		`the terminals ${order}`,
		() => window.terminals.tabs(),
		(tabs) => tabs.map(({ title }) => title).join() === order.join(),
	);
}

inEditors(
	(editor) => {
		test("keeps three scripts running, and shows them", async () => {
			const scripts = Object.fromEntries(names.map((script) => [script, `node server.mjs ${script}`]));
			const project = await editor.project({ "package.json": { name: "shop", scripts }, "server.mjs": server });
			const window = await editor.open(project);
			const pids = new Map<string, string>();
			for (const script of names) {
				await window.tree("Scripts").row("shop", script).runAction("Run");
				await window.page.mouse.move(900, 200); // or the hover of this row covers the next
				const text = await window.terminals.untilText(new RegExp(`${script} runs as \\d+`));
				pids.set(script, /runs as (\d+)/.exec(text)?.[1] ?? "");
			}
			const started = await project.started();
			expect(started).toHaveLength(3);

			// By the command, which lets the window write down its state first; a page that is torn away may lose five seconds.
			await window.runCommand("Developer: Reload Window");
			await window.untilExtensionHost([window.extensionHost]);
			await window.openView("Runlight");
			await untilLive(window);
			await window.runCommand("View: Toggle Terminal");
			await untilTabs(window, names);
			await window.screenshot("reload");
			for (const script of names) {
				await window.terminals.select(script);
				await window.terminals.untilText(`${script} runs as ${pids.get(script)}`);
			}
			expect(await project.living()).toEqual(started);
			expect(await window.notifications()).toEqual([]);

			// A crash of the extension host leaves the window as it is: the panel stays open, and what was shown is shown.
			const killed = window.extensionHost;
			process.kill(killed, "SIGKILL");
			await window.untilExtensionHost([killed]);
			await untilLive(window);
			await untilTabs(window, ["web", "api", "docs"]);
			await window.terminals.untilActive("web");
			await window.screenshot("reload-crash");
			await window.terminals.untilText(`web runs as ${pids.get("web")}`);
			expect(await project.living()).toEqual(started);
			expect(await project.started(), "one start of each").toEqual(started);
			await window.runCommand("Runlight: Stop All");
			await untilRunning(window, 0);
		});
	},
	{
		settings: {
			// Longer than the window is away, and shorter than the patience with a daemon at the end.
			"runlight.reloadGrace": 20,
			// An editor that is loaded with an open panel opens a shell of its own there, sooner or later.
			"terminal.integrated.hideOnStartup": "whenEmpty",
		},
	},
);
