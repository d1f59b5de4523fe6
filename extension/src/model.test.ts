import { describe, expect, it } from "vitest";
import { type Change, Model } from "./model";
import type { Package, State } from "./protocol";
import { samplePackage, sampleResult, sampleScript, sampleState } from "./testing/samples";

function modelOf(packages: readonly Package[], processes: readonly State[] = []): Model {
	return new Model(sampleResult(packages, processes));
}

/** A change in a form that is easy to compare. */
function plain(change: Change) {
	return { ...change, packages: [...change.packages].sort(), scripts: [...change.scripts].sort() };
}

const nothing = { list: false, packages: [], scripts: [], live: false, notices: false };

describe("what is shown", () => {
	it("puts the root first, then the others by path, and leaves out packages without scripts", () => {
		const model = modelOf([
			samplePackage("packages/web", ["dev"]),
			samplePackage("apps/empty", []),
			samplePackage(".", ["build"]),
			samplePackage("apps/broken", [], { problem: { line: 3, column: 1, message: "bad" } }),
		]);
		expect(model.packages()).toEqual([".", "apps/broken", "packages/web"]);
	});

	it("keeps the scripts in the order of the file", () => {
		const model = modelOf([samplePackage(".", ["test", "build", "a"])]);
		expect(model.scripts(".").map((view) => view.name)).toEqual(["test", "build", "a"]);
	});

	it.each([
		[".", undefined, "."],
		["packages/web", undefined, "web"],
		["packages/web", "@acme/web", "@acme/web"],
	])("calls the package at %s with the name %s %s", (path, name, label) => {
		const model = modelOf([samplePackage(path, ["dev"], name === undefined ? {} : { name })]);
		expect(model.package(path)?.label).toBe(label);
	});

	it("finds a script whose name contains the separator", () => {
		const model = modelOf([samplePackage("a", ["x#y"])]);
		expect(model.script("a#x#y")?.name).toBe("x#y");
	});

	it("knows nothing of scripts that are not there", () => {
		const model = modelOf([samplePackage(".", ["dev"])]);
		expect(model.script(".#other")).toBeUndefined();
		expect(model.package("other")).toBeUndefined();
	});
});

describe("states", () => {
	it("tells exactly which rows a start changes", () => {
		const model = modelOf([samplePackage(".", ["dev", "test"]), samplePackage("web", ["dev"])]);
		const change = model.applyStates({ processes: [sampleState("1", "web#dev")], removed: [] });
		expect(plain(change)).toEqual({ ...nothing, packages: ["web"], scripts: ["web#dev"], live: true });
		expect(model.script("web#dev")).toMatchObject({ live: true, process: { id: "1" } });
		expect(model.script(".#dev")?.process).toBeUndefined();
	});

	it("changes the row alone when a process goes on living", () => {
		const model = modelOf([samplePackage(".", ["dev"])], [sampleState("1", ".#dev", { status: "pending" })]);
		const change = model.applyStates({ processes: [sampleState("1", ".#dev", { revision: 2 })], removed: [] });
		expect(plain(change)).toEqual({ ...nothing, scripts: [".#dev"] });
	});

	it("ignores a state that is older than the one it has, whichever way it came", () => {
		const model = modelOf([samplePackage(".", ["dev"])], [sampleState("1", ".#dev", { revision: 3 })]);
		const late = sampleState("1", ".#dev", { revision: 2, status: "pending" });
		expect(plain(model.applyStates({ processes: [late], removed: [] }))).toEqual(nothing);
		expect(model.script(".#dev")?.process?.status).toBe("running");
	});

	it("shows the newest process of a script", () => {
		const first = sampleState("1", ".#dev", { status: "success" });
		const model = modelOf([samplePackage(".", ["dev"])], [first]);
		model.applyStates({ processes: [sampleState("2", ".#dev")], removed: [] });
		model.applyStates({ processes: [{ ...first, revision: 9 }], removed: [] });
		expect(model.script(".#dev")?.process?.id).toBe("2");
	});

	it("falls back to the process before when the newest is forgotten", () => {
		const states = ["1", "2", "3"].map((id) => sampleState(id, ".#dev", { status: "failed" }));
		const model = modelOf([samplePackage(".", ["dev"])], states);
		const change = model.applyStates({ processes: [], removed: ["3", "unheard of"] });
		expect(model.script(".#dev")?.process?.id).toBe("2");
		expect(plain(change)).toEqual({ ...nothing, scripts: [".#dev"] });
		expect(model.process("3")).toBeUndefined();
	});

	it("lists what lives, the newest first", () => {
		const model = modelOf(
			[samplePackage(".", ["a", "b", "c"])],
			[
				sampleState("1", ".#a"),
				sampleState("2", ".#b", { status: "success" }),
				sampleState("3", ".#c", { status: "stopping" }),
			],
		);
		expect(model.live().map((view) => view.name)).toEqual(["c", "a"]);
		expect(model.package(".")?.live).toBe(2);
	});
});

