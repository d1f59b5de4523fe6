//go:build unix

package oracle

// hooked is a package with a script and its hooks.
const hooked = `{"name": "a", "version": "1.0.0", "scripts": {"prex": "probe 1", "x": "probe 2", "postx": "probe 3"}}`

// pnpmConfigScenarios are about pnpm's own settings.
var pnpmConfigScenarios = []scenario{
	{name: "no hooks, in .npmrc", on: "pnpm", manifest: hooked, files: map[string]string{"project/.npmrc": "enable-pre-post-scripts=false\n"}},
	{name: "no hooks, in pnpm-workspace.yaml", on: "pnpm", manifest: hooked, files: map[string]string{"project/pnpm-workspace.yaml": "packages: []\nenablePrePostScripts: false\n"}},
	{name: "scriptShell", on: "pnpm", manifest: plain, args: []string{"a b", "$x"}, files: map[string]string{"project/pnpm-workspace.yaml": "packages: []\nscriptShell: /bin/bash\n"}},
	{name: "scriptShell by name", on: "pnpm", manifest: plain, files: map[string]string{"project/pnpm-workspace.yaml": "packages: []\nscriptShell: bash\n"}},
	{name: "script-shell over scriptShell", on: "pnpm", manifest: plain, files: map[string]string{"project/.npmrc": "script-shell=/bin/sh\n", "project/pnpm-workspace.yaml": "packages: []\nscriptShell: /bin/bash\n"}},
	{
		name: "shellEmulator", on: "pnpm", manifest: `{"scripts": {"x": "A=1 probe a"}}`, args: []string{"b c"}, files: map[string]string{"project/pnpm-workspace.yaml": "packages: []\nshellEmulator: true\n"},
		left: map[string]string{"pnpm>=10": "hellEmulator"},
	},
	{
		name: "shell-emulator in .npmrc", on: "pnpm", manifest: `{"scripts": {"x": "A=1 probe a"}}`, args: []string{"b c"}, files: map[string]string{"project/.npmrc": "shell-emulator=true\n"},
		left: map[string]string{"pnpm<=10": "hellEmulator"},
	},
	{name: "nodeOptions", on: "pnpm", manifest: plain, files: map[string]string{"project/pnpm-workspace.yaml": "packages: []\nnodeOptions: --no-warnings\n"}},
	{name: "nodeOptions with those of the environment", on: "pnpm", manifest: plain, env: map[string]string{"NODE_OPTIONS": "--no-deprecation"}, files: map[string]string{"project/pnpm-workspace.yaml": "packages: []\nnodeOptions: ${NODE_OPTIONS} --no-warnings\n"}},
	{name: "other settings", on: "pnpm", manifest: plain, files: map[string]string{"project/pnpm-workspace.yaml": "packages: []\nautoInstallPeers: false\nhoist: false\nregistry: https://example.com/\npublicHoistPattern:\n  - '*a*'\ncatalog:\n  react: ^18.0.0\noverrides:\n  b: 1.0.0\n"}},
	{name: "settings of the manifest", on: "pnpm", manifest: `{"name": "a", "scripts": {"x": "probe"}, "pnpm": {"overrides": {"a": "1"}, "neverBuiltDependencies": []}}`},
	{name: "pnpm's settings in .npmrc", on: "pnpm", manifest: plain, files: map[string]string{"project/.npmrc": "node-linker=hoisted\nhoist-pattern[]=*a*\nhoist-pattern[]=*b*\nauto-install-peers=false\nstrict-peer-dependencies=true\nstore-dir=~/store\nvirtual-store-dir=.v\nunknown_thing=1\n"}},
	{name: "pnpm's settings in the environment", on: "pnpm", manifest: plain, env: map[string]string{"npm_config_node_linker": "hoisted", "pnpm_config_node_linker": "hoisted", "PNPM_CONFIG_HOIST": "false"}},
	{name: "color", on: "pnpm", manifest: plain, files: map[string]string{"project/pnpm-workspace.yaml": "packages: []\ncolor: always\n"}},
	{name: "no color", on: "pnpm", manifest: plain, files: map[string]string{"project/pnpm-workspace.yaml": "packages: []\ncolor: never\n"}},
	{name: "silent, in pnpm-workspace.yaml", on: "pnpm", manifest: plain, files: map[string]string{"project/pnpm-workspace.yaml": "packages: []\nloglevel: silent\nreporter: silent\n"}},
	{name: "an empty pnpm-workspace.yaml", on: "pnpm", manifest: plain, files: map[string]string{"project/pnpm-workspace.yaml": ""}},
	{name: "a pnpm-workspace.yaml above", on: "pnpm", manifest: plain, dir: "project/packages/b", files: map[string]string{"project/pnpm-workspace.yaml": "packages:\n  - packages/*\nscriptShell: /bin/bash\n", "project/package.json": `{"name": "root"}`, "project/node_modules/.bin/": ""}},
	{name: "a pnpm-workspace.yaml above, of which it is no member", on: "pnpm", manifest: plain, dir: "project/other/b", files: map[string]string{"project/pnpm-workspace.yaml": "packages:\n  - packages/*\nscriptShell: /bin/bash\n", "project/package.json": `{"name": "root"}`, "project/.npmrc": "tag=root\n"}, left: map[string]string{"pnpm>=11": "none of those"}},
	{name: "a member with an own .npmrc", on: "pnpm", manifest: plain, dir: "project/packages/b", files: map[string]string{"project/pnpm-workspace.yaml": "packages:\n  - packages/*\n", "project/package.json": `{"name": "root"}`, "project/.npmrc": "tag=root\nsave-exact=true\n", "project/packages/b/.npmrc": "tag=member\nfund=false\n"}},
	{name: "a root whose members have the script too", on: "pnpm", manifest: plain, files: map[string]string{"project/pnpm-workspace.yaml": "packages:\n  - packages/*\n", "project/packages/b/package.json": `{"name": "b", "scripts": {"x": "probe no"}}`}},
	{name: "verifyDepsBeforeRun off, and nothing installed", on: "pnpm", manifest: `{"name": "a", "scripts": {"x": "probe"}, "dependencies": {"no-such": "1.0.0"}}`, files: map[string]string{"project/pnpm-workspace.yaml": "packages: []\nverifyDepsBeforeRun: false\n"}},
	{
		name: "verifyDepsBeforeRun, and nothing installed", on: "pnpm>=10", manifest: `{"name": "a", "scripts": {"x": "probe"}, "dependencies": {"no-such": "1.0.0"}}`, files: map[string]string{"project/pnpm-workspace.yaml": "packages: []\nverifyDepsBeforeRun: error\n"},
		silent: "pnpm", left: map[string]string{"pnpm@10": "verifyDepsBeforeRun", "pnpm>=11": "install"},
	},
	{name: "extraBinPaths", on: "pnpm", manifest: plain, files: map[string]string{"project/pnpm-workspace.yaml": "packages:\n  - packages/*\n", "project/node_modules/.bin/tool": "#!/bin/sh\n"}},
	{name: "scripts-prepend-node-path", on: "pnpm<=10", manifest: plain, files: map[string]string{"project/.npmrc": "scripts-prepend-node-path=true\n"}, left: map[string]string{"pnpm": "puts its Node.js on the PATH"}},
	{name: "syncInjectedDepsAfterScripts", on: "pnpm>=10", manifest: plain, files: map[string]string{"project/pnpm-workspace.yaml": "packages: []\nsyncInjectedDepsAfterScripts:\n  - x\n"}, left: map[string]string{"pnpm": "syncInjectedDepsAfterScripts"}},
	{name: "a lifecycle hook of node_modules", on: "pnpm yarn", manifest: plain, files: map[string]string{"project/node_modules/.hooks/x": "#!/bin/sh\nprobe hook\n"}, left: map[string]string{"pnpm": ".hooks"}},
	{name: "an old store of modules", on: "pnpm", manifest: plain, files: map[string]string{"project/node_modules/.modules.yaml": "layoutVersion: 5\n", "project/pnpm-lock.yaml": "lockfileVersion: '9.0'\n"}},
}

