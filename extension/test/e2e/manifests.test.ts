// A real monorepo: all the manifests of Vite's own repository, and nothing else of it.

import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { expect, onTestFinished, test } from "vitest";
import { run } from "../editor/run.mjs";
import { inNewestEditor, repository } from "./editors";
import { Project } from "./project";

const archive = `${repository}../shared/data/manifests/vite.tar.gz`;
const there = existsSync(archive);
if (!there) console.warn(`skipped: ${archive} is not there`);

/** Members as vite/pnpm-workspace.yaml lists them: packages/*, playground/**, docs, and what lies in __tests__. */
const member = /^(docs\/|packages\/[^/]+\/|packages\/(.+\/)?__tests__\/(.+\/)?|playground\/(.+\/)?)?package\.json$/;

/** The packages that have something to run: their folders, the root's first. */
async function expectedPackages(folder: string): Promise<string[]> {
	const files = (await readdir(folder, { recursive: true })).filter((file) => member.test(file));
	const packages: string[] = [];
	for (const file of files.filter((each) => !/(^|\/)node_modules\//.test(each))) {
		const text = await readFile(`${folder}/${file}`, "utf8");
		const { scripts = {} } = JSON.parse(text.replace(/^\uFEFF/, "")); // one of them has a byte order mark
		if (Object.keys(scripts).length > 0) packages.push(file.replace(/\/?package\.json$/, ""));
	}
	return packages.sort();
}

inNewestEditor((editor) => {
	test.runIf(there)("the packages of Vite's repository: the root open, the others folded", async () => {
		const project = await Project.create({});
		onTestFinished(() => project.remove());
		await run("tar", ["-xzf", archive, "-C", project.folder], { env: process.env });
		const expected = await expectedPackages(project.path("vite"));
		expect(expected.length).toBeGreaterThan(50);

		const window = await editor.open(project, "vite");
		const scripts = window.tree("Scripts");
		const rows = await scripts.until(
			"all packages",
			(all) => all.at(-1)?.description.startsWith(expected.at(-1) ?? "") === true,
		);
		const packages = rows.filter((row) => row.level === 1);
		const shown = packages.map((row) => row.description.replace(/( · )?pnpm$/, ""));
		expect(shown).toEqual(expected);
		expect(packages.filter((row) => row.expanded).map((row) => row.label)).toEqual([rows[0]?.label]);
		expect(shown.some((folder) => folder.includes("/template-"))).toBe(false); // what create-vite copies
		await scripts.row(rows[0]?.label ?? "").hover(); // the rows were read by scrolling
		await window.screenshot("manifests");

		const last = packages.at(-1)?.label ?? "";
		await scripts.row(last).expand();
		const open = await scripts.rows();
		expect(open.length).toBeGreaterThan(rows.length);
		await window.screenshot("manifests-end");
	});
});
