package runner

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/runlight-dev/runlight/internal/environ"
	"github.com/stretchr/testify/require"
)

// plannedNPM plans with an npm of a version that is there in name only.
func plannedNPM(t *testing.T, version string, files map[string]string, script string, args ...string) ([]Step, error) {
	root, err := filepath.EvalSymlinks(t.TempDir())
	require.NoError(t, err)
	definitions := filepath.Join("npm", "node_modules", "@npmcli", "config", "lib", "definitions", "definitions.js")
	all := map[string]string{
		"package.json": `{"scripts":{"x":"a","prex":"b"}}`,
		definitions:    "new Definition('prefix', new Definition('userconfig', new Definition('script-shell', new Definition('user-agent', new Definition('cafile',",
	}
	for name, content := range files {
		all[name] = content
	}
	for name, content := range all {
		path := filepath.Join(root, name)
		require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o700))
		require.NoError(t, os.WriteFile(path, []byte(content), 0o600))
	}
	found := installation{
		name: "npm", version: version, root: filepath.Join(root, "npm"),
		node: node{real: filepath.Join(root, "bin", "node"), version: "v20.1.0", platform: "linux", arch: "x64"},
	}
	dir := filepath.Join(root, filepath.FromSlash(files["DIR"]))
	env := append(os.Environ(), "HOME="+root+"/home", "npm_config_userconfig="+root+"/home/.npmrc")
	return planNPM(New(Options{}), Request{Dir: dir, Script: script, Args: args, Env: env}, found)
}

