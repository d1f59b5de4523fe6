// What commands work on, and how they find the script that is meant and report what went wrong.
import { commands, window } from "vscode";
import { capitalised } from "../duration";
import type { Manager } from "../manager";
import { isLive } from "../model";
import type { Target } from "../nodes";
import type { OutputDocuments } from "../outputDocuments";
import { CodeUntrusted } from "../protocol";
import type { Session } from "../session";
import type { Terminals } from "../terminals";
import type { LastArguments } from "./lastArguments";
import type { Recent } from "./recent";

export interface App {
	readonly manager: Manager;
	readonly terminals: Terminals;
	readonly documents: OutputDocuments;
	readonly recent: Recent;
	readonly lastArguments: LastArguments;
}

/** Which script a row or a link means, in the newest state. Nothing when it is gone meanwhile. */
export function targetOf(app: App, argument: unknown): Target | undefined {
	const { root: wanted, script } = (argument ?? {}) as { root?: unknown; script?: unknown };
	// A row names its root by the object, a link in a hover by the key.
	const root = app.manager.roots.find((candidate) => candidate === wanted || candidate.key === wanted);
	const view = typeof script === "string" ? root?.model?.script(script) : undefined;
	return root && view && { root, view };
}

/** Every script of the window. */
export function targets(app: App): readonly Target[] {
	return app.manager.roots.flatMap((root) => (root.model?.all() ?? []).map((view) => ({ root, view })));
}

/** Every script that lives. */
export function livingTargets(app: App): readonly Target[] {
	return targets(app).filter(({ root, view }) => root.connected && view.process && isLive(view.process));
}

/** The session of a root; its absence is an error that a person understands. */
export function sessionOf(target: Pick<Target, "root">): Session {
	const { session, name, problem } = target.root;
	if (!session) throw new Error(problem || `Runlight is not connected to ${name} at present.`);
	return session;
}

/** Does something for the user and says what went wrong, once, where they acted. */
export async function attempt(action: () => Promise<void>): Promise<void> {
	try {
		await action();
	} catch (error) {
		if ((error as { code?: unknown }).code === CodeUntrusted) await explainTrust();
		else await window.showErrorMessage(capitalised(error instanceof Error ? error.message : String(error)));
	}
}

/** Why nothing runs in Restricted Mode, and the way out. */
export async function explainTrust(): Promise<void> {
	const manage = "Manage Workspace Trust";
	const text = "Runlight runs no scripts in Restricted Mode. A script can do anything that you can.";
	if ((await window.showWarningMessage(text, manage)) === manage) {
		await commands.executeCommand("workbench.trust.manage");
	}
}
