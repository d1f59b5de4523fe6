// What the two views have in common: rows, lazy tooltips, and durations that grow while somebody looks.
import {
	type Disposable,
	EventEmitter,
	type TreeDataProvider,
	type TreeItem,
	type TreeView,
	type TreeViewOptions,
	window,
	workspace,
} from "vscode";
import { configurationSection } from "./contributions";
import type { Manager } from "./manager";
import { type Node, scriptNode } from "./nodes";
import type { State } from "./protocol";
import { rowOf, tooltipOf } from "./rows";
import { Ticker } from "./ticker";

export abstract class RowsView implements TreeDataProvider<Node>, Disposable {
	readonly #emitter = new EventEmitter<Node | Node[] | undefined>();
	readonly #ticker = new Ticker(
		() => (this.view.visible ? this.#living() : []),
		(states) => this.#tick(states),
	);
	readonly #subscriptions: Disposable[];

	readonly onDidChangeTreeData = this.#emitter.event;
	readonly view: TreeView<Node>;

	constructor(
		protected readonly manager: Manager,
		id: string,
		options: Omit<TreeViewOptions<Node>, "treeDataProvider">,
	) {
		this.view = window.createTreeView(id, { ...options, treeDataProvider: this });
		this.#subscriptions = [
			this.view,
			this.#emitter,
			this.#ticker,
			this.view.onDidChangeVisibility(() => this.#ticker.update()),
			manager.onDidChange((event) => {
				const nodes = this.changed(event);
				if (nodes === "all") this.#emitter.fire(undefined);
				else if (nodes.length > 0) this.#emitter.fire([...nodes]);
				this.#ticker.update();
			}),
			workspace.onDidChangeConfiguration((event) => {
				// What a click does is part of a row.
				if (event.affectsConfiguration(`${configurationSection}.click`)) this.#emitter.fire(undefined);
			}),
		];
	}

	abstract getChildren(node?: Node): Node[] | Promise<Node[]>;

	/** The rows that an event changes. */
	protected abstract changed(event: Parameters<Parameters<Manager["onDidChange"]>[0]>[0]): readonly Node[] | "all";

	getTreeItem(node: Node): TreeItem {
		return rowOf(node);
	}

	async resolveTreeItem(item: TreeItem, node: Node): Promise<TreeItem> {
		const tooltip = await tooltipOf(node);
		if (tooltip) item.tooltip = tooltip;
		return item;
	}

	dispose(): void {
		for (const subscription of this.#subscriptions) subscription.dispose();
	}

	#living(): State[] {
		const views = this.manager.roots.filter((root) => root.connected).flatMap((root) => root.model?.live() ?? []);
		return views.flatMap((view) => (view.process ? [view.process] : []));
	}

	#tick(states: readonly State[]): void {
		const ids = new Set(states.map((state) => state.id));
		const nodes = this.manager.roots.flatMap((root) =>
			(root.model?.live() ?? [])
				.filter((view) => view.process && ids.has(view.process.id))
				.map((view) => scriptNode(root, view.package, view.name)),
		);
		if (nodes.length > 0) this.#emitter.fire(nodes);
	}
}
