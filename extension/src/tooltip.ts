// The tooltips of rows, in Markdown. Everything that comes from a file is quoted as code or escaped: a manifest must
// not be able to draw links or pictures.
import { plural } from "./duration";
import type { PackageView, ScriptView } from "./model";
import { describe, managerTitle } from "./present";
import type { ScriptPlan, State, Way } from "./protocol";
import { joinWords } from "./shellWords";

/**
 * The tooltip of a script.
 * @param plan how it would be run, where it has no process that says how it was
 */
export function scriptTooltip(
	view: ScriptView,
	owner: PackageView | undefined,
	title: string,
	connected: boolean,
	now: number,
	plan?: ScriptPlan,
): string {
	const state = connected ? view.process : undefined;
	const status = state ? ` · ${plain(describe(view, connected, now))}` : "";
	const lines = [`**${plain(view.name)}**${status}`];
	if (view.script) lines.push(block(view.script.command));
	if (view.changed && state) lines.push("Its process was started as", block(state.script));
	if (state?.arguments?.length) lines.push(`With ${code(joinWords(state.arguments))}`);
	lines.push(`Package ${code(title)}${view.package === "." ? "" : ` in ${code(view.package)}`}`);
	if (owner?.manager?.name) lines.push(managerLine(owner));
	const way = state?.way ? wayLine(state.way) : plan && planLine(plan);
	if (way) lines.push(way);
	if (state?.startTime) {
		const pid = state.pid === undefined ? "" : `, process ${state.pid}`;
		lines.push(`Started ${clock(state.startTime)} by ${plain(state.owner)}${pid}`);
	}
	if (connected && state?.ready) lines.push(`Ready ${clock(state.ready.time)}: ${plain(state.ready.reason)}`);
	if (state?.logProblem) lines.push(`⚠ A part of the output is not kept on disk: ${plain(state.logProblem)}`);
	if (state?.survivors?.length) lines.push(survivorList(state.survivors));
	return lines.join("\n\n");
}

function planLine(plan: ScriptPlan): string {
	const { steps } = plan;
	const hooks = steps.length > 1 ? `, ${steps.map(({ event }) => code(event)).join(" → ")}` : "";
	return `${wayLine(plan)}${hooks}`;
}

function wayLine({ direct, manager, reason }: Way): string {
	return `Run ${plain(direct ? `directly, as ${manager} would` : `by ${manager}: ${reason}`)}`;
}

function survivorList(survivors: NonNullable<State["survivors"]>): string {
	const items = survivors.map(({ pid, command }) => `- ${pid} ${code(command)}`);
	return [`${plural(survivors.length, "process", "processes")} left running`, "", ...items].join("\n");
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
	return `Package manager ${plain(managerTitle(manager.name))}: ${plain(manager.reason)}${warning}`;
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
