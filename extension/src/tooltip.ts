// The tooltips of rows, in Markdown. Everything that comes from a file is quoted as code or escaped: a manifest must
// not be able to draw links or pictures.
import type { PackageView, ScriptView } from "./model";
import { describe, managerTitle } from "./present";

/** The tooltip of a script. */
export function scriptTooltip(
	view: ScriptView,
	owner: PackageView | undefined,
	title: string,
	connected: boolean,
	now: number,
) {
	const state = connected ? view.process : undefined;
	const status = state ? ` · ${plain(describe(view, connected, now))}` : "";
	const lines = [`**${plain(view.name)}**${status}`];
	if (view.script) lines.push(block(view.script.command));
	if (view.changed && state) lines.push("Its process was started as", block(state.script));
	lines.push(`Package ${code(title)}${view.package === "." ? "" : ` in ${code(view.package)}`}`);
	if (owner?.manager?.name) lines.push(managerLine(owner));
	if (state?.startTime) {
		const pid = state.pid === undefined ? "" : `, process ${state.pid}`;
		lines.push(`Started ${clock(state.startTime)} by ${plain(state.owner)}${pid}`);
	}
	if (connected && state?.ready) lines.push(`Ready ${clock(state.ready.time)}: ${plain(state.ready.reason)}`);
	return lines.join("\n\n");
}

/** The tooltip of a package, with the warnings of its manifest. */
export function packageTooltip(view: PackageView, title: string): string {
	const lines = [`**${plain(title)}**${view.path === "." ? "" : ` in ${code(view.path)}`}`];
	if (view.manager?.name) lines.push(managerLine(view));
	for (const warning of view.warnings) {
		lines.push(`⚠ ${plain(warning.message)}${warning.line > 0 ? ` (line ${warning.line})` : ""}`);
	}
	return lines.join("\n\n");
}

function managerLine({ manager }: PackageView): string {
	if (!manager) return "";
	const warning = manager.warning ? `\n\n⚠ ${plain(manager.warning)}` : "";
	return `Run with ${plain(managerTitle(manager.name))}: ${plain(manager.reason)}${warning}`;
}

function clock(time: string): string {
	return new Date(time).toLocaleTimeString();
}

/** Text as itself in Markdown. */
export function plain(text: string): string {
	return text.replace(/[\\`*_{}[\]()#+\-.!|<>~&$]/g, "\\$&").replace(/\r?\n/g, " ");
}

/** Text as code within a line. */
export function code(text: string): string {
	const fence = "`".repeat(longestRun(text) + 1);
	const space = text.startsWith("`") || text.endsWith("`") ? " " : "";
	return `${fence}${space}${text.replace(/\r?\n/g, " ")}${space}${fence}`;
}

/** Text as a block of code. */
export function block(text: string): string {
	const fence = "`".repeat(Math.max(3, longestRun(text) + 1));
	return `${fence}sh\n${text}\n${fence}`;
}

function longestRun(text: string): number {
	return Math.max(0, ...[...text.matchAll(/`+/g)].map((run) => run[0].length));
}
