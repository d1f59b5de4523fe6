// The table of commands: id → what it does.
import { commands, Disposable } from "vscode";
import { paletteCommands as palette, rowCommands as row } from "../contributions";
import type { App } from "./app";
import { clearFinished } from "./clearFinished";
import { copyCommand } from "./copyCommand";
import { openManifest, openScript } from "./open";
import { restartRow, restartScript } from "./restart";
import { runRow, runRowAgain, runScript } from "./run";
import { runRowWithArguments, runWithArguments } from "./runWithArguments";
import { saveOutput, saveRowOutput } from "./saveOutput";
import { searchOutput } from "./searchOutput";
import { showOutput, showRowOutput } from "./showOutput";
import { showRunning } from "./showRunning";
import { stopRow, stopScript } from "./stop";
import { stopAll } from "./stopAll";
import { stopDaemon } from "./stopDaemon";

type Handler = (app: App, argument: unknown) => unknown;
type Id = (typeof palette)[keyof typeof palette] | (typeof row)[keyof typeof row];

const handlers: Readonly<Record<Id, Handler>> = {
	[palette.runScript]: runScript,
	[palette.stopScript]: stopScript,
	[palette.restartScript]: restartScript,
	[palette.showOutput]: showOutput,
	[palette.stopAll]: stopAll,
	[palette.runWithArguments]: runWithArguments,
	[palette.clearFinished]: clearFinished,
	[palette.searchOutput]: searchOutput,
	[palette.saveOutput]: saveOutput,
	[palette.showRunning]: showRunning,
	[palette.showLog]: (app) => app.manager.log.show(),
	[palette.reconnect]: (app) => app.manager.reconnect(),
	[palette.stopDaemon]: stopDaemon,
	[row.run]: runRow,
	[row.runAgain]: runRowAgain,
	[row.stop]: stopRow,
	[row.restart]: restartRow,
	[row.runWithArguments]: runRowWithArguments,
	[row.showOutput]: showRowOutput,
	[row.saveOutput]: saveRowOutput,
	[row.open]: openScript,
	[row.copyCommand]: copyCommand,
	[row.openManifest]: openManifest,
};

export function registerCommands(app: App): Disposable {
	const registered = Object.entries(handlers).map(([id, handler]) =>
		commands.registerCommand(id, (argument) => handler(app, argument)),
	);
	return Disposable.from(...registered);
}
