import { workspace } from "vscode";
import type { Target } from "../nodes";
import { type App, attempt, explainTrust, livingTargets, sessionOf, targetOf } from "./app";
import { pickScript } from "./pick";

/** Restarts the script of a row. */
export async function restartRow(app: App, argument: unknown): Promise<void> {
	const target = targetOf(app, argument);
	if (target) await restart(app, target);
}

/** Asks which running script to restart. */
export async function restartScript(app: App): Promise<void> {
	const candidates = livingTargets(app).filter(({ view }) => view.script);
	const target = await pickScript(app, "Restart Script", candidates, "No script is running.");
	if (target) await restart(app, target);
}

async function restart(app: App, target: Target): Promise<void> {
	const { root, view } = target;
	if (!view.process) return;
	if (!workspace.isTrusted) return explainTrust();
	const { id } = view.process;
	await attempt(async () => {
		// The terminal comes first: the end of the old process is part of what there is to see.
		app.terminals.show(root, view, true);
		app.recent.use(target);
		await sessionOf(target).restart(id);
	});
}
