// The lights in the gutter of package.json, and a hover on each script that says more and can act.
import { posix } from "node:path";
import {
	type DecorationOptions,
	type Disposable,
	MarkdownString,
	Range,
	type TextDocument,
	type TextEditor,
	type TextEditorDecorationType,
	Uri,
	window,
	workspace,
} from "vscode";
import { rowCommands } from "./contributions";
import type { Manager } from "./manager";
import { type ScriptView, scriptId } from "./model";
import { describeEnd, type Light, lightOf, lights } from "./present";
import type { Root } from "./root";
import { scriptPlaces } from "./scriptPlaces";
import { plain } from "./tooltip";

/** Typing moves the lights along by itself, so a new scan can wait for a pause of so many milliseconds. */
const pause = 150;

export class Gutter implements Disposable {
	readonly #types = new Map<string, TextEditorDecorationType>();
	readonly #subscriptions: Disposable[];
	#timer: NodeJS.Timeout | undefined;

	constructor(
		private readonly manager: Manager,
		private readonly media: Uri,
	) {
		this.#subscriptions = [
			window.onDidChangeVisibleTextEditors((editors) => this.#draw(editors)),
			workspace.onDidChangeTextDocument(({ document }) => {
				if (isManifest(document)) this.#drawSoon();
			}),
			// A push comes at most once for each change of state, and drawing is a scan of one small file.
			manager.onDidChange(() => this.#draw(window.visibleTextEditors)),
		];
		this.#draw(window.visibleTextEditors);
	}

	dispose(): void {
		clearTimeout(this.#timer);
		for (const subscription of this.#subscriptions) subscription.dispose();
		for (const type of this.#types.values()) type.dispose();
	}

	#drawSoon(): void {
		clearTimeout(this.#timer);
		this.#timer = setTimeout(() => this.#draw(window.visibleTextEditors), pause);
	}

	#draw(editors: readonly TextEditor[]): void {
		for (const editor of editors) {
			if (!isManifest(editor.document)) continue;
			const marks = this.#marks(editor.document);
			for (const image of marks.keys()) this.#type(image);
			for (const [image, type] of this.#types) editor.setDecorations(type, marks.get(image) ?? []);
		}
	}

	/** What to draw in a document, by image. */
	#marks(document: TextDocument): Map<string, DecorationOptions[]> {
		const marks = new Map<string, DecorationOptions[]>();
		const root = this.manager.rootOf(document.uri);
		if (!root?.connected) return marks;
		const path = packagePath(root, document.uri);
		for (const [name, place] of scriptPlaces(document.getText())) {
			const view = root.model?.script(scriptId(path, name));
			if (!view) continue;
			const light = lights[lightOf(view, root.connected)];
			if (!light.image) continue;
			const range = new Range(document.positionAt(place.start), document.positionAt(place.end));
			const list = marks.get(light.image) ?? [];
			list.push({ range, ...hover(root, view, light) });
			marks.set(light.image, list);
		}
		return marks;
	}

	#type(image: string): void {
		if (this.#types.has(image)) return;
		const icon = (theme: string) => ({ gutterIconPath: Uri.joinPath(this.media, "gutter", theme, `${image}.svg`) });
		const type = window.createTextEditorDecorationType({
			gutterIconSize: "contain",
			light: icon("light"),
			dark: icon("dark"),
		});
		this.#types.set(image, type);
	}
}

function isManifest(document: TextDocument): boolean {
	return document.uri.scheme === "file" && posix.basename(document.uri.path) === "package.json";
}

/** The package's path as the daemon writes it. */
function packagePath(root: Root, manifest: Uri): string {
	return posix.relative(Uri.file(root.path).path, posix.dirname(manifest.path)) || ".";
}

/** A script that never ran has no hover of ours: the editor's own JSON support offers to run it already. */
function hover(root: Root, view: ScriptView, light: Light): Pick<DecorationOptions, "hoverMessage"> {
	if (!view.process) return {};
	const status = view.process.endTime ? describeEnd(view.process) : `${view.name} is ${light.word}`;
	const argument = encodeURIComponent(JSON.stringify([{ root: root.key, script: view.id }]));
	const links: [string, string][] = view.live
		? [
				["Stop", rowCommands.stop],
				["Restart", rowCommands.restart],
			]
		: [["Run Again", rowCommands.runAgain]];
	links.push(["Show Output", rowCommands.showOutput]);
	const text = links.map(([title, command]) => `[${title}](command:${command}?${argument})`).join(" | ");
	const message = new MarkdownString(`${plain(status)}\n\n${text}`);
	message.isTrusted = { enabledCommands: links.map(([, command]) => command) };
	return { hoverMessage: message };
}
