//go:build unix

package oracle

// bodyScenarios are about the text of a script, and what a shell makes of it.
var bodyScenarios = []scenario{
	{name: "empty body", manifest: `{"scripts": {"prex": "probe 1", "x": "", "postx": "probe 2"}}`, silent: "pnpm bun yarn", left: map[string]string{"yarn": "special"}},
	{name: "empty body alone", manifest: `{"scripts": {"x": ""}}`, silent: "all", left: map[string]string{"yarn": "special"}},
	{name: "body of blanks", manifest: `{"scripts": {"prex": "probe 1", "x": "  "}}`},
	{name: "body is null", manifest: `{"scripts": {"x": null, "y": "probe"}}`, silent: "all", left: map[string]string{"yarn": "special"}},
	{name: "body is a number", manifest: `{"scripts": {"x": 1}}`, silent: "all", left: map[string]string{"yarn": "special"}},
	{name: "body is true", manifest: `{"scripts": {"prex": "probe", "x": true}}`, silent: "npm pnpm bun", left: map[string]string{"pnpm": "in the text", "yarn": "special"}},
	{name: "body is false", manifest: `{"scripts": {"prex": "probe", "x": false}}`, silent: "all", left: map[string]string{"yarn": "special"}},
	{name: "body is a list", manifest: `{"scripts": {"x": ["probe", "a"]}}`, silent: "all", left: map[string]string{"pnpm": "no text", "yarn": "special"}},
	{name: "body is an object", manifest: `{"scripts": {"x": {"a": "probe"}}}`, silent: "all", left: map[string]string{"pnpm": "no text", "yarn": "special"}},
	{name: "scripts is a list", script: "0", manifest: `{"scripts": ["probe"]}`, silent: "bun", left: map[string]string{"pnpm": "no object", "yarn": ""}},
	{name: "scripts is null", manifest: `{"scripts": null}`, silent: "all"},
	{name: "several commands", manifest: `{"scripts": {"x": "probe 1; probe 2 && probe 3 || probe 4"}}`, args: []string{"a"}},
	{name: "a body of two lines", manifest: `{"scripts": {"x": "probe 1\nprobe 2"}}`, args: []string{"a"}},
	{name: "a body with carriage returns", manifest: `{"scripts": {"x": "probe 1;\r\nprobe 2"}}`},
	{name: "a body with tabs", manifest: `{"scripts": {"x": "probe\t1 \t"}}`, args: []string{"a"}},
	{name: "variables of the shell", manifest: `{"scripts": {"x": "A=1 probe $npm_lifecycle_event \"$npm_package_name\" '$HOME' ${NO_SUCH:-none} $((1+2)) $(echo sub)"}, "name": "a"}`},
	{name: "a comment takes the arguments", manifest: `{"scripts": {"x": "probe A #"}}`, args: []string{"a"}},
	{name: "a pipe takes the arguments", manifest: `{"scripts": {"x": "probe A | probe"}}`, args: []string{"b"}, anyOrder: true},
	{name: "a function takes the arguments", manifest: `{"scripts": {"x": "f() { probe first \"$@\"; }; f"}}`, args: []string{"a b", "$HOME", "'"}},
	{name: "sh -c takes the arguments", manifest: `{"scripts": {"x": "sh -c 'probe \"$@\"' zero"}}`, args: []string{"a b", `"`}},
	{name: "quotes of every kind", manifest: `{"scripts": {"x": "probe 'single $HOME' \"double $USER\" back\\\\slash \"\\\"\" ''"}}`},
	{name: "a pattern of files", manifest: `{"scripts": {"x": "probe *.txt [ab].md '*.txt' {1,2} ~"}}`, files: map[string]string{"project/b.txt": "", "project/a.txt": "", "project/a.md": ""}},
	{name: "unicode", manifest: `{"scripts": {"x": "probe größe 漢字 🚀 \u00e9 \u200b"}}`},
	{name: "a long body", manifest: `{"scripts": {"x": "probe ` + long + `"}}`},
	{name: "a body that is JSON-escaped", manifest: `{"scripts": {"x": "\u0070robe \u0041 \/ \b"}}`},
	{name: "set -e", manifest: `{"scripts": {"x": "set -e; probe 1; false; probe 2"}}`},
	{name: "exec", manifest: `{"scripts": {"x": "exec probe 1"}}`, args: []string{"a"}},
	{name: "cd", manifest: `{"scripts": {"x": "cd sub && probe"}}`, files: map[string]string{"project/sub/": ""}},
	{name: "a program of the project", manifest: `{"scripts": {"x": "tool a"}}`, files: map[string]string{"project/node_modules/.bin/tool": "#!/bin/sh\nexec probe tool \"$@\"\n"}},
	{name: "a program that shadows another", manifest: `{"scripts": {"x": "ls a"}}`, files: map[string]string{"project/node_modules/.bin/ls": "#!/bin/sh\nexec probe ls \"$@\"\n"}},
	{name: "output and errors", manifest: `{"scripts": {"prex": "echo before", "x": "probe; echo out; echo err >&2; printf 'no newline'; echo"}}`},
	{name: "colours", manifest: `{"scripts": {"x": "probe; printf '\\033[31mred\\033[0m\\n'"}}`},
	{name: "input", manifest: `{"scripts": {"x": "probe </dev/null; probe 2>/dev/null"}}`},
	{name: "bun's own words", manifest: `{"scripts": {"x": "probe 'npm run y' && echo npx z"}}`},
	{name: "a body with a NUL", manifest: `{"scripts": {"x": "probe a\u0000b"}}`, silent: "npm pnpm yarn", left: map[string]string{"npm pnpm": "NUL", "yarn": "special"}},
	{name: "only-allow, exactly", on: "pnpm", manifest: `{"scripts": {"x": "only-allow pnpm", "postx": "probe"}}`},
	{name: "half a surrogate", on: "npm pnpm", manifest: `{"scripts": {"x": "probe a\ud800b"}}`},
}

// long is a body of some kilobytes, in which a runner that cuts would be seen.
const long = hundred + hundred + hundred + hundred + hundred + hundred + hundred + hundred + hundred + hundred

const hundred = "0123456789 abcdefghijklmnopqrstuvwxyz ABCDEFGHIJKLMNOPQRSTUVWXYZ 0123456789 abcdefghijklmnopqrstuvw "
