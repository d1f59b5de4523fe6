import { commands } from "vscode";
import { manifestUri } from "../manager";
import type { PackageNode } from "../nodes";
import { openCommand } from "../rows";
import { type App, targetOf } from "./app";

/** Opens the line of a script. */
export async function openScript(app: App, argument: unknown): Promise<void> {
	const target = targetOf(app, argument);
	const script = target?.view.script;
	if (!target || !script) return;
	const open = openCommand(target.root, target.view.package, script.line, script.column);
	await commands.executeCommand(open.command, ...(open.arguments ?? []));
}

/** Opens the manifest of a package. */
export async function openManifest(_app: App, argument: unknown): Promise<void> {
	const node = argument as PackageNode | undefined;
	if (node?.kind === "package") await commands.executeCommand("vscode.open", manifestUri(node.root, node.path));
}
