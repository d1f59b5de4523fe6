import { type App, attempt } from "./app";

/** Takes what is known of processes that have ended off every row. Their logs stay, and a search still finds them. */
export async function clearFinished(app: App): Promise<void> {
	const sessions = app.manager.roots.flatMap((root) => root.session ?? []);
	await attempt(async () => {
		await Promise.all(sessions.map((session) => session.clearFinished()));
	});
}
