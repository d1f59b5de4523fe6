import type { Target } from "../nodes";
import { type App, attempt, livingTargets, sessionOf, targetOf } from "./app";
import { pickScript } from "./pick";

/** Stops the script of a row. */
export async function stopRow(app: App, argument: unknown): Promise<void> {
	const target = targetOf(app, argument);
	if (target) await stop(target);
}

/** Asks which running script to stop. */
export async function stopScript(app: App): Promise<void> {
	const target = await pickScript(app, "Stop Script", livingTargets(app), "No script is running.");
	if (target) await stop(target);
}

async function stop(target: Target): Promise<void> {
	const { process } = target.view;
	if (process) await attempt(() => sessionOf(target).stop(process.id));
}