describe("packages", () => {
	it("tells exactly which row an edited command changes, and that it changed since the start", () => {
		const model = modelOf([samplePackage(".", ["dev", "test"])], [sampleState("1", ".#dev")]);
		const edited = samplePackage(".", [sampleScript("dev", "other"), sampleScript("test", "run test", 6)]);
		const change = model.applyWorkspace({ changed: [edited], removed: [], notices: [] });
		expect(plain(change)).toEqual({ ...nothing, scripts: [".#dev"] });
		expect(model.script(".#dev")?.changed).toBe(true);
		model.applyStates({ processes: [sampleState("1", ".#dev", { revision: 2, status: "success" })], removed: [] });
		expect(model.script(".#dev")?.changed).toBe(false);
	});

	it("adds and removes rows under their package", () => {
		const model = modelOf([samplePackage(".", ["a"])]);
		const edited = samplePackage(".", ["a", "b"]);
		const change = model.applyWorkspace({ changed: [edited], removed: [], notices: [] });
		expect(plain(change)).toEqual({ ...nothing, packages: ["."], scripts: [".#b"] });
	});

	it("moves rows: their place in the file is part of them", () => {
		const model = modelOf([samplePackage(".", [sampleScript("a", "run a", 5)])]);
		const moved = samplePackage(".", [sampleScript("a", "run a", 9)]);
		expect([...model.applyWorkspace({ changed: [moved], removed: [], notices: [] }).scripts]).toEqual([".#a"]);
	});

	it("keeps a removed script while its process lives, at the end of the package", () => {
		const model = modelOf([samplePackage(".", ["dev", "test"])], [sampleState("1", ".#dev")]);
		model.applyWorkspace({ changed: [samplePackage(".", ["test"])], removed: [], notices: [] });
		expect(model.scripts(".").map((view) => view.name)).toEqual(["test", "dev"]);
		expect(model.script(".#dev")?.script).toBeUndefined();
		const end = sampleState("1", ".#dev", { revision: 2, status: "stopped" });
		const change = model.applyStates({ processes: [end], removed: [] });
		expect(plain(change)).toEqual({ ...nothing, packages: ["."], scripts: [".#dev"], live: true });
		expect(model.scripts(".").map((view) => view.name)).toEqual(["test"]);
	});

	it("keeps a removed package while a process of it lives", () => {
		const model = modelOf([samplePackage("web", ["dev"])], [sampleState("1", "web#dev")]);
		const gone = model.applyWorkspace({ changed: [], removed: ["web"], notices: [] });
		expect(gone.list).toBe(false);
		expect(model.package("web")).toMatchObject({ label: "web", live: 1, scripts: ["dev"] });
		const end = sampleState("1", "web#dev", { revision: 2, status: "failed" });
		expect(model.applyStates({ processes: [end], removed: [] }).list).toBe(true);
		expect(model.packages()).toEqual([]);
	});

	it("tells when the list of packages is another", () => {
		const model = modelOf([samplePackage(".", ["a"])]);
		const change = model.applyWorkspace({ changed: [samplePackage("web", ["dev"])], removed: [], notices: [] });
		expect(plain(change)).toEqual({ ...nothing, list: true, packages: ["web"], scripts: ["web#dev"] });
	});

	it("shows an error beside the last good scripts, and tells new notices", () => {
		const model = modelOf([samplePackage(".", ["a"])]);
		const broken = samplePackage(".", ["a"], { problem: { line: 3, column: 1, message: "bad" } });
		const change = model.applyWorkspace({ changed: [broken], removed: [], notices: ["watch limit"] });
		expect(plain(change)).toEqual({ ...nothing, packages: ["."], notices: true });
		expect(model.package(".")).toMatchObject({ problem: { line: 3 }, scripts: ["a"] });
		expect(model.notices).toEqual(["watch limit"]);
	});

	it("tells nothing when nothing is different", () => {
		const model = modelOf([samplePackage(".", ["a"])]);
		const change = model.applyWorkspace({ changed: [samplePackage(".", ["a"])], removed: ["other"], notices: [] });
		expect(plain(change)).toEqual(nothing);
	});
});
