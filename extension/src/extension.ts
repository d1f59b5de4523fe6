import { type ExtensionContext, Uri } from "vscode";
import { Badges } from "./badges";
import { registerCommands } from "./commands";
import { Recent } from "./commands/recent";
import { Gutter } from "./gutter";
import { Indicators } from "./indicators";
import { openLog } from "./log";
import { Manager } from "./manager";
import { OpenTerminals } from "./openTerminals";
import { RunningView } from "./running";
import { StatusBar } from "./statusBar";
import { Terminals } from "./terminals";
import { ScriptsView } from "./tree";

let manager: Manager | undefined;

export function activate(context: ExtensionContext): void {
	const log = openLog();
	manager = new Manager(context.extensionPath, log);
	const terminals = new Terminals(manager, new OpenTerminals(context.workspaceState));
	const scripts = new ScriptsView(manager);
	const running = new RunningView(manager);
	context.subscriptions.push(
		log,
		manager,
		terminals,
		scripts,
		running,
		new Indicators(manager, scripts, running),
		new Badges(manager),
		new StatusBar(manager),
		new Gutter(manager, Uri.joinPath(context.extensionUri, "media")),
		registerCommands({ manager, terminals, recent: new Recent(context.workspaceState) }),
	);
	manager.start();
}

/** Only disconnects: scripts go on over a reload, and the daemon ends those of a window that does not come back. */
export async function deactivate(): Promise<void> {
	await manager?.stop();
}
