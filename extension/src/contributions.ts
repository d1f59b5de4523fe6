// Every id, default and limit that package.json declares as well stands here once, typed. contributions.test.ts
// compares both, in both directions. No vscode import: tests read this file outside an editor.

/** Commands of the palette: they ask which script is meant. */
export const paletteCommands = {
	runScript: "runlight.runScript",
	stopScript: "runlight.stopScript",
	restartScript: "runlight.restartScript",
	showOutput: "runlight.showOutput",
	stopAll: "runlight.stopAll",
	runWithArguments: "runlight.runWithArguments",
	clearFinished: "runlight.clearFinished",
	searchOutput: "runlight.searchOutput",
	saveOutput: "runlight.saveOutput",
	showRunning: "runlight.showRunning",
	showLog: "runlight.showLog",
	reconnect: "runlight.reconnect",
	stopDaemon: "runlight.stopDaemon",
} as const;

/** Commands of a tree row: they get the row as their argument and are hidden from the palette. */
export const rowCommands = {
	run: "runlight.script.run",
	runAgain: "runlight.script.runAgain",
	stop: "runlight.script.stop",
	restart: "runlight.script.restart",
	runWithArguments: "runlight.script.runWithArguments",
	showOutput: "runlight.script.showOutput",
	saveOutput: "runlight.script.saveOutput",
	open: "runlight.script.open",
	copyCommand: "runlight.script.copyCommand",
	openManifest: "runlight.package.open",
} as const;

export const viewContainer = "runlight";

export const views = {
	scripts: "runlight.scripts",
	running: "runlight.running",
} as const;

export const contextKeys = {
	/** true while at least one script lives. */
	hasRunning: "runlight.hasRunning",
	/** true while the daemon remembers at least one process that has ended. */
	hasFinished: "runlight.hasFinished",
	/** true while at least one daemon can be asked. */
	connected: "runlight.connected",
	/** What the views have to say while they have no rows: a {@link ViewState}. */
	state: "runlight.state",
} as const;

/** Values of the context key `runlight.state`. */
export const viewStates = [
	"noFolder",
	"virtual",
	"connecting",
	"missing",
	"refused",
	"stopped",
	"empty",
	"ready",
] as const;
export type ViewState = (typeof viewStates)[number];

export const packageManagers = ["auto", "npm", "pnpm", "yarn", "bun"] as const;
export const clickActions = ["open", "run", "output"] as const;
export const closePolicies = ["stop", "keep"] as const;
export const leftoverPolicies = ["kill", "keep"] as const;
export const runners = ["auto", "direct", "manager"] as const;
export const traceLevels = ["off", "messages", "verbose"] as const;

/** What each setting means to the code. */
export interface Configuration {
	readonly packageManager: (typeof packageManagers)[number];
	readonly exclude: readonly string[];
	readonly click: (typeof clickActions)[number];
	/** In seconds. */
	readonly reloadGrace: number;
	readonly onLastWindowClosed: (typeof closePolicies)[number];
	readonly leftovers: (typeof leftoverPolicies)[number];
	readonly runner: (typeof runners)[number];
	/** In MiB. */
	readonly "output.memory": number;
	/** In MiB; 0 for none. */
	readonly "output.log": number;
	readonly banner: boolean;
	readonly trace: (typeof traceLevels)[number];
}

export const configurationSection = "runlight";

export const configurationDefaults: Configuration = {
	packageManager: "auto",
	exclude: [],
	click: "open",
	reloadGrace: 60,
	onLastWindowClosed: "stop",
	leftovers: "kill",
	runner: "auto",
	"output.memory": 2,
	"output.log": 32,
	banner: true,
	trace: "off",
};

/** The settings that the daemon has to know. */
export const daemonConfiguration = [
	"packageManager",
	"exclude",
	"reloadGrace",
	"onLastWindowClosed",
	"leftovers",
	"runner",
	"output.memory",
	"output.log",
] as const satisfies readonly (keyof Configuration)[];

/** Words of a row's contextValue that the `when` clauses of the menus look for. */
export const rowTokens = {
	script: "script",
	package: "package",
	/** Has no process that the daemon remembers. */
	idle: "idle",
	/** Pending, running or stopping. */
	live: "live",
	/** Asked to end already, so that only a second, harder wish makes sense. */
	stopping: "stopping",
	finished: "finished",
	/** No longer in its package.json. */
	removed: "removed",
	/** The daemon is not there to say. */
	unknown: "unknown",
} as const;

/** Scheme of the URIs of script rows. It is our own so that no badge leaks into the Explorer. */
export const scriptScheme = "runlight-script";

/** Scheme of the documents that show the output of a run. */
export const outputScheme = "runlight-output";
