// The badge at the right end of a script's row. Badges hang on URIs, and these are of a scheme of our own, so that
// none of them shows in the Explorer.
import {
	type Disposable,
	EventEmitter,
	FileDecoration,
	type FileDecorationProvider,
	ThemeColor,
	Uri,
	window,
} from "vscode";
import { scriptScheme } from "./contributions";
import type { Manager } from "./manager";
import type { ScriptView } from "./model";
import { lightOf, lights } from "./present";
import type { Root } from "./root";

/** The URI of a script's row. */
export function scriptUri(root: Root, view: Pick<ScriptView, "id" | "name">): Uri {
	return Uri.from({ scheme: scriptScheme, path: `/${view.name}`, query: JSON.stringify([root.key, view.id]) });
}

export class Badges implements FileDecorationProvider, Disposable {
	readonly #emitter = new EventEmitter<Uri | Uri[] | undefined>();
	readonly #subscriptions: Disposable[];

	readonly onDidChangeFileDecorations = this.#emitter.event;

	constructor(private readonly manager: Manager) {
		this.#subscriptions = [
			this.#emitter,
			window.registerFileDecorationProvider(this),
			manager.onDidChange(({ root, event }) => {
				if (!root || event?.kind !== "change") return this.#emitter.fire(undefined);
				const views = [...event.change.scripts].map((id) => root.model?.script(id));
				const uris = views.filter((view) => view !== undefined).map((view) => scriptUri(root, view));
				if (uris.length > 0) this.#emitter.fire(uris);
			}),
		];
	}

	provideFileDecoration(uri: Uri): FileDecoration | undefined {
		if (uri.scheme !== scriptScheme) return undefined;
		const [key, id] = JSON.parse(uri.query) as [string, string];
		const root = this.manager.roots.find((candidate) => candidate.key === key);
		const view = root?.model?.script(id);
		if (!root || !view) return undefined;
		const light = lights[lightOf(view, root.connected)];
		if (!light.badge) return undefined;
		const color = light.tint && light.color ? new ThemeColor(light.color) : undefined;
		return new FileDecoration(light.badge, light.word, color);
	}

	dispose(): void {
		for (const subscription of this.#subscriptions) subscription.dispose();
	}
}
