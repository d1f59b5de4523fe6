import { describe, expect, it } from "vitest";
import { Model, type ScriptView } from "./model";
import {
	accessibilityLabel,
	commandLine,
	contextValue,
	describeEnd,
	describe as describeRow,
	lightOf,
	lights,
	oneLine,
} from "./present";
import type { State } from "./protocol";
import { ago, now, samplePackage, sampleResult, sampleScript, sampleState } from "./testing/samples";

function viewOf(state?: Partial<State>, scripts: Parameters<typeof samplePackage>[1] = ["dev"]): ScriptView {
	const states = state ? [sampleState("1", ".#dev", state)] : [];
	const view = new Model(sampleResult([samplePackage(".", scripts)], states)).script(".#dev");
	if (!view) throw new Error("no such script");
	return view;
}

const ended = { startTime: ago(20), endTime: ago(8) };
const ready = { time: ago(10), reason: "port 5173" };

describe("rows", () => {
	it.each<[string, Partial<State> | undefined, string, string, string, string]>([
		["never run", undefined, "circle-outline", "run dev", "script.idle", "dev, not running, package web"],
		["starting", { status: "pending" }, "loading~spin", "starting…", "script.live", "dev, starting, package web"],
		["just started", { startTime: ago(3) }, "circle-filled", "running", "script.live", "dev, running, package web"],
		["running", {}, "circle-filled", "running · 2m", "script.live", "dev, running, package web"],
		["ready", { ready }, "broadcast", "ready · 2m", "script.live", "dev, ready, package web"],
		[
			"stopping",
			{ status: "stopping" },
			"loading~spin",
			"stopping…",
			"script.live.stopping",
			"dev, stopping, package web",
		],
		[
			"stopped",
			{ status: "stopped", ...ended },
			"circle-slash",
			"stopped · 12s",
			"script.finished",
			"dev, stopped, package web",
		],
		[
			"leaving processes behind",
			{ status: "success", exitCode: 0, ...ended, survivors: [{ pid: 7, command: "nx" }] },
			"pass",
			"ok · 12s · 1 left running",
			"script.finished",
			"dev, succeeded, 1 left running, package web",
		],
		[
			"succeeded",
			{ status: "success", exitCode: 0, ...ended },
			"pass",
			"ok · 12s",
			"script.finished",
			"dev, succeeded, package web",
		],
		[
			"failed with a code",
			{ status: "failed", exitCode: 1, ...ended },
			"error",
			"failed (1) · 12s",
			"script.finished",
			"dev, failed with exit code 1, package web",
		],
		[
			"killed",
			{ status: "failed", signal: "SIGKILL", ...ended },
			"error",
			"failed (SIGKILL) · 12s",
			"script.finished",
			"dev, failed by signal SIGKILL, package web",
		],
		[
			"failed with a reason",
			{ status: "failed", reason: "npm was not found", ...ended },
			"error",
			"failed · npm was not found",
			"script.finished",
			"dev, failed, package web",
		],
	])("%s", (_, state, icon, description, context, label) => {
		const view = viewOf(state);
		expect(lights[lightOf(view, true)].icon).toBe(icon);
		expect(describeRow(view, true, now)).toBe(description);
		expect(contextValue(view, true)).toBe(context);
		expect(accessibilityLabel(view, true, "web")).toBe(label);
	});

	it("says that the command changed since the start", () => {
		const view = viewOf({}, [sampleScript("dev", "other")]);
		expect(describeRow(view, true, now)).toBe("running · 2m · changed since start");
		expect(accessibilityLabel(view, true, "web")).toContain("changed since start");
	});

	it("says that the script was removed while its process lives", () => {
		const view = viewOf({}, []);
		expect(describeRow(view, true, now)).toBe("running · 2m · removed from package.json");
		expect(contextValue(view, true)).toBe("script.live.removed");
	});

	it("shows no light while the daemon is away", () => {
		const view = viewOf({ status: "failed", exitCode: 1, ...ended });
		expect(lightOf(view, false)).toBe("unknown");
		expect(describeRow(view, false, now)).toBe("run dev");
		expect(contextValue(view, false)).toBe("script.unknown");
		expect(accessibilityLabel(view, false, "web")).toBe("dev, status unknown, package web");
	});

	it("cuts a long command to one short line", () => {
		const line = oneLine(`first\n  second ${"x".repeat(200)}`);
		expect(line).toMatch(/^first second x+…$/);
		expect(line).toHaveLength(80);
	});
});

describe("lights", () => {
	it("has a badge of at most two characters, which is all that the editor takes", () => {
		for (const light of Object.values(lights)) expect([...(light.badge ?? "")].length).toBeLessThanOrEqual(2);
	});

	it("spins in transitions only", () => {
		const spinning = Object.entries(lights).filter(([, light]) => light.icon.endsWith("~spin"));
		expect(spinning.map(([name]) => name).sort()).toEqual(["pending", "stopping"]);
	});

	it("differs in shape for every status that lasts, never in colour alone", () => {
		const lasting = ["idle", "running", "ready", "stopped", "success", "failed"] as const;
		expect(new Set(lasting.map((name) => lights[name].icon)).size).toBe(lasting.length);
		expect(new Set(lasting.map((name) => lights[name].image)).size).toBe(lasting.length);
	});
});

describe("the last line of a terminal", () => {
	it.each<[Partial<State>, string]>([
		[{ status: "success", ...ended }, "dev succeeded after 12s"],
		[{ status: "stopped", ...ended }, "dev was stopped after 12s"],
		[{ status: "failed", exitCode: 2, ...ended }, "dev failed with exit code 2 after 12s"],
		[{ status: "failed", signal: "SIGSEGV", ...ended }, "dev was ended by SIGSEGV after 12s"],
		[{ status: "failed", reason: "no such folder", endTime: ago(8) }, "dev failed after 1m: no such folder"],
		[{ status: "stopped", reason: "process 7 survived", ...ended }, "dev was stopped after 12s: process 7 survived"],
	])("%j", (state, line) => {
		expect(describeEnd(sampleState("1", ".#dev", state))).toBe(line);
	});
});

it("a command is told with its arguments, as one would type them", () => {
	expect(commandLine(sampleState("1", ".#dev"))).toBe("run dev");
	expect(commandLine(sampleState("1", ".#dev", { arguments: ["-p", "a b"] }))).toBe("run dev -p 'a b'");
});
