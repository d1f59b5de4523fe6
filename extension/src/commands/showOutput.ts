import { type App, targetOf, targets } from "./app";
import { pickScript } from "./pick";

/** Shows the terminal of a row's script. Who asks for the output may want to type, so it gets the focus. */
export async function showRowOutput(app: App, argument: unknown): Promise<void> {
	const target = targetOf(app, argument);
	if (target?.view.process) app.terminals.show(target.root, target.view, false);
}

/** Asks whose output to show, of those that have any. */
export async function showOutput(app: App): Promise<void> {
	const candidates = targets(app).filter(({ root, view }) => root.connected && view.process);
	const target = await pickScript(app, "Show Output", candidates, "No script has run yet.");
	if (target) app.terminals.show(target.root, target.view, false);
}
