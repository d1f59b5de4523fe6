// What the tests look at in a window, in the words of the extension.

import { expect } from "vitest";
import { type EditorWindow, type Row, type StatusBarItem, type TreeRow, until } from "../editor/browser";

/** Colour-blind-safe signs: what each light shows, as icon of the row and as its badge. */
export const lights = {
	idle: { icon: "codicon-circle-outline", badge: "" },
	running: { icon: "codicon-circle-filled", badge: "●" },
	stopped: { icon: "codicon-circle-slash", badge: "■" },
	success: { icon: "codicon-pass", badge: "✓" },
	failed: { icon: "codicon-error", badge: "✗" },
} as const;

export type LightName = keyof typeof lights;

/** Waits for a row to show a light, in icon and badge alike. */
export async function untilLight(row: Row, name: LightName, description?: RegExp): Promise<TreeRow> {
	const { icon, badge } = lights[name];
	return await row.until(`to be ${name}`, (seen) => {
		const described = !description || description.test(seen.description);
		return seen.badge === badge && seen.iconClasses.includes(icon) && described;
	});
}

/** Waits until the container, the status bar and the view Running all speak of so many scripts. */
export async function untilRunning(window: EditorWindow, count: number): Promise<void> {
	const text = count > 0 ? String(count) : "";
	const words = `${count} script${count === 1 ? "" : "s"} running`;
	const badge = await until(
		`${count} on the container`,
		() => window.badge("Runlight"),
		(seen) => seen.text === text,
	);
	if (count > 0) {
		expect(badge.label).toContain(words);
		const item = await untilStatusBar(window, (seen) => seen?.label.includes(words) === true);
		expect(item?.iconClasses).toContain("codicon-play-circle");
		await window.tree("Running").until(`${count} rows`, (rows) => rows.length === count);
	} else {
		expect((await window.welcome("Running")).text).toContain("No script is running.");
	}
}

/** Waits until the extension's status-bar item is as wanted; undefined stands for none. */
export async function untilStatusBar(
	window: EditorWindow,
	accept: (item: StatusBarItem | undefined) => boolean,
): Promise<StatusBarItem | undefined> {
	const read = async () => {
		const items = await window.statusBar();
		// An absent one is read as null, so that a message about it says so.
		return items.find(({ id }) => id === "runlight-dev.runlight.runlight.status") ?? null;
	};
	return (await until("the status bar", read, (seen) => accept(seen ?? undefined))) ?? undefined;
}

/** The address that a server has printed into the active terminal. */
export async function printedUrl(window: EditorWindow): Promise<string> {
	const text = await window.terminals.untilText(/https?:\/\/\S+:\d+/);
	return /https?:\/\/\S+:\d+\/?/.exec(text)?.[0] ?? "";
}

/** Waits until nobody listens at an address any more. */
export async function untilClosed(url: string): Promise<void> {
	await until(
		`${url} to be closed`,
		() => answers(url),
		(open) => !open,
	);
}

async function answers(url: string): Promise<boolean> {
	return await fetch(url).then(
		() => true,
		() => false,
	);
}