func TestNPMGates(t *testing.T) {
	for name, test := range map[string]struct {
		version string
		files   map[string]string
		reason  string
	}{
		"none":                      {"11.1.0", nil, ""},
		"too old":                   {"9.9.9", nil, "only npm 10 to 12"},
		"too new":                   {"13.0.0", nil, "only npm 10 to 12"},
		"no version":                {"", nil, "only npm 10 to 12"},
		"workspace":                 {"11.1.0", map[string]string{".npmrc": "workspace=a"}, "setting workspace "},
		"workspaces off":            {"11.1.0", map[string]string{".npmrc": "workspaces=false"}, "setting workspaces "},
		"global":                    {"11.1.0", map[string]string{".npmrc": "global=true"}, "global packages"},
		"not global":                {"11.1.0", map[string]string{".npmrc": "global=false"}, ""},
		"location":                  {"11.1.0", map[string]string{"home/.npmrc": "location=global"}, "global packages"},
		"usage":                     {"11.1.0", map[string]string{".npmrc": "usage"}, "usage is on"},
		"strict":                    {"12.1.0", map[string]string{".npmrc": "strict-npmrc=true"}, "strict-npmrc is on"},
		"extension":                 {"12.1.0", map[string]string{".npmrc": "extension-file=x.js"}, "extension-file"},
		"secret":                    {"10.1.0", map[string]string{"home/.npmrc": "_authToken=x"}, "_authToken that belongs to no registry"},
		"scoped secret":             {"10.1.0", map[string]string{"home/.npmrc": "//r/:_authToken=x"}, ""},
		"email":                     {"12.1.0", map[string]string{"home/.npmrc": "email=x"}, "email that belongs"},
		"email, not yet":            {"11.1.0", map[string]string{"home/.npmrc": "email=x"}, ""},
		"exclusive":                 {"11.1.0", map[string]string{"home/.npmrc": "save-dev=true", ".npmrc": "save-prod=true"}, "save-dev and save-prod"},
		"one of those":              {"11.1.0", map[string]string{".npmrc": "save-dev=true"}, ""},
		"agent":                     {"11.1.0", map[string]string{".npmrc": "user-agent"}, "user-agent is no text"},
		"no JSON":                   {"11.1.0", map[string]string{"package.json": `{"scripts":{},}`}, "wrong with package.json"},
		"no object":                 {"11.1.0", map[string]string{"package.json": `["scripts"]`}, "wrong with package.json"},
		"no npm":                    {"11.1.0", map[string]string{"npm/node_modules/@npmcli/config/lib/definitions/definitions.js": ""}, ""},
		"shell":                     {"11.1.0", map[string]string{".npmrc": "script-shell=no-such-shell"}, "shell"},
		"NUL":                       {"11.1.0", map[string]string{"package.json": `{"scripts":{"x":"a\u0000"}}`}, "NUL"},
		"NUL in a variable":         {"11.1.0", map[string]string{"package.json": `{"name":"\u0000","scripts":{"x":"a"}}`}, "NUL"},
		"bin":                       {"11.1.0", map[string]string{"package.json": `{"bin":[1],"scripts":{"x":"a"}}`}, "entry of bin"},
		"bin folder":                {"11.1.0", map[string]string{"package.json": `{"directories":{"bin":1},"scripts":{"x":"a"}}`}, "directories.bin"},
		"engine":                    {"11.1.0", map[string]string{"package.json": `{"devEngines":{"runtime":{"name":"node"}},"scripts":{"x":"a"}}`}, ""},
		"wrong engine":              {"11.1.0", map[string]string{"package.json": `{"devEngines":{"runtime":{"name":"bun"}},"scripts":{"x":"a"}}`}, "devEngines.runtime"},
		"odd engine":                {"11.1.0", map[string]string{"package.json": `{"devEngines":{"runtime":{"name":"node","x":"y"}},"scripts":{"x":"a"}}`}, "devEngines.runtime"},
		"engine by version":         {"11.1.0", map[string]string{"package.json": `{"devEngines":{"runtime":{"name":"node","version":">=20 <21 || ^99"},"packageManager":{"name":"npm","version":"11.x"}},"scripts":{"x":"a"}}`}, ""},
		"engine of another version": {"11.1.0", map[string]string{"package.json": `{"devEngines":{"packageManager":{"name":"npm","version":"^10"}},"scripts":{"x":"a"}}`}, "devEngines.packageManager"},
		"loglevel":                  {"11.1.0", map[string]string{".npmrc": "loglevel=loud"}, "loglevel \"loud\""},
		"silent":                    {"11.1.0", map[string]string{".npmrc": "loglevel=silent"}, ""},
		"registry":                  {"11.1.0", map[string]string{".npmrc": "registry=not a url"}, "registry is no address"},
		"own registry":              {"11.1.0", map[string]string{".npmrc": "registry=http://localhost:4873"}, ""},
		"cafile":                    {"11.1.0", map[string]string{".npmrc": "cafile="}, "cafile names"},
		"no cafile there":           {"11.1.0", map[string]string{".npmrc": "cafile=none"}, ""},
		"unknown engine":            {"11.1.0", map[string]string{"package.json": `{"devEngines":{"fuel":{"name":"x"}},"scripts":{"x":"a"}}`}, "devEngines.fuel"},
		"no engines":                {"11.1.0", map[string]string{"package.json": `{"devEngines":[],"scripts":{"x":"a"}}`}, "devEngines is no object"},
		"engines of the root": {"11.1.0", map[string]string{
			"package.json": `{"workspaces":["p"],"devEngines":{"packageManager":{"name":"pnpm"}}}`, "p/package.json": `{"scripts":{"x":"a"}}`, "DIR": "p",
		}, "devEngines.packageManager"},
		"engines of a member": {"11.1.0", map[string]string{
			"package.json": `{"workspaces":["p"]}`, "p/package.json": `{"devEngines":{"packageManager":{"name":"pnpm"}},"scripts":{"x":"a"}}`, "DIR": "p",
		}, ""},
		"root too": {"11.1.0", map[string]string{
			"package.json": `{"workspaces":["p"]}`, "p/package.json": `{"scripts":{"x":"a"}}`, "DIR": "p", ".npmrc": "include-workspace-root=true",
		}, "in the root, too"},
		"odd workspaces": {"11.1.0", map[string]string{
			"package.json": `{"workspaces":"p"}`, "p/package.json": `{"scripts":{"x":"a"}}`, "DIR": "p",
		}, "no list of patterns"},
		"odd pattern": {"11.1.0", map[string]string{
			"package.json": `{"workspaces":[1]}`, "p/package.json": `{"scripts":{"x":"a"}}`, "DIR": "p",
		}, "no list of patterns"},
		"workspaces off by null": {"11.1.0", map[string]string{
			"package.json": `{"workspaces":null}`, "p/package.json": `{"scripts":{"x":"a"}}`, "DIR": "p",
		}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			steps, err := plannedNPM(t, test.version, test.files, "x")
			if test.reason == "" {
				require.NoError(t, err)
				require.NotEmpty(t, steps)
				return
			}
			require.ErrorAs(t, err, &useManager{})
			require.ErrorContains(t, err, test.reason)
		})
	}
	_, err := plannedNPM(t, "11.1.0", map[string]string{"package.json": `{"scripts":{"install":""}}`}, "install")
	require.ErrorContains(t, err, "node-gyp")
}

