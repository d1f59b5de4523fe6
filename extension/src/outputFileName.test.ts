import { expect, it } from "vitest";
import { outputFileName } from "./outputFileName";

it.each<[string, string]>([
	["dev", "dev 2026-01-02 03.04.05.log"],
	["build:css", "build-css 2026-01-02 03.04.05.log"],
	["../../etc/passwd", "etc-passwd 2026-01-02 03.04.05.log"],
	["a\nb", "a-b 2026-01-02 03.04.05.log"],
	["two words", "two words 2026-01-02 03.04.05.log"],
	["nul", "script nul 2026-01-02 03.04.05.log"],
	["***", "script 2026-01-02 03.04.05.log"],
	["...", "script 2026-01-02 03.04.05.log"],
	["ä🙂", "ä🙂 2026-01-02 03.04.05.log"],
])("the output of %j goes to %j", (name, file) => {
	expect(outputFileName({ name, startTime: new Date(2026, 0, 2, 3, 4, 5).toISOString() })).toBe(file);
});

it("a run that was never launched has no time", () => {
	expect(outputFileName({ name: "dev" })).toBe("dev.log");
});
