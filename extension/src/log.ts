import { type LogOutputChannel, window } from "vscode";

/** A sink for lines, with levels, as the parts that know no vscode see the log channel. */
export interface Log {
	info(message: string): void;
	warn(message: string): void;
	error(message: string): void;
}

/** The one log channel of the extension. */
export function openLog(): LogOutputChannel {
	return window.createOutputChannel("Runlight", { log: true });
}
