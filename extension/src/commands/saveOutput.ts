import { ProgressLocation, Uri, window, workspace } from "vscode";
import { formatBytes } from "../duration";
import type { Target } from "../nodes";
import { outputFileName } from "../outputFileName";
import { readPlain } from "../plainOutput";
import type { State } from "../protocol";
import type { Session } from "../session";
import { type App, attempt, sessionOf, targetOf, targets } from "./app";
import { pickScript } from "./pick";

/** Saves the output of a row's script. */
export async function saveRowOutput(app: App, argument: unknown): Promise<void> {
	const target = targetOf(app, argument);
	if (target) await save(app, target);
}

/** Asks whose output to save, of those that have any. */
export async function saveOutput(app: App): Promise<void> {
	const candidates = targets(app).filter(({ root, view }) => root.connected && view.process);
	const target = await pickScript(app, "Save Output to File", candidates, "No script has run yet.");
	if (target) await save(app, target);
}

async function save(app: App, target: Target): Promise<void> {
	const { process } = target.view;
	if (!process) return;
	await attempt(async () => {
		const session = sessionOf(target);
		const file = await window.showSaveDialog({
			title: `Save the Output of ${process.name}`,
			defaultUri: Uri.joinPath(Uri.file(target.root.path), outputFileName(process)),
			filters: { "Plain Text": ["log", "txt"], "All Files": ["*"] },
		});
		if (!file) return;
		const title = `Saving the output of ${process.name}`;
		const lost = await window.withProgress({ location: ProgressLocation.Window, title }, () =>
			write(session, process, file),
		);
		app.manager.log.info(`saved the output of ${process.name} to ${file.toString(true)}`);
		const gap = lost > 0 ? ` without ${formatBytes(lost)} that are not kept` : "";
		window.setStatusBarMessage(`Saved the output of ${process.name}${gap}`, 5000);
	});
}

/**
 * Writes beside the file first, and takes its place with all of it or not at all.
 * @returns how many bytes of the output are missing
 */
async function write(session: Session, process: State, file: Uri): Promise<number> {
	const texts: string[] = [];
	let lost = 0;
	for await (const piece of readPlain(session, process.id)) {
		texts.push(piece.text);
		lost += piece.lost;
	}
	const partial = file.with({ path: `${file.path}.part` });
	try {
		await workspace.fs.writeFile(partial, Buffer.from(texts.join("")));
		await workspace.fs.rename(partial, file, { overwrite: true });
	} catch (error) {
		// Where not even that works, the message about the first failure says enough.
		await Promise.resolve(workspace.fs.delete(partial)).catch(() => {});
		throw new Error(`The output of ${process.name} was not saved: ${(error as Error).message}`);
	}
	return lost;
}