func TestNPMEvents(t *testing.T) {
	server := map[string]string{"package.json": `{"scripts":{"poststart":"p"}}`, "server.js": ""}
	for name, test := range map[string]struct {
		version, script string
		files           map[string]string
		want            string // event: text, or nothing for no such script
	}{
		"hooks":              {"11.1.0", "x", nil, "prex: b, x: a"},
		"a hook by itself":   {"11.1.0", "prex", nil, "prex: b"},
		"no hooks":           {"11.1.0", "x", map[string]string{".npmrc": "ignore-scripts=true"}, "x: a"},
		"missing":            {"11.1.0", "y", nil, ""},
		"of the prototype":   {"11.1.0", "hasOwnProperty", nil, ""},
		"no text":            {"11.1.0", "x", map[string]string{"package.json": `{"scripts":{"x":1}}`}, ""},
		"a list":             {"11.1.0", "1", map[string]string{"package.json": `{"scripts":["a","b"]}`}, "1: b"},
		"no scripts":         {"11.1.0", "x", map[string]string{"package.json": `{}`}, ""},
		"scripts null":       {"11.1.0", "x", map[string]string{"package.json": `{"scripts":null}`}, ""},
		"empty":              {"11.1.0", "x", map[string]string{"package.json": `{"scripts":{"x":""}}`}, "x: "},
		"empty with a hook":  {"11.1.0", "x", map[string]string{"package.json": `{"scripts":{"x":"","postx":"c"}}`}, "postx: c"},
		"restart":            {"11.1.0", "restart", map[string]string{"package.json": `{"scripts":{"prerestart":"p"}}`}, "prerestart: p, restart: npm stop --if-present && npm start"},
		"own restart":        {"11.1.0", "restart", map[string]string{"package.json": `{"scripts":{"restart":"r"}}`}, "restart: r"},
		"env":                {"11.1.0", "env", nil, "env: " + printEnv},
		"server":             {"11.1.0", "start", server, "start: node server.js, poststart: p"},
		"server of npm 12":   {"12.1.0", "start", server, ""},
		"server is a folder": {"11.1.0", "start", map[string]string{"server.js/x": ""}, ""},
		"own start":          {"11.1.0", "start", map[string]string{"package.json": `{"scripts":{"start":"s"}}`, "server.js": ""}, "start: s"},
	} {
		t.Run(name, func(t *testing.T) {
			steps, err := plannedNPM(t, test.version, test.files, test.script)
			if test.want == "" {
				require.ErrorIs(t, err, ErrNoScript)
				require.ErrorContains(t, err, test.script)
				return
			}
			require.NoError(t, err)
			var got []string
			for _, step := range steps {
				got = append(got, step.Event+": "+step.Text)
				require.Contains(t, step.Env, "npm_lifecycle_event="+step.Event)
				require.Contains(t, step.Env, "npm_lifecycle_script="+step.Text)
			}
			require.Equal(t, test.want, strings.Join(got, ", "))
		})
	}
}

func TestNPMPath(t *testing.T) {
	const sep = string(filepath.ListSeparator)
	dir := filepath.Join(t.TempDir(), "a")
	bins := filepath.Join(dir, "node_modules", ".bin")
	env := environ.Parse([]string{"Other=1"})
	npmPath(env, dir, "gyp")
	require.Equal(t, []string{"Other=1"}, env.List(), "without a PATH there is none")

	env = environ.Parse([]string{"PATH="})
	npmPath(env, dir, "gyp")
	require.True(t, strings.HasPrefix(env.Value("PATH"), bins+sep))
	require.True(t, strings.HasSuffix(env.Value("PATH"), sep+"gyp"+sep))

	env = environ.Parse([]string{"PATH=x" + sep + sep + "x"})
	npmPath(env, dir, "gyp")
	require.True(t, strings.HasSuffix(env.Value("PATH"), "gyp"+sep+"x"+sep+sep+"x"), "what stands twice stays")
}

func TestNPMPrefix(t *testing.T) {
	member := `{"scripts":{"x":"a"}}`
	for name, test := range map[string]struct {
		files map[string]string
		want  string // the folder whose settings count, below the root folder
	}{
		"alone":        {map[string]string{"DIR": "p", "p/package.json": member}, "p"},
		"a member":     {map[string]string{"DIR": "p", "p/package.json": member, "package.json": `{"workspaces":["*"]}`}, ""},
		"of an object": {map[string]string{"DIR": "p", "p/package.json": member, "package.json": `{"workspaces":{"packages":["p"]}}`}, ""},
		"left out":     {map[string]string{"DIR": "p", "p/package.json": member, "package.json": `{"workspaces":["*","!p"]}`}, "p"},
		"of the nearest": {map[string]string{
			"DIR": "a/b/c", "a/b/c/package.json": member, "package.json": `{"workspaces":["a/**"]}`, "a/package.json": `{"workspaces":["b/c"]}`,
		}, "a"},
		"through what is broken": {map[string]string{
			"DIR": "a/b", "a/b/package.json": member, "package.json": `{"workspaces":["a/b"]}`, "a/package.json": `{"workspaces":}`,
		}, ""},
		"through a list": {map[string]string{
			"DIR": "a/b", "a/b/package.json": member, "package.json": `{"workspaces":["a/b"]}`, "a/package.json": `[]`,
		}, ""},
		"below node_modules": {map[string]string{
			"DIR": "node_modules/b", "node_modules/b/package.json": member, "package.json": `{"workspaces":["**"]}`,
		}, "node_modules/b"},
	} {
		t.Run(name, func(t *testing.T) {
			steps, err := plannedNPM(t, "11.1.0", test.files, "x")
			require.NoError(t, err)
			env := environ.Parse(steps[0].Env)
			root := filepath.Dir(filepath.Dir(filepath.Dir(env.Value("npm_execpath"))))
			require.Equal(t, filepath.Join(root, filepath.FromSlash(test.want)), env.Value("npm_config_local_prefix"))
			require.Equal(t, steps[0].Dir, env.Value("INIT_CWD"))
		})
	}
}
