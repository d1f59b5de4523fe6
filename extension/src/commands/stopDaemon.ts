import { type App, attempt } from "./app";

/** Stops the daemon of every folder of the window, and with it every script. Nothing runs until the next Reconnect. */
export async function stopDaemon(app: App): Promise<void> {
	const sessions = app.manager.roots.flatMap((root) => root.session ?? []);
	await attempt(async () => {
		await Promise.all(sessions.map((session) => session.stopDaemon()));
	});
}
