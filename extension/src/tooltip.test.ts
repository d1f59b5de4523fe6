import { describe, expect, it } from "vitest";
import { Model } from "./model";
import { now, samplePackage, sampleResult, sampleScript, sampleState } from "./testing/samples";
import { block, code, packageTooltip, plain, scriptTooltip } from "./tooltip";

describe("tooltips", () => {
	it("tell the command, the package, the manager and its reason, and the process", () => {
		const state = sampleState("1", "packages/web#dev", { pid: 4711, owner: "mcp:claude" });
		const item = samplePackage("packages/web", [sampleScript("dev", "vite --host")], { name: "web" });
		const model = new Model(sampleResult([item], [state]));
		const view = model.script("packages/web#dev");
		if (!view) throw new Error("no such script");
		const text = scriptTooltip(view, model.package("packages/web"), "web", true, now);
		expect(text).toContain("**dev** · running · 2m");
		expect(text).toContain("```sh\nvite --host\n```");
		expect(text).toContain("Its process was started as\n\n```sh\nrun dev\n```");
		expect(text).toContain("Package `web` in `packages/web`");
		expect(text).toContain("Package manager npm: package\\-lock\\.json");
		expect(text).toMatch(/Started .+ by mcp:claude, process 4711/);
	});

	it("tell how a process was run, with what, and what it left behind", () => {
		const survivors = [
			{ pid: 71, command: "java `x` [y](z)" },
			{ pid: 72, command: "nx" },
		];
		const more = {
			way: { direct: false, manager: "pnpm 10", reason: "its *shell* emulator" },
			arguments: ["--port", "3 0"],
			survivors,
			logProblem: "disk *full*",
		};
		const model = new Model(
			sampleResult([samplePackage(".", ["dev"])], [sampleState("1", ".#dev", { ...more, status: "success" })]),
		);
		const view = model.script(".#dev");
		if (!view) throw new Error("no such script");
		const text = scriptTooltip(view, model.package("."), "app", true, now);
		expect(text).toContain("Run by pnpm 10: its \\*shell\\* emulator");
		expect(text).toContain("With `--port '3 0'`");
		expect(text).toContain("2 processes left running\n\n- 71 ``java `x` [y](z)``\n- 72 `nx`");
		expect(text).toContain("not kept on disk: disk \\*full\\*");
		// While the daemon is away nothing is known of that.
		expect(scriptTooltip(view, model.package("."), "app", false, now)).not.toMatch(/Run by|With|left/);
	});

	it.each([
		[true, "", [["dev", "vite"]], "Run directly, as npm 11\\.19\\.1 would"],
		[false, "the shell is fish", [["dev", "npm run dev"]], "Run by npm 11\\.19\\.1: the shell is fish"],
		[
			true,
			"",
			[
				["predev", "tsc"],
				["dev", "vite"],
			],
			"Run directly, as npm 11\\.19\\.1 would, `predev` → `dev`",
		],
	])("tell how a script would be run: %s %s", (direct, reason, commands, wanted) => {
		const model = new Model(sampleResult([samplePackage(".", ["dev"])]));
		const view = model.script(".#dev");
		if (!view) throw new Error("no such script");
		const steps = commands.map(([event = "", command = ""]) => ({ event, command }));
		const plan = { direct, manager: "npm 11.19.1", reason, steps };
		expect(scriptTooltip(view, model.package("."), "app", true, now, plan)).toSatisfy((text: string) =>
			text.endsWith(`\n\n${wanted}`),
		);
	});

	it("tell of a daemon of an older build what it says in the same words, and nothing of the rest", () => {
		const older = { via: "directly, as npm 11.19.1 would" } as object;
		const model = new Model(sampleResult([samplePackage(".", ["dev"])], [sampleState("1", ".#dev", older)]));
		const view = model.script(".#dev");
		if (!view) throw new Error("no such script");
		expect(scriptTooltip(view, model.package("."), "app", true, now)).not.toMatch(/Run |undefined/);
		const plan = { direct: true, manager: "npm 11.19.1", reason: "", steps: [{ event: "dev", command: "vite" }] };
		const idle = { ...view };
		delete (idle as { process?: unknown }).process;
		expect(scriptTooltip(idle, model.package("."), "app", true, now, plan)).toMatch(/Run directly/);
	});

	it("tell nothing of a process while the daemon is away", () => {
		const model = new Model(sampleResult([samplePackage(".", ["dev"])], [sampleState("1", ".#dev")]));
		const view = model.script(".#dev");
		if (!view) throw new Error("no such script");
		expect(scriptTooltip(view, model.package("."), "app", false, now)).not.toMatch(/running|Started/);
	});

	it("list the warnings of a manifest", () => {
		const warnings = [
			{ line: 7, column: 3, message: "dev is there twice" },
			{ line: 0, column: 0, message: "odd" },
		];
		const model = new Model(sampleResult([samplePackage(".", ["dev"], { warnings })]));
		const view = model.package(".");
		if (!view) throw new Error("no such package");
		expect(packageTooltip(view, "app")).toMatch(/⚠ dev is there twice \(line 7\)\n\n⚠ odd$/);
	});

	it("show what a file says as text, never as a link, picture or heading", () => {
		expect(plain("![x](https://a) <b> `c` # d")).toBe("\\!\\[x\\]\\(https://a\\) \\<b\\> \\`c\\` \\# d");
		expect(code("a`b``c")).toBe("```a`b``c```");
		expect(code("`a`")).toBe("`` `a` ``");
		expect(block("echo ```")).toBe("````sh\necho ```\n````");
	});
});
