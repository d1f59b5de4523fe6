// Packs the extension with the binary of one platform into a VSIX.
//
//   node extension/package.mjs TARGET [FILE]
//
// TARGET is one of the marketplace's platforms, `all` for each of them, or `host` for this machine. What goes in is
// decided by .vscodeignore. It is packed from a folder of its own, so that the binary of this machine in dist/ stays.

import { execFileSync } from "node:child_process";
import { chmodSync, cpSync, existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const top = resolve(dirname(fileURLToPath(import.meta.url)), "..");

/** The platforms of the marketplace and what Go calls them. Alpine takes the same static binary as other Linuxes. */
const platforms = {
	"win32-x64": { GOOS: "windows", GOARCH: "amd64" },
	"win32-arm64": { GOOS: "windows", GOARCH: "arm64" },
	"linux-x64": { GOOS: "linux", GOARCH: "amd64" },
	"linux-arm64": { GOOS: "linux", GOARCH: "arm64" },
	"linux-armhf": { GOOS: "linux", GOARCH: "arm", GOARM: "7" },
	"alpine-x64": { GOOS: "linux", GOARCH: "amd64" },
	"alpine-arm64": { GOOS: "linux", GOARCH: "arm64" },
	"darwin-x64": { GOOS: "darwin", GOARCH: "amd64" },
	"darwin-arm64": { GOOS: "darwin", GOARCH: "arm64" },
};

/** Everything that .vscodeignore may choose from. */
const sources = ["package.json", "package.nls.json", "README.md", "CHANGELOG.md", "LICENSE", ".vscodeignore", "media"];

function run(program, args, options = {}) {
	execFileSync(program, args, { cwd: top, stdio: ["ignore", "ignore", "inherit"], ...options });
}

function pack(target, file) {
	const platform = target === "host" ? {} : platforms[target];
	if (!platform) {
		throw new Error(`unknown target "${target}": choose all, host, ${Object.keys(platforms).join(", ")}`);
	}
	const stage = join(top, "dist", "package", target);
	rmSync(stage, { recursive: true, force: true });
	mkdirSync(join(stage, "dist", "bin"), { recursive: true });
	for (const source of sources) cpSync(join(top, source), join(stage, source), { recursive: true });
	cpSync(join(top, "dist", "extension.js"), join(stage, "dist", "extension.js"));
	const windows = platform.GOOS === "windows" || (target === "host" && process.platform === "win32");
	const binary = join(stage, "dist", "bin", windows ? "runlight.exe" : "runlight");
	run("go", ["build", "-trimpath", "-ldflags", linkerFlags(), "-o", binary, "./server"], {
		env: { ...process.env, CGO_ENABLED: "0", ...platform },
	});
	chmodSync(binary, 0o755);
	const name = ["--target", target];
	const vsce = join(top, "node_modules", "@vscode", "vsce", "vsce");
	run(process.execPath, [vsce, "package", "--no-dependencies", "--out", file, ...(target === "host" ? [] : name)], {
		cwd: stage,
	});
	rmSync(stage, { recursive: true });
	process.stdout.write(`${file}\n`);
}

/** The flags of the Makefile, which names the build. */
function linkerFlags() {
	const dirty = `--dirty=-dirty-${Math.floor(Date.now() / 1000)}`;
	const describe = ["describe", "--always", "--exclude=*", "--abbrev=12", dirty];
	const build = execFileSync("git", describe, { cwd: top, encoding: "utf8" }).trim();
	return `-s -w -X github.com/runlight-dev/runlight/internal/cli.build=${build}`;
}

const [target = "", file] = process.argv.slice(2);
const { version } = JSON.parse(readFileSync(join(top, "package.json"), "utf8"));
if (!existsSync(join(top, "dist", "extension.js")))
	throw new Error("dist/extension.js is missing: run make build first");
for (const each of target === "all" ? Object.keys(platforms) : [target]) {
	pack(each, resolve(top, file ?? join("dist", `runlight-${each}-${version}.vsix`)));
}
