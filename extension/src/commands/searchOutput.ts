// The list in which the output of all runs is searched while one types.
import {
	type Disposable,
	type QuickInputButton,
	type QuickPick,
	type QuickPickItem,
	QuickPickItemKind,
	ThemeIcon,
	window,
} from "vscode";
import { packagePlace } from "../nodes";
import type { Root } from "../root";
import type { LineRow } from "../searchResults";
import { type App, attempt } from "./app";
import { OutputSearch, type SearchRow, type SearchSource } from "./outputSearch";

interface Item extends QuickPickItem {
	readonly row?: LineRow<Root>;
	/** A text that was searched for before. */
	readonly again?: string;
}

/** What was searched for since the window was opened, the last first. */
const history: string[] = [];
const historyLength = 8;

/** Searches the output of all runs of the window; a line that is chosen is shown where it stands. */
export async function searchOutput(app: App): Promise<void> {
	const list = window.createQuickPick<Item>();
	// Not in the published API, and without effect where an editor does not know it: the headings would then be missing.
	(list as { sortByLabel?: boolean }).sortByLabel = false;
	list.keepScrollPosition = true;
	list.placeholder = "Text in the output of all runs";
	const search = new OutputSearch<Root>(() => sources(app), {
		busy: (is) => {
			list.busy = is;
		},
		rows: (rows) => {
			list.items = list.value === "" ? past() : rows.map(itemOf);
		},
	});
	const subscriptions: Disposable[] = [
		...switches(list, search),
		list.onDidChangeValue((text) => search.ask({ text })),
		list.onDidAccept(() => accept(app, list, search)),
		list.onDidHide(() => {
			search.cancel();
			for (const each of [list, ...subscriptions]) each.dispose();
		}),
	];
	list.items = past();
	list.show();
}

function sources(app: App): readonly SearchSource<Root>[] {
	return app.manager.roots.flatMap((root) => {
		const { session } = root;
		if (!session) return [];
		const place = (path: string) => packagePlace(app.manager.roots, root, path);
		return [{ root, place, search: (params, token) => session.search(params, token) }];
	});
}

/** The two buttons that stand beside the search of the editor itself, with the same pictures. */
function switches(list: QuickPick<Item>, search: OutputSearch<Root>): Disposable[] {
	const draw = () => {
		const { matchCase, regexp } = search.question;
		const on = [matchCase && "Match Case", regexp && "Regular Expression"].filter(Boolean);
		list.title = ["Search All Output", ...on].join(" · ");
		list.buttons = [
			button("case-sensitive", "Match Case", matchCase),
			button("regex", "Use Regular Expression", regexp),
		];
	};
	draw();
	const subscription = list.onDidTriggerButton((pressed) => {
		const { matchCase, regexp } = search.question;
		search.ask(list.buttons.indexOf(pressed) === 0 ? { matchCase: !matchCase } : { regexp: !regexp });
		draw();
	});
	return [subscription];
}

function button(icon: string, title: string, on: boolean): QuickInputButton {
	return { iconPath: new ThemeIcon(icon), tooltip: on ? `${title} (on)` : title };
}

function past(): Item[] {
	if (history.length === 0) return [];
	const items = history.map((again) => ({ label: again, again, iconPath: new ThemeIcon("history"), alwaysShow: true }));
	return [{ label: "searched before", kind: QuickPickItemKind.Separator }, ...items];
}

/** Every row stays, whatever the list itself thinks of the text: what matches is the daemon's to say. */
function itemOf(row: SearchRow<Root>): Item {
	switch (row.kind) {
		case "heading":
			return { label: row.label, kind: QuickPickItemKind.Separator };
		case "line":
			return { label: row.label, description: row.description, alwaysShow: true, row };
		case "notice":
			return { label: row.label, alwaysShow: true };
	}
}

async function accept(app: App, list: QuickPick<Item>, search: OutputSearch<Root>): Promise<void> {
	const [item] = list.selectedItems;
	if (item?.again !== undefined) {
		list.value = item.again;
		search.ask({ text: item.again });
	}
	const row = item?.row;
	if (!row) return;
	const { text } = search.question;
	history.splice(0, history.length, ...[text, ...history.filter((each) => each !== text)].slice(0, historyLength));
	list.hide();
	const { match, run, root } = row;
	await attempt(() =>
		app.documents.show(root, run, { offset: match.offset, text: match.text.slice(match.start, match.end) }),
	);
}
