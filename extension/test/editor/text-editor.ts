// The active text editor of a window: what is open, what it shows, what stands in its gutter.

import type { Locator, Page } from "playwright-core";
import { until } from "./wait";

/** An icon in the gutter. */
export interface GutterIcon {
	/** Line number, from 1. */
	line: number;
	/** CSS background-image: the picture's address, or "none" if the mark is a character. */
	image: string;
}

export class TextEditor {
	constructor(private readonly page: Page) {}

	/** File name on the active tab, "" if nothing is open. */
	async title(): Promise<string> {
		const tabs = this.page.locator(".editor-group-container.active .tab.active");
		return await tabs.evaluateAll((found) => found[0]?.getAttribute("data-resource-name") ?? "");
	}

	/** The visible lines, by line number. Lines out of sight are not rendered. */
	async lines(): Promise<Map<number, string>> {
		const lines = await this.active.evaluateAll(readLines);
		return new Map(lines);
	}

	/** The line that holds the cursor, from 1. */
	async cursorLine(): Promise<number> {
		return Number((await this.active.locator(".line-numbers.active-line-number").allTextContents())[0]);
	}

	/** The icons that decorations put into the gutter, top to bottom. */
	async gutter(): Promise<GutterIcon[]> {
		return await this.active.evaluateAll(readGutter);
	}

	/** Waits until the gutter is as `accept` wants it. */
	async untilGutter(what: string, accept: (icons: GutterIcon[]) => boolean): Promise<GutterIcon[]> {
		return await until(`${what} in the gutter`, () => this.gutter(), accept);
	}

	/** Puts the keyboard into the text. */
	async focus(): Promise<void> {
		await this.active.locator(".view-lines").click();
	}

	private get active(): Locator {
		return this.page.locator(".editor-group-container.active .editor-instance .monaco-editor").first();
	}
}

/** Runs in the page. Lines and their numbers are separate layers: what has the same top belongs together. */
function readLines(editors: Element[]): [number, string][] {
	const top = (element: Element) => Math.round(element.getBoundingClientRect().top);
	return editors.flatMap((editor) => {
		const texts = new Map(
			[...editor.querySelectorAll(".view-line")].map((line) => [top(line), line.textContent ?? ""]),
		);
		const numbers = [...editor.querySelectorAll(".margin-view-overlays .line-numbers")];
		return numbers
			.map((n): [number, string] => [Number(n.textContent), (texts.get(top(n)) ?? "").replaceAll("\u00a0", " ")])
			.sort((a, b) => a[0] - b[0]);
	});
}

/** Runs in the page. */
function readGutter(editors: Element[]): { line: number; image: string }[] {
	return editors.flatMap((editor) => {
		const numbers = [...editor.querySelectorAll(".margin-view-overlays .line-numbers")];
		return [...editor.querySelectorAll(".margin .cgmr")]
			.map((icon) => {
				const box = icon.getBoundingClientRect();
				const middle = (box.top + box.bottom) / 2;
				const beside = numbers.find(
					(n) => n.getBoundingClientRect().top <= middle && middle < n.getBoundingClientRect().bottom,
				);
				return { line: Number(beside?.textContent ?? 0), image: getComputedStyle(icon).backgroundImage };
			})
			.sort((a, b) => a.line - b.line);
	});
}
