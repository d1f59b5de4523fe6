// What is in the package for a platform, and what is not.

import { existsSync } from "node:fs";
import { readFile, stat } from "node:fs/promises";
import { describe, expect, test } from "vitest";
import { repository } from "./editors";
import { readZip, type ZipEntry } from "./zip";

/** `make test-editor` builds it; any machine can, since Go cross-compiles. */
const vsix = `${repository}dist/runlight-linux-x64.vsix`;

const gutter = ["busy", "failed", "idle", "ready", "running", "stopped", "success"];

const entries = [
	"[Content_Types].xml",
	"extension.vsixmanifest",
	"extension/LICENSE.txt",
	"extension/changelog.md",
	"extension/dist/bin/runlight",
	"extension/dist/extension.js",
	"extension/media/activity-bar.svg",
	...["dark", "light"].flatMap((theme) => gutter.map((name) => `extension/media/gutter/${theme}/${name}.svg`)),
	"extension/media/icon.png",
	"extension/package.json",
	"extension/package.nls.json",
	"extension/readme.md",
];

describe("the package for linux-x64", () => {
	const archive = async () => readZip(await readFile(vsix));
	const entry = async (name: string): Promise<ZipEntry> => {
		const found = (await archive()).find((each) => each.name === name);
		if (!found) throw new Error(`${vsix} has no ${name}`);
		return found;
	};

	test("is there", () => {
		expect(existsSync(vsix), `${vsix}: make it with node extension/package.mjs linux-x64 ${vsix}`).toBe(true);
	});

	test("holds what is needed and nothing else, in less than 6 MB", async () => {
		const names = (await archive()).map(({ name }) => name);
		expect(names.sort()).toEqual(entries);
		expect((await stat(vsix)).size).toBeLessThan(6_000_000);
	});

	test("has the binary of that platform: executable, and in need of no library", async () => {
		const binary = await entry("extension/dist/bin/runlight");
		expect(binary.mode.toString(8)).toBe("755");
		const elf = binary.content();
		expect(elf.subarray(0, 4).toString("latin1")).toBe("\x7fELF");
		const [class64, littleEndian, amd64] = [2, 1, 62];
		expect([elf[4], elf[5], elf.readUInt16LE(18)]).toEqual([class64, littleEndian, amd64]);
		// A program header of type PT_INTERP names the dynamic linker; one of type PT_DYNAMIC the libraries.
		const [dynamic, interpreter] = [2, 3];
		const types = programHeaderTypes(elf);
		expect(types).toContain(1); // PT_LOAD, so that it is the right table
		expect(types).not.toContain(dynamic);
		expect(types).not.toContain(interpreter);
	});

	test("says of itself what the repository says", async () => {
		for (const name of ["package.json", "package.nls.json"]) {
			const packed = JSON.parse((await entry(`extension/${name}`)).content().toString());
			expect(packed).toEqual(JSON.parse(await readFile(repository + name, "utf8")));
		}
		const manifest = (await entry("extension.vsixmanifest")).content().toString();
		expect(manifest).toContain('TargetPlatform="linux-x64"');
		const { version } = JSON.parse(await readFile(`${repository}package.json`, "utf8"));
		expect(manifest).toMatch(new RegExp(`<Identity [^>]*Id="runlight" Version="${version}" Publisher="runlight-dev"`));
	});
});

/** The types of the program headers of a 64-bit little-endian ELF file (elf(5)). */
function programHeaderTypes(elf: Buffer): number[] {
	const table = Number(elf.readBigUInt64LE(32));
	const [size, count] = [elf.readUInt16LE(54), elf.readUInt16LE(56)];
	return Array.from({ length: count }, (_, i) => elf.readUInt32LE(table + i * size));
}
