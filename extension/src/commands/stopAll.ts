import { type App, attempt } from "./app";

/** Stops every script of the window. */
export async function stopAll(app: App): Promise<void> {
	const sessions = app.manager.roots.flatMap((root) => root.session ?? []);
	await attempt(async () => {
		await Promise.all(sessions.map((session) => session.stopAll()));
	});
}
