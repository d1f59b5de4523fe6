import { expect, it } from "vitest";
import type { Target } from "../nodes";
import { LastArguments } from "./lastArguments";

/** A script of a root, as far as its name goes. */
function target(id: string, root = "file:///work"): Target {
	return { root: { key: root }, view: { id } } as unknown as Target;
}

function memory() {
	const values = new Map<string, unknown>();
	return {
		get: <T>(key: string, fallback?: T) => (values.get(key) ?? fallback) as T,
		update: async (key: string, value: unknown) => void values.set(key, JSON.parse(JSON.stringify(value))),
	};
}

it("remembers the last arguments of each script, over a reload of the window", () => {
	const storage = memory();
	const before = new LastArguments(storage);
	before.remember(target(".#dev"), "--port 1");
	before.remember(target(".#dev"), "--port 2");
	before.remember(target(".#dev", "file:///other"), "--port 3");
	const after = new LastArguments(storage);
	expect(after.of(target(".#dev"))).toBe("--port 2");
	expect(after.of(target(".#dev", "file:///other"))).toBe("--port 3");
	expect(after.of(target(".#build"))).toBe("");
});

it("forgets those that were used longest ago", () => {
	const last = new LastArguments(memory());
	for (let index = 0; index <= 100; index++) last.remember(target(`.#s${index}`), "x");
	expect(["s0", "s1", "s100"].map((name) => last.of(target(`.#${name}`)))).toEqual(["", "x", "x"]);
});
