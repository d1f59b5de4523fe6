//go:build unix

package oracle

import (
	"encoding/json"
	"fmt"
)

// oddNames are names of scripts that somebody would get wrong: for each the managers under which nothing runs.
var oddNames = []struct{ name, silent string }{
	{"with space", ""}, {"a:b", ""}, {"a:b:c d", ""}, {"it's", ""}, {`say "hi"`, ""}, {"$HOME", ""}, {"`id`", ""}, {"a&b|c;d", ""}, {"*", ""},
	{"größe 漢字 🚀", ""}, {"line\nbreak", ""}, {"tab\there", ""}, {"a/b", ""}, {`back\slash`, ""}, {"1", ""}, {"3000", ""}, {"#hash", ""},
	{"~", ""}, {"(x)", ""}, {"a=b", ""}, {"%x%", ""}, {"!x", ""}, {"@scope/x", ""}, {"UPPER", ""}, {".x", "pnpm>=11 bun"}, {"..", "bun pnpm>=11"},
	{"-x", "pnpm"}, {"--x", "pnpm"},
	{"constructor", ""}, {"toString", ""}, {"__proto__", ""}, {"run", ""}, {"help", ""}, {"true", ""}, {"null", ""}, {"x ", ""}, {" x", ""},
}

// refused says what keeps a name from a direct run.
func refused(name string) map[string]string {
	reasons := map[string]string{}
	switch name[0] {
	case '-':
		reasons["pnpm"] = "for an option"
	case '.':
		reasons["pnpm>=11"] = "begin with a dot"
	}
	return reasons
}

var nameScenarios = append(named(), []scenario{
	{name: "name of a prototype", script: "hasOwnProperty", manifest: `{"scripts": {"x": "probe"}}`, silent: "all", left: map[string]string{"pnpm": "every object has a property"}},
	{name: "name of the constructor", script: "constructor", manifest: `{"scripts": {"x": "probe"}}`, silent: "all", left: map[string]string{"pnpm": "every object has a property"}},
	{name: "name of the prototype of prototypes", script: "__proto__", manifest: `{"scripts": {"x": "probe"}}`, silent: "all", left: map[string]string{"pnpm": "every object has a property"}},
	{name: "name in other letters", script: "X", manifest: `{"scripts": {"x": "probe"}}`, silent: "all"},
	{
		name: "a name that is a pattern", anyOrder: true, on: "pnpm", script: "/^b/", manifest: `{"scripts": {"b1": "probe 1", "b2": "probe 2"}}`,
		left: map[string]string{"pnpm": "pattern of names"},
	},
}...)

// named makes a scenario of each odd name, with a hook, and a script by whose name Yarn can be asked.
func named() []scenario {
	var all []scenario
	for _, odd := range oddNames {
		scripts := map[string]string{odd.name: "probe main", "pre" + odd.name: "probe before", "plain": "probe no"}
		manifest, _ := json.Marshal(map[string]any{"name": "a", "version": "1.0.0", "scripts": scripts})
		all = append(all, scenario{
			name: fmt.Sprintf("name %q", odd.name), script: odd.name, manifest: string(manifest), args: []string{"a"}, silent: odd.silent,
			left: refused(odd.name),
		})
	}
	return all
}
