// From state to what is seen: icons, colours, badges and words. Pure, so that a table of cases tests it.
// Icons and colour ids are those that VS Code's own test and task views use for the same meanings, so a theme that
// fits those fits Runlight. Shape differs as well as colour: colour alone says nothing to many people.
import { rowTokens } from "./contributions";
import { formatAge, formatDuration } from "./duration";
import type { ScriptView } from "./model";
import type { State, Status } from "./protocol";
import { joinWords } from "./shellWords";

/** What a light can say: a status, or that there is none, or that nobody knows. */
export type LightName = Status | "ready" | "idle" | "unknown";

export interface Light {
	/** Codicon of rows and pick lists. */
	readonly icon: string;
	/** Theme colour of the icon; the editor's own foreground where absent. */
	readonly color?: string;
	/** Badge at the right end of the row, at most two characters. */
	readonly badge?: string;
	/** Whether the badge's colour tints the name as well as the badge: only what wants attention does. */
	readonly tint?: boolean;
	/** Image in the gutter of package.json: media/gutter/<theme>/<image>.svg. */
	readonly image?: string;
	/** The status in one word or two. */
	readonly word: string;
}

export const lights: Readonly<Record<LightName, Light>> = {
	unknown: { icon: "circle-outline", color: "disabledForeground", word: "status unknown" },
	idle: { icon: "circle-outline", color: "testing.iconUnset", image: "idle", word: "not running" },
	// A spinner costs processor time as long as it turns, so only transitions have one.
	pending: { icon: "loading~spin", badge: "…", image: "busy", word: "starting" },
	running: { icon: "circle-filled", color: "charts.green", badge: "●", tint: true, image: "running", word: "running" },
	ready: { icon: "broadcast", color: "charts.green", badge: "●", tint: true, image: "ready", word: "ready" },
	stopping: { icon: "loading~spin", badge: "…", image: "busy", word: "stopping" },
	stopped: { icon: "circle-slash", color: "testing.iconSkipped", badge: "■", image: "stopped", word: "stopped" },
	success: { icon: "pass", color: "testing.iconPassed", badge: "✓", image: "success", word: "succeeded" },
	failed: { icon: "error", color: "testing.iconFailed", badge: "✗", tint: true, image: "failed", word: "failed" },
};

/** The light of a script. While the daemon is away every light is off: an old one would be a lie. */
export function lightOf(view: ScriptView, connected: boolean): LightName {
	if (!connected) return "unknown";
	if (!view.process) return "idle";
	return view.process.ready && view.process.status === "running" ? "ready" : view.process.status;
}

/** What matters now about a script, in few words, for the dimmed text of its row. */
export function describe(view: ScriptView, connected: boolean, now: number): string {
	if (!connected || !view.process) return oneLine(view.script?.command ?? "");
	const words = [describeState(view.process, now)];
	if (view.changed) words.push("changed since start");
	if (view.live && !view.script) words.push("removed from package.json");
	return words.join(" · ");
}

function describeState(state: State, now: number): string {
	switch (state.status) {
		case "pending":
		case "stopping":
			return `${lights[state.status].word}…`;
		case "running":
			return join(state.ready ? "ready" : "running", formatAge(age(state, now)));
		case "success":
			return join("ok", took(state), leftRunning(state));
		case "stopped":
			return join("stopped", took(state), state.reason, leftRunning(state));
		case "failed":
			return join(failure(state), state.reason ?? took(state), leftRunning(state));
	}
}

/** How many processes have outlived their script, where any have. */
function leftRunning({ survivors = [] }: State): string {
	return survivors.length > 0 ? `${survivors.length} left running` : "";
}

/** The command of a script with the arguments that it got, as one types it. */
export function commandLine(state: State): string {
	const { arguments: words = [] } = state;
	return words.length > 0 ? `${state.script} ${joinWords(words)}` : state.script;
}

/** How a failed process ended: `failed (1)`, `failed (SIGKILL)`, or just `failed`. */
function failure(state: State): string {
	const cause = state.signal ?? state.exitCode;
	return cause === undefined ? "failed" : `failed (${cause})`;
}

/** One sentence about the end of a process, for the last line of its terminal. */
export function describeEnd(state: State): string {
	const after = took(state) ? ` after ${took(state)}` : "";
	const why = state.reason ? `: ${state.reason}` : "";
	if (state.status === "success") return `${state.name} succeeded${after}`;
	if (state.status === "stopped") return `${state.name} was stopped${after}${why}`;
	if (state.signal) return `${state.name} was ended by ${state.signal}${after}${why}`;
	if (state.exitCode !== undefined) return `${state.name} failed with exit code ${state.exitCode}${after}${why}`;
	return `${state.name} failed${after}${why}`;
}

/** What a screen reader says of a row. */
export function accessibilityLabel(view: ScriptView, connected: boolean, packageTitle: string): string {
	const words = [view.name, spokenStatus(view, connected)];
	if (view.changed) words.push("changed since start");
	if (view.live && !view.script) words.push("removed from package.json");
	const left = connected && view.process ? leftRunning(view.process) : "";
	if (left) words.push(left);
	return [...words, `package ${packageTitle}`].join(", ");
}

function spokenStatus(view: ScriptView, connected: boolean): string {
	const word = lights[lightOf(view, connected)].word;
	if (!connected || view.process?.status !== "failed") return word;
	if (view.process.signal) return `${word} by signal ${view.process.signal}`;
	if (view.process.exitCode !== undefined) return `${word} with exit code ${view.process.exitCode}`;
	return word;
}

/** The words that the menus look for. */
export function contextValue(view: ScriptView, connected: boolean): string {
	const tokens: string[] = [rowTokens.script];
	if (!connected) tokens.push(rowTokens.unknown);
	else if (!view.process) tokens.push(rowTokens.idle);
	else tokens.push(view.live ? rowTokens.live : rowTokens.finished);
	if (connected && view.process?.status === "stopping") tokens.push(rowTokens.stopping);
	if (!view.script) tokens.push(rowTokens.removed);
	return tokens.join(".");
}

/** Milliseconds since the process was launched. */
export function age(state: State, now: number): number {
	return state.startTime ? Math.max(0, now - Date.parse(state.startTime)) : 0;
}

function took(state: State): string {
	if (!state.startTime || !state.endTime) return "";
	return formatDuration(Math.max(0, Date.parse(state.endTime) - Date.parse(state.startTime)));
}

function join(...words: (string | undefined)[]): string {
	return words.filter(Boolean).join(" · ");
}

/** What people call a package manager: Yarn 2 and later is yarn to them, too. */
export function managerTitle(name: string): string {
	return name === "berry" ? "yarn" : name;
}

/** The longest description that still reads at a glance; the tooltip has the whole. */
const longestCommand = 80;

/** A command as one short line. */
export function oneLine(text: string): string {
	const line = text.replace(/\s+/g, " ").trim();
	return line.length > longestCommand ? `${line.slice(0, longestCommand - 1)}…` : line;
}
