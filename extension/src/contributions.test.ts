import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import {
	clickActions,
	closePolicies,
	configurationDefaults,
	configurationSection,
	contextKeys,
	leftoverPolicies,
	packageManagers,
	paletteCommands,
	rowCommands,
	rowTokens,
	runners,
	traceLevels,
	viewContainer,
	viewStates,
	views,
} from "./contributions";
import { lights } from "./present";
import {
	DefaultOutputLog,
	DefaultOutputMemory,
	DefaultReloadGrace,
	KeepLeftovers,
	RunnerAuto,
	RunnerDirect,
	RunnerManager,
} from "./protocol";

const top = path.resolve(import.meta.dirname, "../..");
const read = (file: string) => readFileSync(path.join(top, file), "utf8");
const manifest = JSON.parse(read("package.json"));
const { contributes } = manifest;
const texts: Record<string, string> = JSON.parse(read("package.nls.json"));
const commandIds: string[] = [...Object.values(paletteCommands), ...Object.values(rowCommands)];

/** Every `when` and `enablement` clause of the manifest. */
function clauses(value: unknown): string[] {
	if (Array.isArray(value)) return value.flatMap(clauses);
	if (typeof value !== "object" || value === null) return [];
	return Object.entries(value).flatMap(([key, inner]) =>
		(key === "when" || key === "enablement") && typeof inner === "string" ? [inner] : clauses(inner),
	);
}

describe("package.json", () => {
	it("declares exactly the commands of the code", () => {
		const declared = contributes.commands.map((entry: { command: string }) => entry.command);
		expect(declared.toSorted()).toEqual(commandIds.toSorted());
	});

	it("hides exactly the commands of rows from the palette", () => {
		const hidden = contributes.menus.commandPalette
			.filter((entry: { when: string }) => entry.when === "false")
			.map((entry: { command: string }) => entry.command);
		expect(hidden.toSorted()).toEqual(Object.values(rowCommands).toSorted());
	});

	it("uses only declared commands in its menus, and offers each row command somewhere", () => {
		const used = new Set<string>(
			Object.values<{ command: string }[]>(contributes.menus).flatMap((menu) => menu.map((entry) => entry.command)),
		);
		expect([...used].filter((id) => !commandIds.includes(id))).toEqual([]);
		const onRows = new Set(contributes.menus["view/item/context"].map((entry: { command: string }) => entry.command));
		expect(Object.values(rowCommands).filter((id) => !onRows.has(id))).toEqual([]);
	});

	it("offers every inline button in the context menu as well, since those are what the keyboard reaches", () => {
		const menu: { command: string; group: string; when: string }[] = contributes.menus["view/item/context"];
		const inline = menu.filter((entry) => entry.group.startsWith("inline"));
		for (const button of inline) {
			const twins = menu.filter((entry) => entry.command === button.command && !entry.group.startsWith("inline"));
			expect(twins.map((twin) => twin.when)).toEqual([button.when]);
		}
	});

	it("declares exactly the views of the code", () => {
		const declared = contributes.views[viewContainer].map((view: { id: string }) => view.id);
		expect(declared.toSorted()).toEqual(Object.values(views).toSorted());
		expect(contributes.viewsContainers.activitybar.map((entry: { id: string }) => entry.id)).toEqual([viewContainer]);
	});

	it("declares exactly the settings of the code, with the same defaults and values", () => {
		const { properties } = contributes.configuration;
		const names = Object.keys(configurationDefaults).map((name) => `${configurationSection}.${name}`);
		expect(Object.keys(properties).toSorted()).toEqual(names.toSorted());
		for (const [name, value] of Object.entries(configurationDefaults)) {
			expect(properties[`${configurationSection}.${name}`].default, name).toEqual(value);
		}
		expect(properties["runlight.packageManager"].enum).toEqual([...packageManagers]);
		expect(properties["runlight.click"].enum).toEqual([...clickActions]);
		expect(properties["runlight.onLastWindowClosed"].enum).toEqual([...closePolicies]);
		expect(properties["runlight.reloadGrace"].default).toBe(DefaultReloadGrace);
		expect(properties["runlight.leftovers"].enum).toEqual([...leftoverPolicies]);
		expect(leftoverPolicies).toContain(KeepLeftovers);
		expect(properties["runlight.runner"].enum).toEqual([...runners]);
		expect([...runners]).toEqual([RunnerAuto, RunnerDirect, RunnerManager]);
		expect(properties["runlight.output.memory"].default).toBe(DefaultOutputMemory);
		expect(properties["runlight.output.log"].default).toBe(DefaultOutputLog);
		expect(properties["runlight.trace"].enum).toEqual([...traceLevels]);
	});

	it("speaks in its clauses only of context keys, view states and row tokens that the code sets", () => {
		const keys: string[] = Object.values(contextKeys);
		const tokens: string[] = Object.values(rowTokens);
		const all = clauses(contributes);
		const usedKeys = all.flatMap(
			(clause) => clause.match(/runlight\.(hasRunning|hasFinished|connected|state)\b/g) ?? [],
		);
		expect(new Set(usedKeys)).toEqual(new Set(keys));
		for (const clause of all) {
			for (const [, state] of clause.matchAll(/runlight\.state [!=]= (\w+)/g)) expect(viewStates).toContain(state);
			for (const [, pattern = ""] of clause.matchAll(/viewItem =~ \/(.+)\//g)) {
				for (const word of pattern.replaceAll("\\b", " ").match(/\w+/g) ?? []) expect(tokens).toContain(word);
			}
		}
	});

	it("has a welcome text for every state without rows, but while connecting, when the view shows progress", () => {
		const welcomed = clauses(contributes.viewsWelcome).join(" ");
		for (const state of viewStates.filter((name) => name !== "connecting"))
			expect(welcomed).toContain(`runlight.state == ${state}`);
	});

	it("finds every text, and has none that nobody uses", () => {
		const used = new Set([...read("package.json").matchAll(/%([\w.]+)%/g)].map(([, key = ""]) => key));
		expect([...used].toSorted()).toEqual(Object.keys(texts).toSorted());
	});

	it("links only to commands that exist", () => {
		const links = Object.values(texts).flatMap((text) => [...text.matchAll(/command:(runlight\.\w+)/g)]);
		expect(links.length).toBeGreaterThan(0);
		for (const [, id] of links) expect(commandIds).toContain(id);
	});
});

describe("media", () => {
	it("has every image of the gutter, in both themes", () => {
		const images = Object.values(lights).flatMap((light) => light.image ?? []);
		for (const theme of ["dark", "light"]) {
			for (const image of images) {
				const file = path.join(top, "media", "gutter", theme, `${image}.svg`);
				expect(existsSync(file), file).toBe(true);
			}
		}
	});
});
