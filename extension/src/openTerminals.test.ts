import { describe, expect, it } from "vitest";
import { OpenTerminals } from "./openTerminals";

class Storage {
	#values = new Map<string, unknown>();
	get = <T>(key: string, fallback: T): T => (this.#values.get(key) as T | undefined) ?? fallback;
	update = async (key: string, value: unknown) => void this.#values.set(key, structuredClone(value));
}

describe("the terminals of a window", () => {
	it("are known after a reload, in their order, each root's apart", () => {
		const storage = new Storage();
		const before = new OpenTerminals(storage);
		for (const script of [".#dev", "web#dev", ".#test", "web#dev"]) before.add("a", script);
		before.add("b", ".#dev");
		before.remove("a", ".#dev");
		before.remove("a", "never#there");
		const after = new OpenTerminals(storage);
		expect(after.of("a")).toEqual(["web#dev", ".#test"]);
		expect(after.of("b")).toEqual([".#dev"]);
		expect(after.of("c")).toEqual([]);
	});

	it("are bounded, and the newest are kept", () => {
		const open = new OpenTerminals(new Storage());
		for (let i = 0; i < 60; i++) open.add("a", `.#s${i}`);
		expect(open.of("a")).toHaveLength(50);
		expect(open.of("a").at(-1)).toBe(".#s59");
	});
});
