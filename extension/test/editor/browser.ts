// The browser in which the tests see an editor.

import { existsSync } from "node:fs";
import { type Browser, type BrowserContextOptions, chromium } from "playwright-core";
import type { EditorServer } from "./server.mjs";
import { EditorWindow } from "./window";

export type { EditorOptions, EditorServer } from "./server.mjs";
export { startEditor } from "./server.mjs";
export type { TerminalTab } from "./terminals";
export type { GutterIcon } from "./text-editor";
export { Row, Tree, type TreeRow } from "./tree";
export { until } from "./wait";
export { EditorWindow, type Notification, type QuickPickItem, type StatusBarItem } from "./window";

const usualPlaces = [
	"/usr/bin/chromium",
	"/usr/bin/chromium-browser",
	"/usr/bin/google-chrome",
	"/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
	"/Applications/Chromium.app/Contents/MacOS/Chromium",
];

// Nothing that talks to the network or to a display: tests see their own editor and nothing else.
const flags = [
	"--disable-gpu",
	"--disable-quic",
	"--no-first-run",
	"--disable-background-networking",
	"--disable-component-update",
	"--disable-sync",
];

/** Starts Chromium without a window. The caller closes it. */
export async function launchBrowser(): Promise<Browser> {
	const isRoot = process.getuid?.() === 0; // whose processes Chromium refuses to sandbox
	return await chromium.launch({ executablePath: findChromium(), args: isRoot ? ["--no-sandbox", ...flags] : flags });
}

function findChromium(): string {
	const { RUNLIGHT_CHROMIUM } = process.env;
	if (RUNLIGHT_CHROMIUM) return RUNLIGHT_CHROMIUM;
	const found = [...usualPlaces, chromium.executablePath()].find((path) => existsSync(path));
	if (found) return found;
	throw new Error(
		"no Chromium for the tests: install one (apt-get install chromium, or npx playwright-core install chromium), " +
			"or name yours in RUNLIGHT_CHROMIUM",
	);
}

/**
 * Opens a folder or a .code-workspace file (none: an empty window) and waits for the workbench. Each window is a
 * browser context of its own: no state is shared but the server's. Context options set size, colour scheme, scale.
 */
export async function openWindow(
	browser: Browser,
	server: EditorServer,
	path?: string,
	options: BrowserContextOptions = {},
): Promise<EditorWindow> {
	const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options });
	const window = new EditorWindow(await context.newPage(), server, path);
	await window.load();
	return window;
}
