import { type ConfigurationScope, workspace } from "vscode";
import { type Configuration, configurationDefaults, configurationSection } from "./contributions";
import type { Settings } from "./protocol";

/** One setting, as the user has it for a folder. */
export function setting<K extends keyof Configuration>(name: K, scope?: ConfigurationScope): Configuration[K] {
	const fallback = configurationDefaults[name];
	return workspace.getConfiguration(configurationSection, scope ?? null).get(name, fallback);
}

/** What the daemon of a folder has to know. */
export function daemonSettings(folder: ConfigurationScope): Settings {
	return {
		trusted: workspace.isTrusted,
		packageManager: setting("packageManager", folder),
		exclude: setting("exclude", folder),
		reloadGrace: setting("reloadGrace", folder),
		onLastWindowClosed: setting("onLastWindowClosed", folder),
		leftovers: setting("leftovers", folder),
		runner: setting("runner", folder),
		outputMemory: whole(setting("output.memory", folder)),
		outputLog: whole(setting("output.log", folder)),
	};
}

/** The editor marks a value that its schema does not allow, and hands it over all the same. */
function whole(value: number): number {
	return Math.max(0, Math.round(Number(value) || 0));
}
