// The terminals of a window. Their text is in the DOM because the host starts the editor without GPU drawing.

import type { Locator, Page } from "playwright-core";
import { until } from "./wait";

export interface TerminalTab {
	title: string;
	active: boolean;
}

export class Terminals {
	constructor(private readonly page: Page) {}

	/** Titles in the order of the list at the right; a single terminal has its title in the panel's own bar. */
	async tabs(): Promise<TerminalTab[]> {
		// One look at the page: two would see it before and after a change.
		return await this.page.locator(".single-terminal-tab, .tabs-list .monaco-list-row").evaluateAll((found) => {
			const visible = found.filter((element) => element.getClientRects().length > 0);
			// Where there is a single one, the list may still be there, folded to no width.
			const single = visible.filter((element) => element.classList.contains("single-terminal-tab"));
			return (single.length > 0 ? single : visible).map((element) => ({
				title: ((element.querySelector(".label-name") ?? element).textContent ?? "").trim(),
				active: single.length > 0 || element.getAttribute("aria-selected") === "true",
			}));
		});
	}

	/** What the active terminal shows now: its visible lines, without blank ones at the end. */
	async text(): Promise<string> {
		const rows = await this.active.locator(".xterm-rows > div").allTextContents();
		return rows
			.map((row) => row.replaceAll("\u00a0", " ").trimEnd())
			.join("\n")
			.trimEnd();
	}

	/** Waits until the active terminal shows a text, and gives all that it shows. */
	async untilText(wanted: string | RegExp): Promise<string> {
		const shows = (seen: string) => (typeof wanted === "string" ? seen.includes(wanted) : wanted.test(seen));
		return await until(`${wanted} in the terminal`, () => this.text(), shows);
	}

	/** Types into the active terminal; "\n" is the Enter key. */
	async type(text: string): Promise<void> {
		await this.active.locator("textarea.xterm-helper-textarea").focus();
		await this.page.keyboard.type(text);
	}

	/** Presses a key in the active terminal, by Playwright's name: "Control+C". */
	async press(key: string): Promise<void> {
		await this.active.locator("textarea.xterm-helper-textarea").focus();
		await this.page.keyboard.press(key);
	}

	async select(title: string): Promise<void> {
		const tabs = await until(
			`a terminal ${title}`,
			() => this.tabs(),
			(all) => all.some((t) => t.title === title),
		);
		if (tabs.length > 1) await this.tab(title).click();
		await this.untilActive(title);
	}

	async untilActive(title: string): Promise<void> {
		await until(
			`${title} to be the active terminal`,
			() => this.tabs(),
			(all) => all.some((t) => t.title === title && t.active),
		);
	}

	/** Closes a terminal's tab with its bin icon. */
	async close(title: string): Promise<void> {
		await this.select(title);
		const before = (await this.tabs()).length;
		if (before > 1) {
			await this.tab(title).hover();
			await this.tab(title).locator('.action-label[aria-label^="Kill"]').click();
		} else {
			await this.page.locator('.part.panel .composite.title .action-label[aria-label^="Kill Terminal"]').click();
		}
		await until(
			`${title} to be closed`,
			() => this.tabs(),
			(all) => all.length === before - 1,
		);
	}

	private get list(): Locator {
		return this.page.locator(".tabs-list .monaco-list-row");
	}

	private tab(title: string): Locator {
		return this.list.filter({ has: this.page.locator(".label-name").getByText(title, { exact: true }) }).first();
	}

	private get active(): Locator {
		return this.page.locator(".terminal-wrapper.active").filter({ visible: true }).last();
	}
}
