// The output of a run as a read-only document of the editor: to be searched, copied and compared like any other text. A
// document is a snapshot, and long output is shown a stretch at a time, so that the editor keeps up.
import {
	type Disposable,
	Range,
	type TextDocument,
	type TextDocumentContentProvider,
	TextEditorRevealType,
	Uri,
	window,
	workspace,
} from "vscode";
import { outputScheme } from "./contributions";
import type { Manager } from "./manager";
import { lineOf, type OutputPlace, type Run, readStretch, stretchAt } from "./outputText";
import type { Root } from "./root";

/** What the query of a document's URI holds. */
type Query = readonly [root: string, id: string, stretch: number, end: number];

export class OutputDocuments implements TextDocumentContentProvider, Disposable {
	readonly #registration: Disposable;

	constructor(private readonly manager: Manager) {
		this.#registration = workspace.registerTextDocumentContentProvider(outputScheme, this);
	}

	/** Also asked for documents that a reload of the window has left open. */
	async provideTextDocumentContent(uri: Uri): Promise<string> {
		const [key, id, stretch] = JSON.parse(uri.query) as Query;
		const root = this.manager.roots.find((candidate) => candidate.key === key);
		await root?.settled;
		if (!root?.session) return "Runlight is not connected to the folder of this output at present.\n";
		return await readStretch(root.session, id, stretch).catch((error: Error) => `${error.message}\n`);
	}

	/** Shows the output of a run, and in it a place. */
	async show(root: Root, run: Run, place: OutputPlace): Promise<void> {
		const { session } = root;
		if (!session) throw new Error(`Runlight is not connected to ${root.name} at present.`);
		const stretch = stretchAt(place.offset);
		// A run that goes on has more to show at the next look, which is another snapshot.
		const { end } = await session.read({ id: run.id, offset: place.offset, limit: 1, plain: true });
		const query: Query = [root.key, run.id, stretch, end];
		const path = `/${documentName(run)}`;
		const uri = Uri.from({ scheme: outputScheme, path, query: JSON.stringify(query) });
		const document = await workspace.openTextDocument(uri);
		const line = await lineOf(session, run.id, stretch, place.offset);
		const selection = rangeOf(document, line, place.text);
		const editor = await window.showTextDocument(document, { selection, preview: true });
		editor.revealRange(selection, TextEditorRevealType.InCenter);
	}

	dispose(): void {
		this.#registration.dispose();
	}
}

/** The place of a text in a line, or else the start of the line. */
function rangeOf(document: TextDocument, line: number, text: string): Range {
	const inside = document.lineAt(Math.min(line, document.lineCount - 1));
	const start = inside.text.indexOf(text);
	if (start < 0) return new Range(inside.lineNumber, 0, inside.lineNumber, 0);
	return new Range(inside.lineNumber, start, inside.lineNumber, start + text.length);
}

/** The ending makes the editor colour the text as a log. */
function documentName({ name, started }: Run): string {
	return `${name.replaceAll(/[/\\]/g, "-")} ${new Date(started).toLocaleTimeString()}.log`;
}
