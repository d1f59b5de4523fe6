// A tree view as a person sees it: rows with labels, descriptions, badges and inline actions.

import type { Locator, Page } from "playwright-core";
import { until } from "./wait";

/** What one row shows. */
export interface TreeRow {
	/** Position in the list of all unfolded rows, from 0. */
	index: number;
	/** Depth, from 1. */
	level: number;
	label: string;
	/** The dimmed text beside the label, "" if there is none. */
	description: string;
	/** undefined: a row without children. */
	expanded: boolean | undefined;
	selected: boolean;
	/** What a screen reader says, without the "has actions" that newer editors append. */
	ariaLabel: string;
	/** The letter of a file decoration, "" if there is none. */
	badge: string;
	/** Names of the icon and its modifiers: "codicon-loading", "codicon-modifier-spin". */
	iconClasses: string[];
	/** CSS colours, as computed: rgb(…). */
	iconColor: string;
	labelColor: string;
	/** Titles of the inline actions. */
	actions: string[];
}

interface RenderedRow extends TreeRow {
	last: boolean;
}

/** One tree view, found by the title of its section; it need not exist yet. */
export class Tree {
	readonly pane: Locator;

	constructor(
		readonly page: Page,
		readonly title: string,
	) {
		this.pane = paneTitled(page, title);
	}

	/** All rows, also those that one has to scroll to. Scrolls the view if it must. */
	async rows(): Promise<TreeRow[]> {
		const rendered = await this.rendered();
		const rows = isWhole(rendered) ? rendered : await this.scan();
		return rows.map(({ last: _, ...row }) => row);
	}

	/** A row by the labels from the top level down to it. It is looked up again for every use. */
	row(...path: [string, ...string[]]): Row {
		return new Row(this, path);
	}

	/** Waits until the rows are as `accept` wants them, and gives them. */
	async until(what: string, accept: (rows: TreeRow[]) => boolean): Promise<TreeRow[]> {
		return await until(`${what} in the view ${this.title}`, () => this.rows(), accept);
	}

	/** The rows that are in the DOM now: the list renders only what is visible. */
	async rendered(): Promise<RenderedRow[]> {
		// A parent that scrolled away may stick to the top, as a second row that is none.
		return await this.pane.locator(".monaco-list-row:not(.monaco-tree-sticky-row)").evaluateAll(readRows);
	}

	/** Scrolls through the whole list. Rows are joined by index, so parents that scrolled away are still known. */
	private async scan(): Promise<RenderedRow[]> {
		const rows = new Map<number, RenderedRow>();
		await this.scroll(-1e6);
		for (let seen = -1; seen < rows.size; ) {
			seen = rows.size;
			const rendered = await this.rendered();
			for (const row of rendered) rows.set(row.index, row);
			if (rendered.some((row) => row.last)) break;
			await this.scroll(await this.pageHeight());
		}
		return [...rows.values()].sort((a, b) => a.index - b.index);
	}

	private async pageHeight(): Promise<number> {
		const box = await this.pane.locator(".monaco-list").boundingBox();
		return Math.max((box?.height ?? 0) - 44, 22); // keep two rows of 22 px in sight
	}

	/**
	 * Scrolls by pixels and waits until that is drawn. The event is made in the page because the list takes every turn
	 * of the browser's own wheel for one notch of 50 px, which makes long lists slow.
	 */
	private async scroll(pixels: number): Promise<void> {
		await this.pane.locator(".monaco-list .monaco-scrollable-element").evaluate(async (element, by) => {
			const turn = { deltaY: by, wheelDeltaY: (-by / 50) * 120, bubbles: true, cancelable: true };
			element.dispatchEvent(new WheelEvent("wheel", turn));
			await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
		}, pixels);
	}

	/** Gives the element of a row, scrolled into sight. */
	async reveal(index: number): Promise<Locator> {
		const element = this.pane.locator(`.monaco-list-row:not(.monaco-tree-sticky-row)[data-index="${index}"]`);
		if ((await element.count()) === 0) await this.scroll(-1e6);
		while ((await element.count()) === 0) {
			if ((await this.rendered()).some((row) => row.last)) throw new Error(`row ${index} is gone from ${this.title}`);
			await this.scroll(await this.pageHeight());
		}
		// Parents stick and come off while it scrolls, so what it needs may change on the way.
		for (let hidden = await this.hiddenPixels(element), turn = 0; hidden !== 0 && turn < 5; turn++) {
			await this.scroll(hidden);
			hidden = await this.hiddenPixels(element);
		}
		return element;
	}

	/** By how much a row is cut off: above (negative) or below, at the list's edge or by parents that stick to it. */
	private async hiddenPixels(element: Locator): Promise<number> {
		return await element.evaluate((row) => {
			const box = row.getBoundingClientRect();
			const list = row.closest(".monaco-list");
			const top = list?.getBoundingClientRect().top ?? 0;
			const bottom = list?.getBoundingClientRect().bottom ?? 0;
			const sticky = list?.querySelector(".monaco-tree-sticky-container:not(.empty)")?.getBoundingClientRect();
			const above = Math.max(top, sticky?.bottom ?? 0) - box.top;
			return above > 0 ? -above : Math.max(0, box.bottom - bottom);
		});
	}
}

/** One row of a tree, known by its labels. */
export class Row {
	constructor(
		readonly tree: Tree,
		readonly path: readonly string[],
	) {}

	/** What it shows now; waits for it to appear. */
	async read(): Promise<TreeRow> {
		return await this.until("to appear", () => true);
	}

