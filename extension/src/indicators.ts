// What stands around the rows: the number on the container, the message above the rows, and the context keys that
// choose the welcome text and the buttons.
import { commands, type Disposable, workspace } from "vscode";
import { contextKeys, type ViewState } from "./contributions";
import { plural } from "./duration";
import type { Manager } from "./manager";
import type { Root } from "./root";
import type { RunningView } from "./running";
import { count } from "./statusBar";
import type { ScriptsView } from "./tree";

export class Indicators implements Disposable {
	readonly #subscription: Disposable;
	readonly #sent = new Map<string, unknown>();

	constructor(
		private readonly manager: Manager,
		private readonly scripts: ScriptsView,
		private readonly running: RunningView,
	) {
		this.#subscription = manager.onDidChange(() => this.#draw());
	}

	dispose(): void {
		this.#subscription.dispose();
	}

	#draw(): void {
		const { running } = count(this.manager);
		const { view } = this.scripts;
		// Setting a badge costs a message to the window, so only another number is set.
		if ((view.badge?.value ?? 0) !== running) {
			view.badge = running > 0 ? { value: running, tooltip: `${plural(running, "script")} running` } : undefined;
		}
		const text = message(this.manager.roots);
		for (const shown of [view, this.running.view]) if ((shown.message ?? "") !== text) shown.message = text;
		this.#setContext(contextKeys.hasRunning, running > 0);
		this.#setContext(contextKeys.hasFinished, hasFinished(this.manager.roots));
		this.#setContext(
			contextKeys.connected,
			this.manager.roots.some((root) => root.connected),
		);
		this.#setContext(contextKeys.state, viewState(this.manager.roots));
	}

	#setContext(key: string, value: unknown): void {
		if (this.#sent.get(key) === value) return;
		this.#sent.set(key, value);
		commands.executeCommand("setContext", key, value);
	}
}

function hasFinished(roots: readonly Root[]): boolean {
	return roots.some((root) => root.connected && root.model?.all().some((view) => view.process && !view.live));
}

/** What the views have to say while they have no rows. */
function viewState(roots: readonly Root[]): ViewState {
	if (roots.length === 0) return (workspace.workspaceFolders ?? []).length > 0 ? "virtual" : "noFolder";
	if (roots.some((root) => (root.model?.packages().length ?? 0) > 0)) return "ready";
	const phases = new Set(roots.map((root) => root.phase));
	if (phases.has("missing")) return "missing";
	if (phases.has("refused")) return "refused";
	if (phases.has("stopped")) return "stopped";
	return phases.has("connected") ? "empty" : "connecting";
}

/** A line above the rows, where the rows alone would mislead. */
function message(roots: readonly Root[]): string {
	if (roots.some((root) => root.phase === "disconnected")) return "Disconnected. Reconnecting…";
	const lines = roots.flatMap((root) => [
		...(root.phase === "refused" || root.phase === "stopped" ? [root.problem] : []),
		...(root.connected ? (root.model?.notices ?? []) : []),
	]);
	return lines.join("\n");
}
