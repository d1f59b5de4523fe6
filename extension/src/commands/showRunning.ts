import { type App, livingTargets, targets } from "./app";
import { pickScript } from "./pick";

/** The list behind the status bar: what runs, and what failed when it ran last. */
export async function showRunning(app: App): Promise<void> {
	const failed = targets(app).filter(({ root, view }) => root.connected && view.process?.status === "failed");
	const target = await pickScript(app, "Running Scripts", [...livingTargets(app), ...failed], "No script is running.");
	if (target) app.terminals.show(target.root, target.view, false);
}