	/** Waits until it shows what `accept` wants. */
	async until(what: string, accept: (row: TreeRow) => boolean): Promise<TreeRow> {
		const name = `${this.path.join(" › ")} ${what} in the view ${this.tree.title}`;
		const found = await until(
			name,
			async () => {
				const rows = await this.tree.rows();
				const row = rowAt(rows, this.path);
				return row ?? { missing: rows.map((r) => `${"  ".repeat(r.level - 1)}${r.label} ${r.description} ${r.badge}`) };
			},
			(seen) => !("missing" in seen) && accept(seen),
		);
		return found as TreeRow;
	}

	/** Its element, with the mouse out of the way: the tooltip of a row lies over the rows below it. */
	async element(): Promise<Locator> {
		await this.tree.page.mouse.move(0, 0);
		return await this.tree.reveal((await this.read()).index);
	}

	async click(): Promise<void> {
		await (await this.element()).locator(".label-name").first().click();
	}

	async doubleClick(): Promise<void> {
		await (await this.element()).locator(".label-name").first().dblclick();
	}

	async hover(): Promise<void> {
		await (await this.element()).hover();
	}

	/** Rests the mouse on it until its tooltip has a text. A row that is drawn anew takes its tooltip away. */
	async untilTooltip(wanted: string | RegExp): Promise<void> {
		const tooltip = this.tree.page.locator(".monaco-hover").filter({ visible: true });
		const glance = async () => {
			await this.hover();
			await tooltip.first().waitFor({ timeout: 2_000 });
			await tooltip.getByText(wanted).waitFor({ timeout: 2_000 });
			return true;
		};
		await until(`the tooltip of ${this.path.join(" › ")} to say ${wanted}`, glance, Boolean);
	}

	/** Clicks an inline action as a person does: hovers, then clicks its icon. */
	async runAction(title: string): Promise<void> {
		await this.until(`to offer "${title}"`, (row) => row.actions.includes(title));
		const element = await this.element();
		await element.hover();
		await element.locator(`.actions .action-label[aria-label="${title}"]`).click();
	}

	/** Opens the context menu and gives its entries, top to bottom. Escape closes it. */
	async contextMenu(): Promise<string[]> {
		await (await this.element()).click({ button: "right" });
		const menu = this.tree.page.locator(".monaco-menu").last();
		await menu.waitFor();
		return await menu.locator(".action-menu-item > .action-label").allInnerTexts();
	}

	/** Chooses an entry of the context menu. */
	async chooseFromMenu(item: string): Promise<void> {
		await this.contextMenu();
		const labelled = this.tree.page.locator(".action-label").getByText(item, { exact: true });
		const entry = this.tree.page.locator(".monaco-menu").last().locator(".action-item").filter({ has: labelled });
		// A menu is deaf to the mouse button for its first 100 ms, so that the click that opened it chooses nothing.
		await entry.hover();
		await until(
			`${item} to be focused`,
			() => entry.getAttribute("class"),
			(names) => /\bfocused\b/.test(names ?? ""),
		);
		await this.tree.page.keyboard.press("Enter");
		await entry.waitFor({ state: "hidden" });
	}

	async expand(): Promise<void> {
		await this.fold(true);
	}

	async collapse(): Promise<void> {
		await this.fold(false);
	}

	private async fold(wanted: boolean): Promise<void> {
		const row = await this.until("to have children", (r) => r.expanded !== undefined);
		if (row.expanded !== wanted) await (await this.tree.reveal(row.index)).locator(".monaco-tl-twistie").click();
		await this.until(wanted ? "to be expanded" : "to be collapsed", (r) => r.expanded === wanted);
	}
}

/** The section of a side bar that carries a title. */
export function paneTitled(page: Page, title: string): Locator {
	const exactly = new RegExp(`^\\s*${title.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}\\s*$`);
	return page.locator(".pane").filter({ has: page.locator(".pane-header h3.title", { hasText: exactly }) });
}

function rowAt(rows: readonly TreeRow[], path: readonly string[]): TreeRow | undefined {
	const here: string[] = [];
	for (const row of rows) {
		here.length = row.level - 1;
		here.push(row.label);
		if (here.length === path.length && here.every((label, i) => label === path[i])) return row;
	}
	return undefined;
}

function isWhole(rows: readonly RenderedRow[]): boolean {
	return rows.length === 0 || (rows[0]?.index === 0 && rows.at(-1)?.last === true);
}

/** Runs in the page. */
function readRows(elements: Element[]): RenderedRow[] {
	return elements
		.map((row) => {
			const attribute = (name: string) => row.getAttribute(name) ?? "";
			const text = (selector: string) => (row.querySelector(selector)?.textContent ?? "").replaceAll("\u00a0", " ");
			const colour = (selector: string) => {
				const found = row.querySelector(selector);
				return found ? getComputedStyle(found).color : "";
			};
			const label = row.querySelector(".monaco-icon-label");
			// A file decoration's letter is generated content, no text node.
			const content = label ? getComputedStyle(label, "::after").content : "none";
			const icon = row.querySelector(".custom-view-tree-node-item-icon");
			return {
				index: Number(attribute("data-index")),
				level: Number(attribute("aria-level")),
				label: text(".label-name"),
				description: text(".label-description"),
				expanded: row.hasAttribute("aria-expanded") ? attribute("aria-expanded") === "true" : undefined,
				selected: attribute("aria-selected") === "true",
				ariaLabel: attribute("aria-label").replace(/, has actions$/, ""),
				badge: /^"(.*)"$/.exec(content)?.[1] ?? "",
				iconClasses: [...(icon?.classList ?? [])].filter((name) => name.startsWith("codicon-")),
				iconColor: colour(".custom-view-tree-node-item-icon"),
				labelColor: colour(".label-name"),
				actions: [...row.querySelectorAll(".actions .action-label")].map((a) => a.getAttribute("aria-label") ?? ""),
				last: attribute("data-last-element") === "true",
			};
		})
		.sort((a, b) => a.index - b.index);
}
