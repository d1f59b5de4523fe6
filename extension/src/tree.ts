// The view Scripts: folder (where there are several) → package → script.
import { views } from "./contributions";
import type { Manager, ManagerEvent } from "./manager";
import { folderNode, type Node, packageChildren, packageNode, rootChildren, scriptNode } from "./nodes";
import type { Root } from "./root";
import { RowsView } from "./rowsView";

export class ScriptsView extends RowsView {
	/** Rows have been given out. Before that no row can be out of date, and the editor stumbles over being told so. */
	#shown = false;

	constructor(manager: Manager) {
		super(manager, views.scripts, { showCollapseAll: true });
	}

	/** Rows that are asked for before the daemon has answered come when it has; the editor shows progress meanwhile. */
	async getChildren(node?: Node): Promise<Node[]> {
		if (!node) return this.#top();
		if (node.kind === "folder") {
			await node.root.settled;
			return [...rootChildren(node.root)];
		}
		return node.kind === "package" ? [...packageChildren(node.root, node.path)] : [];
	}

	getParent(node: Node): Node | undefined {
		if (node.kind === "folder") return undefined;
		if (node.kind === "package") return this.#rootNode(node.root);
		return packageNode(node.root, node.kind === "script" ? node.package : node.path);
	}

	protected changed({ root, event }: ManagerEvent): readonly Node[] | "all" {
		if (!this.#shown) return [];
		if (!root) return "all";
		const top = this.#rootNode(root);
		const change = event?.kind === "change" ? event.change : undefined;
		if (!change || change.list) return top ? [top] : "all";
		const packages = [...change.packages].map((path) => packageNode(root, path));
		// A package draws its children anew, so those need not be named as well.
		const scripts = [...change.scripts]
			.map((id) => root.model?.script(id))
			.filter((view) => view !== undefined && !change.packages.has(view.package))
			.map((view) => scriptNode(root, view?.package ?? "", view?.name ?? ""));
		return [...packages, ...scripts];
	}

	async #top(): Promise<Node[]> {
		await Promise.all(this.manager.roots.length > 1 ? [] : this.manager.roots.map((root) => root.settled));
		this.#shown = true;
		const { roots } = this.manager;
		return roots.length > 1 ? roots.map(folderNode) : roots.flatMap((root) => [...rootChildren(root)]);
	}

	/** The row of a root. A single root has none: its packages are at the top. */
	#rootNode(root: Root): Node | undefined {
		return this.manager.roots.length > 1 ? folderNode(root) : undefined;
	}
}
