//go:build unix

package oracle

// server is a server.js that reaches the probe: what "npm start" runs where no script of that name is.
const server = `require("child_process").spawnSync("probe", process.argv.slice(2), { stdio: "inherit" })`

// hookScenarios are about what runs before and after a script, and in place of one that is missing.
var hookScenarios = []scenario{
	{
		name: "both hooks, and arguments for the script alone",
		manifest: `{"name": "a", "version": "1.0.0",
			"scripts": {"prex": "probe before", "x": "probe main", "postx": "probe after", "pre": "probe no", "post": "probe no"}}`,
		args: []string{"a b", "--flag"},
	},
	{name: "a hook before", manifest: `{"scripts": {"prex": "probe before && true", "x": "probe main"}}`},
	{name: "a hook after", manifest: `{"name": "a", "scripts": {"x": "probe main", "postx": "probe after"}}`, args: []string{""}},
	{name: "the first hook fails", manifest: `{"scripts": {"prex": "probe --exit=3", "x": "probe main", "postx": "probe after"}}`},
	{name: "the script fails", manifest: `{"scripts": {"prex": "probe", "x": "probe --exit=4", "postx": "probe after"}}`},
	{name: "the last hook fails", manifest: `{"scripts": {"prex": "probe", "x": "probe", "postx": "probe --exit=5"}}`},
	{name: "the first hook is killed", manifest: `{"scripts": {"prex": "probe; kill -TERM $$", "x": "probe main"}}`},
	{name: "the last hook is killed", manifest: `{"scripts": {"x": "probe main", "postx": "probe; kill -KILL $$"}}`},
	{name: "the first hook is not found", manifest: `{"scripts": {"prex": "probe; no-such-program", "x": "probe main"}}`},
	{name: "a hook by its own name", script: "prex", manifest: `{"scripts": {"preprex": "probe 1", "prex": "probe 2", "x": "probe 3", "postprex": "probe 4"}}`},
	{name: "an empty hook", manifest: `{"scripts": {"prex": "", "x": "probe", "postx": ""}}`, silent: "yarn", left: map[string]string{"yarn": "special"}},
	{
		name: "hooks that are no strings", manifest: `{"scripts": {"prex": 1, "x": "probe", "postx": null}}`, silent: "pnpm yarn", left: map[string]string{"yarn": "special"},
	},
	{name: "test and its hooks", script: "test", manifest: `{"scripts": {"pretest": "probe 1", "test": "probe 2", "posttest": "probe 3"}}`},
	{name: "install and its hooks", script: "install", manifest: `{"scripts": {"preinstall": "probe 1", "install": "probe 2", "postinstall": "probe 3"}}`, left: map[string]string{"pnpm>=11": "install first"}},
	{
		name: "prepare, which asks who it is", script: "prepare",
		manifest: `{"scripts": {"prepare": "test \"$npm_lifecycle_event\" = prepare && probe $npm_lifecycle_event"}}`, left: map[string]string{"pnpm>=11": "install first"},
	},
	{
		name: "preinstall asks who it is", script: "preinstall",
		manifest: `{"scripts": {"preinstall": "case $npm_lifecycle_event in preinstall) probe yes;; *) probe no;; esac"}}`, left: map[string]string{"pnpm>=11": "install first"},
	},
	{name: "a body that names its hook", manifest: `{"scripts": {"prex": "probe 1", "x": "npm_lifecycle=prex probe 2", "postx": "probe 3"}}`},
	{
		name: "ignore-scripts", manifest: `{"scripts": {"prex": "probe 1", "x": "probe 2", "postx": "probe 3"}}`,
		files: map[string]string{"project/.npmrc": "ignore-scripts=true\n"},
	},
	{
		name: "ignore-scripts in the environment", manifest: `{"scripts": {"prex": "probe 1", "x": "probe 2", "postx": "probe 3"}}`,
		env: map[string]string{"npm_config_ignore_scripts": "true"},
	},
	{name: "start, which is there", script: "start", manifest: `{"scripts": {"prestart": "probe 1", "start": "probe 2"}}`, args: []string{"a"}},
	{
		name: "start is missing", script: "start", manifest: `{"scripts": {"y": "probe"}}`, args: []string{"a", "b c"},
		files: map[string]string{"project/server.js": server}, silent: "npm>=12 bun", left: map[string]string{"yarn": "own meaning"},
	},
	{
		name: "start is missing, and its hooks are there", script: "start", manifest: `{"name": "a", "version": "1.0.0", "scripts": {"prestart": "probe 1", "poststart": "probe 3"}}`,
		files: map[string]string{"project/server.js": server}, silent: "npm>=12 bun pnpm<=10", left: map[string]string{"yarn": "own meaning", "pnpm<=10": "fails when start is missing"},
	},
	{name: "start and server.js are missing", script: "start", manifest: `{"scripts": {"y": "probe"}}`, silent: "all", left: map[string]string{"yarn": "own meaning", "pnpm<=10": "fails when start is missing"}},
	{
		name: "restart is missing", script: "restart", manifest: `{"scripts": {"prestop": "probe 1", "stop": "probe 2", "start": "probe 3", "poststart": "probe 4"}}`,
		silent: "pnpm yarn bun",
	},
	{
		name: "restart is missing, and stop too", script: "restart", manifest: `{"scripts": {"prerestart": "probe 0", "start": "probe 3", "postrestart": "probe 4"}}`,
		silent: "pnpm yarn bun",
	},
	{name: "restart is missing, and start too", script: "restart", manifest: `{"scripts": {"y": "probe 2"}}`, silent: "all"},
	{name: "stop is missing", script: "stop", manifest: `{"scripts": {"y": "probe"}}`, silent: "all"},
	{name: "env, which is there", script: "env", manifest: `{"scripts": {"env": "probe"}}`},
	{name: "env is missing", on: "npm pnpm bun", anyOrder: true, script: "env", manifest: `{"scripts": {"y": "probe"}}`, silent: "all", left: map[string]string{"yarn": "own meaning"}},
	{name: "no such script", script: "nosuch", manifest: `{"scripts": {"y": "probe"}}`, silent: "all"},
	{name: "no such script, but its hooks", script: "nosuch", manifest: `{"scripts": {"prenosuch": "probe", "postnosuch": "probe"}}`, silent: "all"},
	{name: "no scripts at all", manifest: `{"name": "a"}`, silent: "all"},
}
