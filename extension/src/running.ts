// The view Running: what lives now, the newest first.
import type { TreeItem } from "vscode";
import { views } from "./contributions";
import type { Manager, ManagerEvent } from "./manager";
import { type Node, packagePlace, type ScriptNode, scriptNode } from "./nodes";
import { RowsView } from "./rowsView";

export class RunningView extends RowsView {
	/** The rows that the editor has, as one text. */
	#shown = "";

	constructor(manager: Manager) {
		super(manager, views.running, {});
	}

	getChildren(node?: Node): Node[] {
		if (node) return [];
		const nodes = this.#nodes();
		this.#shown = ids(nodes);
		return nodes;
	}

	#nodes(): Node[] {
		const living = this.manager.roots
			.filter((root) => root.connected)
			.flatMap((root) => (root.model?.live() ?? []).map((view) => ({ root, view })));
		// Within a root the order is the daemon's; between roots only the time of the start tells.
		const started = (time: string | undefined) => (time ? Date.parse(time) : Number.POSITIVE_INFINITY);
		living.sort((a, b) => started(b.view.process?.startTime) - started(a.view.process?.startTime) || 0);
		return living.map(({ root, view }) => scriptNode(root, view.package, view.name));
	}

	/** Here the package is not the row above, so the row names it. */
	override getTreeItem(node: Node): TreeItem {
		const item = super.getTreeItem(node);
		if (node.kind === "script") item.description = `${this.#place(node)} · ${item.description}`;
		return item;
	}

	#place(node: ScriptNode): string {
		return packagePlace(this.manager.roots, node.root, node.package);
	}

	protected changed({ root, event }: ManagerEvent): readonly Node[] | "all" {
		if (ids(this.#nodes()) !== this.#shown) return "all";
		if (!root || event?.kind !== "change") return [];
		const views = [...event.change.scripts].map((id) => root.model?.script(id));
		return views.flatMap((view) => (view?.live ? [scriptNode(root, view.package, view.name)] : []));
	}
}

function ids(nodes: readonly Node[]): string {
	return nodes.map((node) => node.id).join("\n");
}
