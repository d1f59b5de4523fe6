// Values that tests are made of. Only tests import this file.
import type { InitializeResult, Package, Script, State } from "../protocol";

/** The moment that all samples agree on as now. */
export const now = Date.parse("2026-01-01T12:00:00.000Z");

/** A time so many seconds before {@link now}. */
export function ago(seconds: number): string {
	return new Date(now - seconds * 1000).toISOString();
}

export function sampleScript(name: string, command = `run ${name}`, line = 5): Script {
	return { name, command, line, column: 3 };
}

export function samplePackage(
	path: string,
	scripts: readonly (string | Script)[],
	more: Partial<Package> = {},
): Package {
	return {
		path,
		manager: { name: "npm", reason: "package-lock.json" },
		scripts: scripts.map((script, index) =>
			typeof script === "string" ? sampleScript(script, undefined, 5 + index) : script,
		),
		...more,
	};
}

export function sampleState(id: string, script: string, more: Partial<State> = {}): State {
	const [path = "", name = ""] = script.split("#");
	return {
		id,
		package: path,
		name,
		script: `run ${name}`,
		owner: "editor",
		status: "running",
		startTime: ago(120),
		restarts: 0,
		revision: 1,
		...more,
	};
}

export function sampleResult(packages: readonly Package[], processes: readonly State[] = []): InitializeResult {
	const workspace = { packages, notices: [] };
	return { protocolVersion: 1, buildId: "test", pid: 1, root: "/work", workspace, processes };
}
