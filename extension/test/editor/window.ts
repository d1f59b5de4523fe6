// One editor window, driven as a person drives it: command palette, side bar, notifications, status bar.

import { mkdir } from "node:fs/promises";
import { basename, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import type { Locator, Page } from "playwright-core";
import type { EditorServer } from "./server.mjs";
import { Terminals } from "./terminals";
import { TextEditor } from "./text-editor";
import { paneTitled, Tree } from "./tree";
import { patience, until } from "./wait";

export interface Notification {
	message: string;
	/** "Runlight (Extension)"; "" where the editor itself speaks. */
	source: string;
	severity: "info" | "warning" | "error" | "";
	buttons: string[];
}

export interface StatusBarItem {
	/** "status.problems", or "publisher.name.id" for an extension's. */
	id: string;
	text: string;
	/** What a screen reader says: text and tooltip. */
	label: string;
	iconClasses: string[];
}

export interface QuickPickItem {
	label: string;
	description: string;
	detail: string;
}

export class EditorWindow {
	readonly terminals: Terminals;
	readonly editor: TextEditor;
	/** The pid of this window's extension host. */
	extensionHost = 0;

	/** Use openWindow. */
	constructor(
		readonly page: Page,
		readonly server: EditorServer,
		readonly path: string | undefined,
	) {
		page.setDefaultTimeout(patience);
		this.terminals = new Terminals(page);
		this.editor = new TextEditor(page);
	}

	/**
	 * Loads the window, or loads it again as the command Reload Window does. Waits for the extension host as well: a
	 * window that is left before it has reached its host leaves that host behind, waiting.
	 */
	async load(): Promise<void> {
		await this.leave();
		const others = await this.server.readyExtensionHosts();
		await this.page.goto(this.server.url(this.path));
		await this.page.locator(".monaco-workbench .part.statusbar .statusbar-item").first().waitFor();
		await this.untilExtensionHost(others);
	}

	/**
	 * Waits for an extension host that is none of `others`, as after the window's host was killed, and keeps its pid.
	 * The windows of a server cannot be told apart by their hosts: load one after the other.
	 */
	async untilExtensionHost(others: readonly number[]): Promise<number> {
		const another = (hosts: number[]) => hosts.find((host) => !others.includes(host));
		const hosts = await until(
			"an extension host",
			() => this.server.readyExtensionHosts(),
			(seen) => another(seen) !== undefined,
		);
		this.extensionHost = another(hosts) ?? 0;
		return this.extensionHost;
	}

	/** Answers the question whether the folder's authors are trusted, which a server with trust "prompt" asks. */
	async answerTrust(trusted: boolean): Promise<void> {
		const dialog = this.page.locator(".monaco-dialog-box");
		await dialog.getByRole("button", { name: trusted ? /^Yes, I trust/ : /^No, I don't trust/ }).click();
		await dialog.waitFor({ state: "hidden" });
	}

	/** Runs a command by its full title in the palette: "Runlight: Stop Script". */
	async runCommand(title: string): Promise<void> {
		const input = await this.openQuickInput("F1");
		await input.fill(`>${title}`);
		await this.quickPickRow(title)
			.click()
			.catch((error: Error) => {
				throw new Error(`the palette offers no command "${title}": ${error.message}`);
			});
		// The command may open a quick pick of its own in the same widget: wait only for the palette to be gone.
		await until(
			"the palette to close",
			async () => (await this.quickInput.isVisible()) && (await input.inputValue()).startsWith(">"),
			(open) => !open,
		);
	}

	/** What the open quick pick offers; waits for it to offer something. */
	async quickPickItems(): Promise<QuickPickItem[]> {
		const rows = this.quickInput.locator(".quick-input-list .monaco-list-row");
		await rows.first().waitFor();
		return await rows.evaluateAll((elements) =>
			elements.map((row) => {
				const text = (selector: string) => row.querySelector(selector)?.textContent ?? "";
				const [first = "", second = ""] = [".quick-input-list-row:first-child", ".quick-input-list-row:last-child"];
				return {
					label: text(`${first} .label-name`).trim(),
					description: text(`${first} .label-description`).trim(),
					detail: text(`${second} .quick-input-list-label-meta .label-name`).trim(),
				};
			}),
		);
	}

	async quickPick(label: string): Promise<void> {
		await this.quickPickRow(label).click();
	}

	/** Shows a view container by its title in the activity bar. */
	async openView(container: string): Promise<void> {
		const tab = this.activity(container);
		await tab.waitFor();
		const isOpen = () => tab.evaluate((element) => element.classList.contains("checked"));
		if (!(await isOpen())) await tab.click(); // not its label, which a badge may cover
		await until(`the view ${container} to open`, isOpen, (open) => open);
	}

	/** The number on a container in the activity bar, "" if there is none, and what a screen reader says of it. */
	async badge(container: string): Promise<{ text: string; label: string }> {
		const badges = await this.activity(container)
			.locator(".badge")
			.evaluateAll((found) =>
				found.map((badge) => ({
					text: badge.getClientRects().length > 0 ? (badge.textContent ?? "").trim() : "",
					label: badge.getAttribute("aria-label") ?? "",
				})),
			);
		return badges[0] ?? { text: "", label: "" };
	}

	/** A tree view by the title of its section; rows are read when asked for. */
	tree(view: string): Tree {
		return new Tree(this.page, view);
	}

	/** What an empty view says, a line for each paragraph, and its buttons. */
	async welcome(view: string): Promise<{ text: string; buttons: string[] }> {
		const content = paneTitled(this.page, view).locator(".welcome-view-content").filter({ visible: true });
		await content.waitFor();
		const paragraphs = await content.locator("p").allTextContents();
		return { text: paragraphs.join("\n"), buttons: await content.locator(".monaco-button").allTextContents() };
	}

	/** The line of text above a tree's rows, "" if there is none. */
	async viewMessage(view: string): Promise<string> {
		const messages = paneTitled(this.page, view).locator(".tree-explorer-viewlet-tree-view > .message:not(.hide)");
		return (await messages.allTextContents()).join("\n");
	}

	/** Clicks an icon in the title of a view. */
	async runViewAction(view: string, title: string): Promise<void> {
		const pane = paneTitled(this.page, view);
		await pane.locator(".pane-header").hover();
		await pane.locator(`.pane-header .action-label[aria-label="${title}"]`).click();
	}

	async statusBar(): Promise<StatusBarItem[]> {
		return await this.page.locator(".statusbar-item").evaluateAll((items) =>
			items.map((item) => ({
				id: item.id,
				text: (item.textContent ?? "").replaceAll("\u00a0", " ").trim(),
				label: item.getAttribute("aria-label") ?? "",
				iconClasses: [...item.querySelectorAll(".codicon")].flatMap((icon) =>
					[...icon.classList].filter((name) => name.startsWith("codicon-")),
				),
			})),
		);
	}

	/** The notifications that are visible now, newest first. */
	async notifications(): Promise<Notification[]> {
		return await this.page.locator(".notification-list-item").evaluateAll((items) =>
			items.map((item) => {
				const icon = item.querySelector(".notification-list-item-icon")?.className ?? "";
				return {
					message: item.querySelector(".notification-list-item-message")?.textContent ?? "",
					source: (item.querySelector(".notification-list-item-source")?.textContent ?? "").replace(/^Source: /, ""),
					severity: (/codicon-(info|warning|error)/.exec(icon)?.[1] ?? "") as "info" | "warning" | "error" | "",
					buttons: [...item.querySelectorAll(".notification-list-item-buttons-container .monaco-button")].map(
						(b) => b.textContent ?? "",
					),
				};
			}),
		);
	}

	/** Waits for a notification that holds a text. */
	async untilNotification(text: string): Promise<Notification> {
		const all = await until(
			`a notification "${text}"`,
			() => this.notifications(),
			(seen) => seen.some((n) => n.message.includes(text)),
		);
		return all.find((n) => n.message.includes(text)) as Notification;
	}

	/** Clicks a button of the notification that holds a text. */
	async answerNotification(text: string, button: string): Promise<void> {
		const item = this.page.locator(".notification-list-item").filter({ hasText: text }).first();
		await item.locator(".monaco-button").getByText(button, { exact: true }).click();
	}

	/** Opens a file by its absolute path, or by one relative to the window's folder. */
	async openFile(file: string): Promise<void> {
		const path = resolve(this.path ?? "/", file);
		const input = await this.openQuickInput("ControlOrMeta+P");
		await input.fill(path);
		await this.quickPickRow(basename(path)).click();
		await until(
			`${path} to open`,
			async () => ({ title: await this.editor.title(), lines: (await this.editor.lines()).size }),
			(seen) => seen.title === basename(path) && seen.lines > 0,
		);
	}

	/** Keeps a picture of the window under test/artifacts/<editor version>/, which git ignores. */
	async screenshot(name: string): Promise<string> {
		const folder = fileURLToPath(new URL(`../artifacts/${this.server.edition.vscode}/`, import.meta.url));
		await mkdir(folder, { recursive: true });
		const path = join(folder, `${name}.png`);
		await this.page.screenshot({ path });
		return path;
	}

	/** Closes the window as a person does, so that its extension host ends. */
	async close(): Promise<void> {
		await this.leave();
		await this.page.context().close();
	}

	/**
	 * Lets the page say good-bye to the server, and waits until its extension host is gone. A page that is torn down right
	 * after its good-bye, as when it goes to another address, now and then loses the part that is meant for the extension
	 * host, and the server keeps that host waiting for hours.
	 */
	private async leave(): Promise<void> {
		if (this.extensionHost === 0) return;
		await this.page.evaluate(() => window.dispatchEvent(new PageTransitionEvent("pagehide")));
		await until(
			"the window's extension host to end",
			() => this.server.extensionHosts(),
			(hosts) => !hosts.includes(this.extensionHost),
		);
	}

	/** Presses a key until the input box that it opens is there: a terminal that opens just then takes the focus and the key. */
	private async openQuickInput(key: string): Promise<Locator> {
		const input = this.quickInput.locator("input.input");
		const press = async () => {
			await this.leaveTerminal();
			await this.page.keyboard.press(key);
			await input.waitFor({ timeout: 2_000 });
			return true;
		};
		await until(`the input box of ${key}`, press, Boolean);
		return input;
	}

	private get quickInput(): Locator {
		return this.page.locator(".quick-input-widget");
	}

	private quickPickRow(label: string): Locator {
		const labelled = this.page
			.locator(".quick-input-list-row:first-child .label-name")
			.getByText(label, { exact: true });
		return this.quickInput.locator(".quick-input-list .monaco-list-row").filter({ has: labelled }).first();
	}

	private activity(container: string): Locator {
		// The label goes on with the badge or the keys: "Runlight - 2 running", "Explorer (Ctrl+Shift+E)".
		const tail = ["", " - ", " ("].map((t) =>
			t ? `a.action-label[aria-label^="${container}${t}"]` : `a.action-label[aria-label="${container}"]`,
		);
		return this.page.locator(".part.activitybar .action-item").filter({ has: this.page.locator(tail.join(",")) });
	}

	/** Keys of the editor that are pressed in a terminal make the editor explain itself, once, in a notification. */
	private async leaveTerminal(): Promise<void> {
		await this.page.evaluate(() => {
			const focused = document.activeElement;
			if (focused instanceof HTMLElement && focused.closest(".xterm")) focused.blur();
		});
	}
}