// yarnConfigScenarios are about the settings of Yarn classic.
var yarnConfigScenarios = []scenario{
	{name: "settings of Yarn", on: "yarn", manifest: plain, files: map[string]string{"project/.yarnrc": "save-prefix \"~\"\nregistry \"https://example.com/\"\nunsafe-disable-integrity-migration true\n"}},
	{name: "settings of Yarn, of the user", on: "yarn", manifest: plain, files: map[string]string{"home/.yarnrc": "save-prefix \"^\"\nemail a@example.com\n", "project/.yarnrc": "save-prefix \"~\"\n"}},
	{name: "script-shell of Yarn", on: "yarn", manifest: plain, args: []string{"a b"}, files: map[string]string{"project/.yarnrc": "script-shell \"/bin/bash\"\n"}, left: map[string]string{"yarn": "script-shell"}},
	{name: "script-shell of Yarn, of the environment", on: "yarn", manifest: plain, args: []string{"a b"}, env: map[string]string{"YARN_SCRIPT_SHELL": "/bin/bash"}, left: map[string]string{"yarn": "YARN_SCRIPT_SHELL"}},
	{name: "variables of Yarn's settings", on: "yarn", manifest: plain, files: map[string]string{"project/.yarnrc": "env:\n  FROM_YARN \"yes\"\n  LANG \"de\"\n"}},
	{name: "variables for Yarn", on: "yarn", manifest: plain, env: map[string]string{"YARN_REGISTRY": "https://example.com/", "YARN_CACHE_FOLDER": "$SCRATCH/c"}},
	{name: "another Yarn in the project", on: "yarn", manifest: plain, files: map[string]string{"project/.yarnrc": "yarn-path \"./y.js\"\n", "project/y.js": "#!/usr/bin/env node\n" + server}, left: map[string]string{"yarn": "yarn-path"}},
	{name: "silent Yarn", on: "yarn", manifest: plain, files: map[string]string{"project/.yarnrc": "--silent true\n--run.silent true\n"}},
	{name: "a folder of links", on: "yarn", manifest: plain, files: map[string]string{"home/.config/yarn/link/b/package.json": "{}"}},
	{name: "settings of Bun", on: "bun", manifest: plain, files: map[string]string{"project/bunfig.toml": "[run]\nsilent = true\n"}},
	{name: "the shell of Bun", on: "bun", manifest: plain, files: map[string]string{"project/bunfig.toml": "[run]\nshell = \"bun\"\n"}},
	{name: "a file of variables", manifest: plain, files: map[string]string{"project/.env": "FROM_FILE=1\n", "project/.env.local": "FROM_LOCAL=1\n"}},
}
