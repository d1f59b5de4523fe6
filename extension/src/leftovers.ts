// What a crash of the extension host leaves of our terminals: they stay, dead, and nobody hears what is typed into them.
// They are known by their name and by having no process; the editor tells a new host of them as soon as it is there.
import { type Terminal, window } from "vscode";

/** A terminal that is opened in place of what is left of another. */
export interface Replacement {
	readonly leftovers: readonly Terminal[];
	create(): Terminal;
}

/** Terminals that may be left over. Whether they have a process is not known yet. */
export function leftoversNamed(name: string): readonly Terminal[] {
	return window.terminals.filter((other) => other.name === name && !("pty" in other.creationOptions));
}

/**
 * Opens the new terminals, and then closes the leftovers. The order matters twice: with its last terminal the editor
 * hides the panel, and a new one does not open it again; and in place of a terminal that closes it shows the one behind,
 * so that the replacement of the one that is looked at must be the first of the new ones.
 */
export async function replaceLeftovers(replacements: readonly Replacement[]): Promise<void> {
	const isShown = (terminal: Terminal) => terminal === window.activeTerminal;
	const inOrder = [...replacements].sort(
		(a, b) => Number(b.leftovers.some(isShown)) - Number(a.leftovers.some(isShown)),
	);
	const created = inOrder.map(({ create }) => create());
	const leftovers = replacements.flatMap((replacement) => replacement.leftovers);
	if (leftovers.length === 0) return;
	const [dead] = await Promise.all([onlyDead(leftovers), opened(created)]);
	for (const each of dead.filter((terminal) => !isShown(terminal))) each.dispose();
	dead.find(isShown)?.dispose();
}

async function onlyDead(terminals: readonly Terminal[]): Promise<Terminal[]> {
	const pids = await Promise.all(terminals.map(pidOf));
	return terminals.filter((_, index) => (pids[index] ?? -1) <= 0);
}

/** A terminal without a process may never say so. */
async function pidOf(terminal: Terminal): Promise<number | undefined> {
	const patience = new Promise<undefined>((resolve) => setTimeout(resolve, 1000, undefined));
	return await Promise.race([terminal.processId, patience]);
}

/** Resolves when the editor has all of some terminals that were just created; until then it only knows that it should. */
async function opened(terminals: readonly Terminal[]): Promise<void> {
	const missing = new Set(terminals);
	await new Promise<void>((resolve) => {
		const subscription = window.onDidOpenTerminal((terminal) => {
			missing.delete(terminal);
			if (missing.size > 0) return;
			subscription.dispose();
			resolve();
		});
	});
}
