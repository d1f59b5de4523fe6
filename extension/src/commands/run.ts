import { workspace } from "vscode";
import type { Target } from "../nodes";
import { type App, attempt, explainTrust, sessionOf, targetOf, targets } from "./app";
import { pickScript } from "./pick";

/** Runs the script of a row. */
export async function runRow(app: App, argument: unknown): Promise<void> {
	const target = targetOf(app, argument);
	if (target) await run(app, target);
}

/** Runs the script of a row as it was run last, with the same arguments. */
export async function runRowAgain(app: App, argument: unknown): Promise<void> {
	const target = targetOf(app, argument);
	if (target) await run(app, target, target.view.process?.arguments);
}

/** Asks which script to run. */
export async function runScript(app: App): Promise<void> {
	if (!workspace.isTrusted) return explainTrust();
	const candidates = targets(app).filter(({ view }) => view.script);
	const target = await pickScript(app, "Run Script", candidates, "This workspace has no scripts to run.");
	if (target) await run(app, target);
}

/** Starts a script and shows its terminal; the focus stays where it is. */
async function run(app: App, target: Target, args: readonly string[] = []): Promise<void> {
	// The daemon refuses as well. Asking here first saves the user a message in its words.
	if (!workspace.isTrusted) return explainTrust();
	await attempt(async () => {
		const { root, view } = target;
		await sessionOf(target).run({ package: view.package, name: view.name, args, ...app.terminals.size });
		app.recent.use(target);
		app.terminals.show(root, view, true);
	});
}
