import { type ExtensionContext, Uri } from "vscode";
import { Badges } from "./badges";
import { registerCommands } from "./commands";
import { LastArguments } from "./commands/lastArguments";
import { Recent } from "./commands/recent";
import { Gutter } from "./gutter";
import { Indicators } from "./indicators";
import { openLog } from "./log";
import { Manager } from "./manager";
import { OpenTerminals } from "./openTerminals";
import { OutputDocuments } from "./outputDocuments";
import { RunningView } from "./running";
import { StatusBar } from "./statusBar";
import { Terminals } from "./terminals";
import { ScriptsView } from "./tree";

let manager: Manager | undefined;

export function activate(context: ExtensionContext): void {
	const log = openLog();
	manager = new Manager(context.extensionPath, log);
	const terminals = new Terminals(manager, new OpenTerminals(context.workspaceState));
	const documents = new OutputDocuments(manager);
	const memory = context.workspaceState;
	const app = { manager, terminals, documents, recent: new Recent(memory), lastArguments: new LastArguments(memory) };
	const scripts = new ScriptsView(manager);
	const running = new RunningView(manager);
	context.subscriptions.push(
		log,
		manager,
		terminals,
		documents,
		scripts,
		running,
		new Indicators(manager, scripts, running),
		new Badges(manager),
		new StatusBar(manager),
		new Gutter(manager, Uri.joinPath(context.extensionUri, "media")),
		registerCommands(app),
	);
	manager.start();
}

/** Only disconnects: scripts go on over a reload, and the daemon ends those of a window that does not come back. */
export async function deactivate(): Promise<void> {
	await manager?.stop();
}
