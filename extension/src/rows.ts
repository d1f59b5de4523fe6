// From a node to the row that the editor draws.
import { type Command, MarkdownString, Range, ThemeColor, ThemeIcon, TreeItem, TreeItemCollapsibleState } from "vscode";
import { scriptUri } from "./badges";
import { rowCommands, rowTokens } from "./contributions";
import { manifestUri } from "./manager";
import type { ScriptView } from "./model";
import {
	type FolderNode,
	type Node,
	type PackageNode,
	type ProblemNode,
	packageTitle,
	type ScriptNode,
	titleOf,
} from "./nodes";
import { accessibilityLabel, contextValue, describe, lightOf, lights, managerTitle } from "./present";
import type { ScriptPlan } from "./protocol";
import type { Root } from "./root";
import { setting } from "./settings";
import { packageTooltip, scriptTooltip } from "./tooltip";

export function rowOf(node: Node): TreeItem {
	switch (node.kind) {
		case "folder":
			return folderRow(node);
		case "package":
			return packageRow(node);
		case "script":
			return scriptRow(node);
		case "problem":
			return problemRow(node);
	}
}

/** The tooltip of a row, made only when somebody looks. The editor keeps it until the row is drawn anew. */
export async function tooltipOf(node: Node): Promise<MarkdownString | undefined> {
	const { root } = node;
	if (node.kind === "script") {
		const plan = await planOf(node);
		const view = root.model?.script(node.script);
		if (!view) return undefined;
		const title = packageTitle(root, node.package);
		const owner = root.model?.package(node.package);
		return new MarkdownString(scriptTooltip(view, owner, title, root.connected, Date.now(), plan));
	}
	const view = node.kind === "package" ? root.model?.package(node.path) : undefined;
	return view && new MarkdownString(packageTooltip(view, titleOf(root, view) ?? view.path));
}

/** How a script would be run, where no process of it says so; a daemon that cannot tell leaves that out. */
async function planOf({ root, package: path, script }: ScriptNode): Promise<ScriptPlan | undefined> {
	const view = root.model?.script(script);
	if (!view?.script || view.process?.way) return undefined;
	return await root.session?.plan({ package: path, name: view.name }).catch(() => undefined);
}

function folderRow({ root, id }: FolderNode): TreeItem {
	const item = new TreeItem(root.name, TreeItemCollapsibleState.Expanded);
	item.id = id;
	item.iconPath = new ThemeIcon("root-folder");
	if (root.connected && root.model?.packages().length === 0) item.description = "no scripts";
	if (root.phase === "disconnected") item.description = "disconnected";
	if (root.phase === "stopped") item.description = "stopped";
	if (root.phase === "missing" || root.phase === "refused") item.description = root.problem;
	return item;
}

function packageRow({ root, id, path, expanded }: PackageNode): TreeItem {
	const state = expanded ? TreeItemCollapsibleState.Expanded : TreeItemCollapsibleState.Collapsed;
	const view = root.model?.package(path);
	const title = titleOf(root, view) ?? path;
	const item = new TreeItem(title, state);
	item.id = id;
	item.iconPath = new ThemeIcon("package");
	item.contextValue = rowTokens.package;
	if (!view) return item;
	const live = view.live > 0 && root.connected ? `${view.live} running` : "";
	const place = path === "." ? "" : path;
	item.description = [live, place, view.manager && managerTitle(view.manager.name)].filter(Boolean).join(" · ");
	const label = [title, "package", place, live, view.problem && "manifest has an error"];
	item.accessibilityInformation = { label: label.filter(Boolean).join(", ") };
	return item;
}

function scriptRow(node: ScriptNode): TreeItem {
	const { root } = node;
	const view = root.model?.script(node.script);
	const item = new TreeItem(view?.name ?? node.script);
	item.id = node.id;
	if (!view) return item;
	item.iconPath = lightIcon(view, root.connected);
	item.description = describe(view, root.connected, Date.now());
	item.contextValue = contextValue(view, root.connected);
	item.resourceUri = scriptUri(root, view);
	const label = accessibilityLabel(view, root.connected, packageTitle(root, view.package));
	item.accessibilityInformation = { label };
	const command = clickCommand(node, view);
	if (command) item.command = command;
	return item;
}

/** The light of a script as an icon in the theme's colours. */
export function lightIcon(view: ScriptView, connected: boolean): ThemeIcon {
	const light = lights[lightOf(view, connected)];
	return new ThemeIcon(light.icon, light.color ? new ThemeColor(light.color) : undefined);
}

function clickCommand(node: ScriptNode, view: ScriptView): Command | undefined {
	const click = setting("click", manifestUri(node.root, view.package));
	if (click === "run" && node.root.connected) return { command: rowCommands.run, title: "Run", arguments: [node] };
	const wantsOutput = click === "output" || !view.script;
	if (wantsOutput && view.process) return { command: rowCommands.showOutput, title: "Show Output", arguments: [node] };
	return view.script && openCommand(node.root, view.package, view.script.line, view.script.column);
}

/** vscode.open and not a command of our own: the editor then opens to the side with Alt, and for good on a double click. */
export function openCommand(root: Root, packagePath: string, line: number, column: number): Command {
	const at = [Math.max(0, line - 1), Math.max(0, column - 1)] as const;
	const selection = new Range(...at, ...at);
	return {
		command: "vscode.open",
		title: "Open in package.json",
		arguments: [manifestUri(root, packagePath), { selection }],
	};
}

function problemRow({ root, id, path }: ProblemNode): TreeItem {
	const problem = root.model?.package(path)?.problem;
	const place = problem && problem.line > 0 ? `Line ${problem.line}` : "";
	// The place first: what a narrow side bar cuts off is the end, and the tooltip has that.
	const item = new TreeItem(place || (problem?.message ?? ""));
	item.id = id;
	item.iconPath = new ThemeIcon("error", new ThemeColor("list.errorForeground"));
	if (!problem) return item;
	if (place) item.description = problem.message;
	item.tooltip = place ? `${place}: ${problem.message}` : problem.message;
	item.command = openCommand(root, path, problem.line, problem.column);
	item.accessibilityInformation = {
		label: ["error in package.json", place, problem.message].filter(Boolean).join(", "),
	};
	return item;
}
