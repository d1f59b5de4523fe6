// One item in the status bar: how many scripts run and how many have failed. It is there only when it has to say
// something.
import { type Disposable, StatusBarAlignment, type StatusBarItem, window } from "vscode";
import { paletteCommands } from "./contributions";
import { plural } from "./duration";
import type { Manager } from "./manager";

export class StatusBar implements Disposable {
	readonly #item: StatusBarItem;
	readonly #subscription: Disposable;

	constructor(private readonly manager: Manager) {
		this.#item = window.createStatusBarItem("runlight.status", StatusBarAlignment.Left);
		this.#item.name = "Runlight";
		this.#item.command = paletteCommands.showRunning;
		this.#subscription = manager.onDidChange(() => this.#draw());
	}

	dispose(): void {
		this.#subscription.dispose();
		this.#item.dispose();
	}

	#draw(): void {
		const { running, failed } = count(this.manager);
		const parts: string[] = [];
		if (running > 0) parts.push(`$(play-circle) ${running}`);
		if (failed > 0) parts.push(`$(error) ${failed}`);
		if (this.manager.roots.some((root) => root.phase === "disconnected")) parts.push("$(debug-disconnect) Runlight");
		if (parts.length === 0) {
			this.#item.hide();
			return;
		}
		this.#item.text = parts.join(" ");
		const words = `${plural(running, "script")} running${failed > 0 ? `, ${failed} failed` : ""}`;
		this.#item.tooltip = `Runlight: ${words}`;
		this.#item.accessibilityInformation = { label: `Runlight: ${words}` };
		this.#item.show();
	}
}

/** How many scripts of all connected roots live, and how many failed when they ran last. */
export function count(manager: Manager): { readonly running: number; readonly failed: number } {
	const views = manager.roots.filter((root) => root.connected).flatMap((root) => root.model?.all() ?? []);
	return {
		running: views.filter((view) => view.live).length,
		failed: views.filter((view) => view.process?.status === "failed").length,
	};
}
