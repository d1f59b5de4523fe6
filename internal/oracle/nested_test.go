//go:build unix

package oracle

// nestedScenarios are scripts that start scripts, and ask for what package managers are known to give. The tools are the
// real ones from npm.
var nestedScenarios = []scenario{
	{name: "npm in npm", on: "npm", script: "a", manifest: outer("npm run b -- q"), args: []string{"--"}},
	{name: "pnpm in pnpm", on: "pnpm", script: "a", manifest: outer("pnpm run b q")},
	{name: "yarn in yarn", on: "yarn", script: "a", manifest: outer("yarn run b q")},
	{name: "bun in bun", on: "bun", script: "a", manifest: outer("bun run b q")},
	{name: "the manager by npm_execpath", on: "npm pnpm yarn", script: "a", manifest: outer(`node \"$npm_execpath\" run b`)},
	{name: "a hidden script", on: "pnpm", script: "a", manifest: `{"scripts": {"a": "probe 1 && pnpm run .b", ".b": "probe 2"}}`},
	{name: "npm test, start and stop", on: "npm", script: "a", manifest: `{"scripts": {"a": "npm test && npm start && npm stop", "test": "probe 1", "start": "probe 2", "stop": "probe 3"}}`},
	{name: "npm in a member", on: "npm", script: "a", manifest: outer("npm run b -w member"), files: map[string]string{"project/member/package.json": `{"name": "member", "scripts": {"b": "probe member"}}`}},
	{name: "pnpm in its members", on: "pnpm", script: "a", manifest: `{"scripts": {"a": "probe && pnpm -r --silent run b"}}`, files: map[string]string{"project/pnpm-workspace.yaml": "packages:\n  - m\n", "project/m/package.json": `{"name": "m", "scripts": {"b": "probe m"}}`}},
	{name: "npm-run-all", on: "npm pnpm yarn", script: "a", manifest: outer("npm-run-all --silent b c"), anyOrder: true},
	{name: "npm-run-all2", on: "npm pnpm yarn", script: "a", manifest: outer("npm-run-all2 --silent b c"), anyOrder: true},
	{name: "run-s", on: "npm pnpm", script: "a", manifest: outer("run-s --silent b:*")},
	{name: "run-p", on: "npm", script: "a", manifest: outer("run-p --silent b c"), anyOrder: true},
	{name: "concurrently", on: "npm", script: "a", manifest: outer(`concurrently --raw \"npm:b:*\"`), anyOrder: true},
	{
		name: "turbo", on: "npm", script: "a", manifest: `{"name": "a", "private": true, "packageManager": "npm@11.0.0", "workspaces": ["m"], "scripts": {"a": "probe && turbo run b --env-mode=loose >/dev/null 2>&1"}}`,
		files: map[string]string{
			"project/turbo.json": `{"tasks": {"b": {"cache": false}}}`, "project/m/package.json": `{"name": "m", "version": "1.0.0", "scripts": {"b": "probe m"}}`,
			"project/package-lock.json": `{"name": "a", "lockfileVersion": 3, "packages": {"": {"name": "a", "workspaces": ["m"]}, "m": {"version": "1.0.0"}, "node_modules/m": {"resolved": "m", "link": true}}}`,
		},
		env:     map[string]string{"TURBO_TELEMETRY_DISABLED": "1", "DO_NOT_TRACK": "1", "TURBO_NO_UPDATE_NOTIFIER": "1"},
		differs: map[string]string{"TURBO_HASH": "turbo hashes the environment, in which is the mark of the run", "TURBO_INVOCATION_DIR": "turbo's own"},
	},
	{name: "husky", script: "postx", on: "npm pnpm yarn bun", manifest: `{"scripts": {"postx": "husky; probe"}}`},
	{name: "only-allow of the manager itself", script: "check", on: "npm", manifest: `{"scripts": {"check": "only-allow npm && probe allowed"}}`},
	{name: "only-allow of another manager", script: "check", on: "npm pnpm yarn bun", manifest: `{"scripts": {"check": "only-allow nobody >/dev/null 2>&1; probe $?; only-allow pnpm >/dev/null 2>&1; probe $?; only-allow yarn >/dev/null 2>&1; probe $?"}}`},
	{name: "node-gyp", on: "npm pnpm", manifest: `{"scripts": {"x": "probe \"$(command -v node-gyp)\" \"$npm_config_node_gyp\" && test -f \"$npm_config_node_gyp\" && node \"$npm_config_node_gyp\" --version"}}`},
	{name: "node as the manager says", on: "npm pnpm yarn", manifest: `{"scripts": {"x": "\"$npm_node_execpath\" -e 'process.exit(require(\"child_process\").spawnSync(\"probe\", [process.version], { stdio: \"inherit\" }).status)'"}}`},
}

// outer is a package whose script a does something and then starts others.
func outer(command string) string {
	return `{"name": "a", "version": "1.0.0", "workspaces": ["member"], "scripts": {"prea": "probe before", "a": "probe outer && ` + command +
		`", "preb": "probe before inner", "b": "probe inner", "c": "probe c", "b:1": "probe b1", "b:2": "probe b2"}}`
}
