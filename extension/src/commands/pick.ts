// The list in which the palette's commands ask which script is meant.
import { type QuickPickItem, QuickPickItemKind, window } from "vscode";
import { packagePlace, type Target } from "../nodes";
import { describe, lightOf, lights, oneLine } from "../present";
import type { App } from "./app";

interface Choice extends QuickPickItem {
	readonly target?: Target;
}

/**
 * Asks for one of some scripts, those used last first.
 * @param nothing what to say when there is none to choose from
 */
export async function pickScript(
	app: App,
	title: string,
	targets: readonly Target[],
	nothing: string,
): Promise<Target | undefined> {
	if (targets.length === 0) {
		window.showInformationMessage(nothing);
		return undefined;
	}
	const recent = app.recent.among(targets);
	const others = targets.filter((target) => !recent.includes(target));
	const choices: Choice[] = [];
	if (recent.length > 0) choices.push({ label: "recently used", kind: QuickPickItemKind.Separator });
	choices.push(...recent.map((target) => choice(app, target)));
	if (recent.length > 0 && others.length > 0) choices.push({ label: "others", kind: QuickPickItemKind.Separator });
	choices.push(...others.map((target) => choice(app, target)));
	const picked = await window.showQuickPick(choices, { title, placeHolder: "Script", matchOnDescription: true });
	return picked?.target;
}

function choice(app: App, target: Target): Choice {
	const { root, view } = target;
	const { icon } = lights[lightOf(view, root.connected)];
	const title = packagePlace(app.manager.roots, root, view.package);
	const status = view.process && root.connected ? ` · ${describe(view, true, Date.now())}` : "";
	return {
		target,
		// A list that stays open must not spin, so a transition shows its still icon.
		label: `$(${icon.replace("~spin", "")}) ${view.name}`,
		description: `${title}${status}`,
		detail: oneLine(view.script?.command ?? view.process?.script ?? ""),
	};
}
