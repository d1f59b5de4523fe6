import { env } from "vscode";
import { type App, targetOf } from "./app";

/** Copies the text of a script as the manifest has it. */
export async function copyCommand(app: App, argument: unknown): Promise<void> {
	const view = targetOf(app, argument)?.view;
	const text = view?.script?.command ?? view?.process?.script;
	if (text !== undefined) await env.clipboard.writeText(text);
}
