// The nodes of the trees. They say which row is meant and hold no state: rows are drawn from the model when they are
// asked for. The same thing is always the same object, because the editor finds a row again by identity.
import type { PackageView, ScriptView } from "./model";
import { scriptId } from "./model";
import type { Root } from "./root";

export interface FolderNode {
	readonly kind: "folder";
	readonly id: string;
	readonly root: Root;
}

export interface PackageNode {
	readonly kind: "package";
	readonly id: string;
	readonly root: Root;
	readonly path: string;
	/** Whether it shows its scripts at first. Decided once: a package that is added later must not fold the others. */
	readonly expanded: boolean;
}

export interface ScriptNode {
	readonly kind: "script";
	readonly id: string;
	readonly root: Root;
	readonly package: string;
	readonly script: string;
}

export interface ProblemNode {
	readonly kind: "problem";
	readonly id: string;
	readonly root: Root;
	readonly path: string;
}

export type Node = FolderNode | PackageNode | ScriptNode | ProblemNode;

/** A view with more packages than this shows them folded, all but the root's own. */
const handful = 4;

const known = new WeakMap<Root, Map<string, Node>>();

function intern<T extends Node>(root: Root, id: string, create: () => T): T {
	const nodes = known.get(root) ?? new Map<string, Node>();
	known.set(root, nodes);
	const node = nodes.get(id) ?? create();
	nodes.set(id, node);
	return node as T;
}

export function folderNode(root: Root): FolderNode {
	const id = `folder ${root.key}`;
	return intern(root, id, () => ({ kind: "folder", id, root }));
}

export function packageNode(root: Root, path: string): PackageNode {
	const id = `package ${root.key} ${path}`;
	return intern(root, id, () => {
		const expanded = path === "." || (root.model?.packages().length ?? 0) <= handful;
		return { kind: "package", id, root, path, expanded };
	});
}

export function scriptNode(root: Root, packagePath: string, name: string): ScriptNode {
	const script = scriptId(packagePath, name);
	const id = `script ${root.key} ${script}`;
	return intern(root, id, () => ({ kind: "script", id, root, package: packagePath, script }));
}

export function problemNode(root: Root, path: string): ProblemNode {
	const id = `problem ${root.key} ${path}`;
	return intern(root, id, () => ({ kind: "problem", id, root, path }));
}

/** The rows under a package: what is wrong with its manifest, then its scripts. */
export function packageChildren(root: Root, path: string): readonly Node[] {
	const view = root.model?.package(path);
	if (!view) return [];
	const scripts = view.scripts.map((name) => scriptNode(root, path, name));
	return view.problem ? [problemNode(root, path), ...scripts] : scripts;
}

/** The rows of a root: its packages. */
export function rootChildren(root: Root): readonly Node[] {
	return (root.model?.packages() ?? []).map((path) => packageNode(root, path));
}

/** The package of a script, as a title for people. */
export function packageTitle(root: Root, path: string): string {
	return titleOf(root, root.model?.package(path)) ?? path;
}

/** The package of a script where no row above it says which folder it is in. */
export function packagePlace(roots: readonly Root[], root: Root, path: string): string {
	const title = packageTitle(root, path);
	return roots.length > 1 && title !== root.name ? `${root.name} › ${title}` : title;
}

/** A root package without a name is called after its folder. */
export function titleOf(root: Root, view: PackageView | undefined): string | undefined {
	return view?.label === "." ? root.name : view?.label;
}

/** A script, found again in the newest state. */
export interface Target {
	readonly root: Root;
	readonly view: ScriptView;
}
