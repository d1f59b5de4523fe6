package runner

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/runlight-dev/runlight/internal/environ"
)

// pnpmProject writes files below a new folder and says what pnpm of a version would plan for the package in dir.
type pnpmProject struct {
	version string // 10.34.9 where empty
	files   map[string]string
	dir     string
	script  string
	args    []string
	env     []string
}

func (p pnpmProject) plan(t testing.TB) ([]Step, error) {
	scratch, err := filepath.EvalSymlinks(t.TempDir())
	require.NoError(t, err)
	for name, text := range p.files {
		put(t, filepath.Join(scratch, name), text)
	}
	putPnpm(t, scratch)
	if p.version == "" {
		p.version = "10.34.9"
	}
	request, found := p.request(scratch)
	return planPnpm(New(Options{}), request, found)
}

func (p pnpmProject) request(scratch string) (Request, installation) {
	root := filepath.Join(scratch, "pnpm")
	request := Request{
		Manager: "pnpm", Dir: filepath.Join(scratch, "project", p.dir), Script: p.script, Args: p.args,
		Env: append([]string{"PATH=" + filepath.Join(scratch, "bin"), homeVariable + "=" + filepath.Join(scratch, "home")}, p.env...),
	}
	if p.script == "" {
		request.Script = "x"
	}
	return request, installation{
		name: "pnpm", version: p.version, root: root, path: filepath.Join(scratch, "bin", "pnpm"), real: filepath.Join(root, "bin", "pnpm.cjs"),
		node: node{real: filepath.Join(scratch, "node", "bin", "node"), version: "v22.3.4", platform: "linux", arch: "x64"},
	}
}

// putPnpm writes what is read of pnpm itself, and a shell.
func putPnpm(t testing.TB, scratch string) {
	shell := filepath.Join(scratch, "bin", spellings(defaultShell(environ.Parse(nil)), "")[0])
	put(t, shell, "")
	require.NoError(t, os.Chmod(shell, 0o700))
	for _, name := range []string{"pnpm.cjs", "pnpm.mjs"} {
		put(t, filepath.Join(scratch, "pnpm", "dist", name), `registry: "https://registry.test/", "@jsr:registry": "https://jsr.test/"`)
	}
}

func TestPnpmRegistries(t *testing.T) {
	for _, test := range []struct{ program, npm, jsr, failure string }{
		{"a\n  registry: \"https://a/\",\n  \"@jsr:registry\": \"https://b/\"\n", "https://a/", "https://b/", ""},
		{"\"@jsr\": \"https://b/\"\nregistry: \"http://a/\"", "http://a/", "https://b/", ""},
		{"registry: \"https://a/\"\nregistry: \"https://c/\"", "https://a/", "", ""}, // pnpm 9 knows no @jsr
		{"registry: name", "", "", "names none"},
		{strings.Repeat("x", longestLine+1), "", "", "too long"},
	} {
		found, err := readRegistries(strings.NewReader(test.program))
		if test.failure != "" {
			require.ErrorContains(t, err, test.failure)
			continue
		}
		require.NoError(t, err)
		require.Equal(t, pnpmRegistries{test.npm, test.jsr}, found)
	}
}

func put(t testing.TB, path, text string) {
	require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o755))
	require.NoError(t, os.WriteFile(path, []byte(text), 0o600))
}

// TestPnpmStages holds which scripts run: left to pnpm where the wanted text begins with "left", ErrNoScript for "none".
func TestPnpmStages(t *testing.T) {
	for _, test := range []struct {
		name, version, script, scripts string
		files                          map[string]string
		want                           string
	}{
		{name: "alone", scripts: `{"x":"a"}`, want: "x:a"},
		{name: "hooks", scripts: `{"prex":"p","x":"a","postx":"q"}`, want: "prex:p x:a postx:q"},
		{name: "hooks by name", scripts: `{"prex":"p","x":"a prex","postx":"q"}`, want: "x:a prex postx:q"},
		{name: "hooks that are empty", scripts: `{"prex":"","x":"a","postx":""}`, want: "x:a"},
		{name: "hooks off", scripts: `{"prex":"p","x":"a"}`, files: map[string]string{"project/.npmrc": "enable-pre-post-scripts=false"}, want: "x:a"},
		{name: "hooks off in 11", version: "11.28.11", scripts: `{"prex":"p","x":"a"}`, files: map[string]string{"project/.npmrc": "enable-pre-post-scripts=false"}, want: "prex:p x:a"},
		{name: "missing", scripts: `{"y":"a"}`, want: "none"},
		{name: "no scripts", scripts: `null`, want: "none"},
		{name: "empty", scripts: `{"x":""}`, want: "none"},
		{name: "false", scripts: `{"x":false}`, want: "none"},
		{name: "a number", scripts: `{"x":5}`, want: "x:5"},
		{name: "a number with hooks", scripts: `{"prex":"p","x":5}`, want: "left pnpm looks for hooks"},
		{name: "a list", scripts: `{"x":["a"]}`, want: "left the script \"x\" is no text"},
		{name: "scripts are a list", scripts: `[]`, want: "left the scripts"},
		{name: "twice", scripts: `{"x":"a","x":"b"}`, want: "x:b"},
		{name: "inherited", script: "constructor", scripts: `{}`, want: "left every object"},
		{name: "own name of an inherited one", script: "constructor", scripts: `{"constructor":"a"}`, want: "constructor:a"},
		{name: "a regular expression", script: "/x/", scripts: `{"x":"a"}`, want: "left pnpm takes /x/"},
		{name: "a name like one", script: "/x/", scripts: `{"/x/":"a"}`, want: "/x/:a"},
		{name: "an option", script: "-x", scripts: `{"-x":"a"}`, want: "left pnpm takes \"-x\""},
		{name: "hidden", version: "11.28.11", script: ".x", scripts: `{".x":"a"}`, want: "left pnpm hides"},
		{name: "not hidden yet", script: ".x", scripts: `{".x":"a"}`, want: ".x:a"},
		{name: "start", script: "start", scripts: `{}`, files: map[string]string{"project/server.js": ""}, want: "start:node server.js"},
		{name: "start without a server", script: "start", scripts: `{}`, want: "none"},
		{name: "start with hooks", script: "start", scripts: `{"prestart":"p"}`, files: map[string]string{"project/server.js": ""}, want: "left pnpm 10 fails"},
		{name: "start with hooks in 11", version: "11.28.11", script: "start", scripts: `{"prestart":"p"}`, files: map[string]string{"project/server.js": ""}, want: "start:node server.js"},
		{name: "empty start", script: "start", scripts: `{"prestart":"p","start":""}`, files: map[string]string{"project/server.js": ""}, want: "prestart:p start:node server.js"},
		{name: "only-allow", scripts: `{"prex":"npx only-allow pnpm","x":"a"}`, want: "x:a"},
		{name: "only-allow alone", scripts: `{"x":"npx only-allow pnpm"}`, want: "left pnpm runs nothing"},
		{name: "pnpm 8", version: "8.1.0", scripts: `{"x":"a"}`, want: "left Runlight knows"},
		{name: "pnpm 12", version: "12.1.0", scripts: `{"x":"a"}`, want: "left pnpm 12 starts quickly"},
		{name: "an old 10", version: "10.5.0", scripts: `{"x":"a"}`, want: "left the ways of pnpm 10 are known from 10.12"},
	} {
		t.Run(test.name, func(t *testing.T) {
			files := map[string]string{"project/package.json": fmt.Sprintf(`{"scripts":%s}`, test.scripts)}
			for name, text := range test.files {
				files[name] = text
			}
			steps, err := pnpmProject{version: test.version, files: files, script: test.script}.plan(t)
			require.True(t, strings.HasPrefix(outcomeOf(steps, err), test.want), "%s", outcomeOf(steps, err))
		})
	}
}

func outcomeOf(steps []Step, err error) string {
	var left useManager
	switch {
	case errors.Is(err, ErrNoScript):
		return "none"
	case errors.As(err, &left):
		return "left " + left.reason
	case err != nil:
		return err.Error()
	}
	var all []string
	for _, step := range steps {
		all = append(all, step.Event+":"+step.Text)
	}
	return strings.Join(all, " ")
}

// TestPnpmGates holds what is left to pnpm.
func TestPnpmGates(t *testing.T) {
	const plain = `{"name":"a","scripts":{"x":"a"}}`
	for _, test := range []struct {
		version, manifest, rc, yaml, more, reason string
		env                                       []string
	}{
		{rc: "shell-emulator=true", reason: "emulated"},
		{yaml: "shellEmulator: true", reason: "emulated"},
		{version: "11.28.11", rc: "shell-emulator=true"},
		{version: "11.28.11", yaml: "shellEmulator: true", reason: "emulated"},
		{version: "11.28.11", env: []string{"PNPM_CONFIG_SHELL_EMULATOR=true"}, reason: "emulated"},
		{version: "11.28.11", yaml: "shellEmulator: true", env: []string{"pnpm_config_shell_emulator=false"}},
		{rc: "use-node-version=20.1.0", reason: "useNodeVersion"},
		{manifest: `{"scripts":{"x":"a"},"pnpm":{"executionEnv":{"nodeVersion":"1.0.0"}}}`, reason: "executionEnv"},
		{version: "9.15.9", manifest: `{"scripts":{"x":"a"},"pnpm":{"executionEnv":{}}}`, reason: "executionEnv"},
		{yaml: "configDependencies: {a: 1.0.0}", reason: "configDependencies"},
		{yaml: "syncInjectedDepsAfterScripts: [y]"},
		{yaml: "syncInjectedDepsAfterScripts: [x]", reason: "syncInjectedDepsAfterScripts"},
		{yaml: "scriptShell: 5", reason: "scriptShell is no text"},
		{yaml: "verifyDepsBeforeRun: install", reason: "what is installed"},
		{yaml: "verifyDepsBeforeRun: false"},
		{yaml: "a: &x b\nc: *x", reason: "alias"},
		{yaml: "a: 0o17", reason: "odd number"},
		{yaml: "a: 2001-01-01", reason: "timestamp"},
		{yaml: "- a", reason: "no object"},
		{yaml: "a: ${UNSET}", reason: "not set"},
		{manifest: `{"packageManager":"yarn@1.22.22","scripts":{"x":"a"}}`, reason: `names "yarn@1.22.22" as its package manager`},
		{manifest: `{"packageManager":"pnpm@10.1.0","scripts":{"x":"a"}}`, reason: "names pnpm 10.1.0"},
		{manifest: `{"packageManager":"pnpm@10.34.9+sha512.x","scripts":{"x":"a"}}`},
		{version: "11.28.11", manifest: `{"devEngines":{"runtime":{"name":"node"}},"scripts":{"x":"a"}}`, reason: "devEngines.runtime"},
		{manifest: `{"engines":{"pnpm":">=11"},"scripts":{"x":"a"}}`, reason: "engines.pnpm"},
		{manifest: `{"engines":{"pnpm":">=10","node":">=23"},"scripts":{"x":"a"}}`, reason: "engines.node"},
		{manifest: `{"engines":{"node":">=23"},"scripts":{"x":"a"}}`},
		{manifest: `{"engines":{"node":">=23"},"scripts":{"x":"a"}}`, rc: "engine-strict=true", reason: "engines.node"},
		{manifest: `{"scripts"`, reason: "package.json"},
		{manifest: `[]`, reason: "no object"},
		{more: ".pnp.cjs", reason: ".pnp.cjs"},
		{more: "node_modules/.hooks/x", reason: ".hooks"},
		{more: "pnpm-workspace.yml", reason: "must be named"},
		{rc: "tag=${UNSET}"},
		{env: []string{"npm_config_tag=${UNSET}"}, reason: "not set"},
		{env: []string{"NPM_CONFIG_WORKSPACE_DIR=/w"}, reason: "NPM_CONFIG_WORKSPACE_DIR"},
		{env: []string{homeVariable + "="}, reason: "home"},
		{rc: "global=true", reason: "global"},
		{rc: "username=u", reason: "username"},
	} {
		t.Run(fmt.Sprintf("%+v", test), func(t *testing.T) {
			files := map[string]string{"project/package.json": plain}
			for name, text := range map[string]string{"package.json": test.manifest, ".npmrc": test.rc, "pnpm-workspace.yaml": test.yaml} {
				if text != "" {
					files["project/"+name] = text
				}
			}
			if test.more != "" {
				files["project/"+test.more] = ""
			}
			_, err := pnpmProject{version: test.version, files: files, env: test.env}.plan(t)
			if test.reason == "" {
				require.NoError(t, err)
				return
			}
			require.ErrorAs(t, err, &useManager{})
			require.ErrorContains(t, err, test.reason)
		})
	}
}

// TestPnpmfiles: only one that may change settings matters.
func TestPnpmfiles(t *testing.T) {
	for text, left := range map[string]bool{
		"module.exports = { hooks: { readPackage(p) { return p } } }":  false,
		"module.exports = { hooks: { updateConfig(c) { return c } } }": true,
		"module.exports = require('./other')":                          true,
	} {
		_, err := pnpmProject{files: map[string]string{"project/package.json": `{"scripts":{"x":"a"}}`, "project/.pnpmfile.cjs": text}}.plan(t)
		require.Equal(t, left, err != nil, text)
	}
}

// TestPnpmInstalled holds when pnpm 11 would install first.
func TestPnpmInstalled(t *testing.T) {
	const wants = `{"name":"a","scripts":{"x":"a"},"dependencies":{"b":"1"}}`
	const plain = `{"name":"a","scripts":{"x":"a"}}`
	for _, test := range []struct {
		name, version, manifest, yaml, state, reason string
		more, late                                   []string // files, and those written after the state
	}{
		{name: "nothing to install", manifest: plain},
		{name: "nothing to install, older", version: "11.28.1", manifest: plain, reason: "not installed yet"},
		{name: "not installed", manifest: wants, reason: "not installed yet"},
		{name: "not installed, off", manifest: wants, yaml: "verifyDepsBeforeRun: false"},
		{name: "prepare", manifest: `{"scripts":{"x":"a","prepare":"b"}}`, reason: "not installed yet"},
		{name: "installed", manifest: wants, state: `{"PROJECT":{}}`},
		{name: "installed alone", manifest: wants, state: `{}`},
		{name: "manifest changed", manifest: wants, state: `{"PROJECT":{}}`, late: []string{"package.json"}, reason: "package.json was changed"},
		{name: "lockfile changed", manifest: wants, state: `{"PROJECT":{}}`, late: []string{"pnpm-lock.yaml"}, reason: "pnpm-lock.yaml was changed"},
		{name: "workspace", manifest: wants, yaml: "packages: ['p/*']", more: []string{"p/b/package.json"}, state: `{"PROJECT":{},"PROJECT/p/b":{}}`},
		{name: "workspace file changed", manifest: wants, yaml: "packages: ['p/*']", state: `{"PROJECT":{}}`, late: []string{"pnpm-workspace.yaml"}, reason: "pnpm-workspace.yaml was changed"},
		{name: "member changed", manifest: wants, yaml: "packages: ['p/*']", more: []string{"p/b/package.json"}, state: `{"PROJECT":{},"PROJECT/p/b":{}}`, late: []string{"p/b/package.json"}, reason: "was changed"},
		{name: "new member", manifest: wants, yaml: "packages: ['p/*']", more: []string{"p/b/package.json"}, state: `{"PROJECT":{}}`, reason: "came or went"},
		{name: "lost member", manifest: wants, yaml: "packages: ['p/*']", state: `{"PROJECT":{},"PROJECT/p/b":{}}`, reason: "came or went"},
		{name: "another member", manifest: wants, yaml: "packages: ['p/*']", more: []string{"p/c/package.json"}, state: `{"PROJECT":{},"PROJECT/p/b":{}}`, reason: "is new"},
		{name: "a pnpmfile", manifest: wants, state: `{"PROJECT":{}}`, more: []string{".pnpmfile.cjs"}, reason: "pnpmfile"},
	} {
		t.Run(test.name, func(t *testing.T) {
			scratch, err := filepath.EvalSymlinks(t.TempDir())
			require.NoError(t, err)
			project := filepath.Join(scratch, "project")
			p := pnpmProject{version: "11.28.11"}
			if test.version != "" {
				p.version = test.version
			}
			stamp := time.Now().Add(-time.Hour).Truncate(time.Millisecond)
			files := map[string]string{"package.json": test.manifest, "pnpm-lock.yaml": "", "node_modules/b/package.json": "{}"}
			if test.yaml != "" {
				files["pnpm-workspace.yaml"] = test.yaml
			}
			for _, name := range test.more {
				files[name] = "{}"
			}
			for name, text := range files {
				put(t, filepath.Join(project, name), text)
				require.NoError(t, os.Chtimes(filepath.Join(project, name), stamp, stamp.Add(-5*time.Second)))
			}
			if test.state != "" {
				projects := strings.ReplaceAll(test.state, "PROJECT", strings.ReplaceAll(filepath.ToSlash(project), `\`, `\\`))
				put(t, filepath.Join(project, "node_modules", ".pnpm-workspace-state-v1.json"),
					fmt.Sprintf(`{"lastValidatedTimestamp":%d,"projects":%s,"pnpmfiles":[]}`, stamp.UnixMilli(), projects))
			}
			for _, name := range test.late {
				require.NoError(t, os.Chtimes(filepath.Join(project, name), stamp, stamp.Add(time.Second)))
			}
			shell := filepath.Join(scratch, "bin", spellings(defaultShell(environ.Parse(nil)), "")[0])
			put(t, shell, "")
			require.NoError(t, os.Chmod(shell, 0o700))
			request, found := p.request(scratch)
			_, err = planPnpm(New(Options{}), request, found)
			if test.reason == "" {
				require.NoError(t, err)
				return
			}
			require.ErrorAs(t, err, &useManager{})
			require.ErrorContains(t, err, test.reason)
		})
	}
}

func TestExpandVariables(t *testing.T) {
	values := environ.Parse([]string{"A=1", "EMPTY="})
	for text, want := range map[string]string{
		"": "", "a": "a", "$A": "$A", "${A}": "1", "x${A}y${A}": "x1y1", `\${A}`: "${A}", `\\${A}`: `\1`, `\\\${A}`: `\${A}`, "${}": "${}",
		"${A": "${A", "${U-b}": "b", "${A-b}": "1", "${EMPTY-b}": "", "${EMPTY:-b}": "b", "${U:-b-c}": "b-c", "${${A}}": "${1}",
	} {
		got, err := expandVariables(text, values)
		require.NoError(t, err, text)
		require.Equal(t, want, got, text)
	}
	_, err := expandVariables("${U}", values)
	require.ErrorIs(t, err, errUnset)
	require.ErrorContains(t, err, "U")
}

func TestNames(t *testing.T) {
	for camelled, kebabbed := range map[string]string{
		"scriptShell": "script-shell", "a": "a", "enablePrePostScripts": "enable-pre-post-scripts", "fooBARBaz": "foo-bar-baz", "HTTPProxy": "http-proxy",
		"fooBAR2baz": "foo-bar-2-baz", "a1": "a-1", "a_b": "a-b", "@jsr:registry": "jsr-registry", "don't": "dont", "": "",
	} {
		got, ok := kebab(camelled)
		require.True(t, ok)
		require.Equal(t, kebabbed, got, camelled)
	}
	_, ok := kebab("é")
	require.False(t, ok)
	require.Equal(t, "scriptShell", camel("script-shell"))
	require.Equal(t, "virtualStoreDirMaxLength", settingOf("PNPM_CONFIG_VIRTUAL_STORE_DIR_MAX_LENGTH"))
	require.Equal(t, "_authToken", rcKey("_AUTHTOKEN"))
	require.Equal(t, "_x-y", rcKey("_x_y"))
	require.Equal(t, "//r/:_authToken", rcKey("//r/:_authtoken"))
}

func TestSatisfies(t *testing.T) {
	for _, test := range []struct {
		version, ranges string
		want            bool
	}{
		{"10.1.2", "", true}, {"10.1.2", "*", true}, {"10.1.2", "10", true}, {"10.1.2", "10.1", true}, {"10.1.2", "10.x", true}, {"10.1.2", "11", false},
		{"10.1.2", "10.1.2", true}, {"10.1.2", "=10.1.2", true}, {"10.1.2", "10.1.3", false}, {"v22.3.4", ">=18", true}, {"22.3.4", ">= 18.12", true},
		{"22.3.4", ">22", false}, {"22.3.4", ">22.3", false}, {"22.3.4", ">22.3.3", true}, {"22.3.4", "<=22", true}, {"22.3.4", "<=22.3.3", false}, {"22.3.4", "<22", false},
		{"22.3.4", "^20 || ^22.1", true}, {"22.3.4", "^21.0.0", false}, {"0.2.5", "^0.2.3", true}, {"0.3.0", "^0.2.3", false}, {"0.0.4", "^0.0.3", false}, {"0.5.0", "^0", true},
		{"1.2.9", "~1.2.3", true}, {"1.3.0", "~1.2.3", false}, {"1.9.0", "~1", true}, {"10.1.2", ">=9 <11", true}, {"10.1.2", ">=9 <10", false},
		{"10.1.2", "9 - 11", false}, {"10.1.2", "latest", false}, {"10.1.2", ">=10.0.0-rc.1", false}, {"10.1.2-beta", "*", false},
	} {
		require.Equal(t, test.want, satisfies(test.version, test.ranges), "%+v", test)
	}
}

func FuzzSettings(f *testing.F) {
	f.Add("a: b", "k=${A}", "${A:-b}")
	f.Add("a: {b: [1, ~, true]}", "[s]\nx[]=1", `\${`)
	f.Fuzz(func(t *testing.T, yaml, rc, text string) {
		if object, err := parseYAML([]byte(yaml)); err == nil {
			for key := range object.All() {
				_, _ = kebab(key)
			}
		}
		values := environ.Parse([]string{"A=1"})
		if got, err := expandVariables(text, values); err == nil && !strings.Contains(text, "${") {
			require.Equal(t, text, got)
		}
		_ = satisfies(text, rc)
		_ = toNumber(text)
		_ = sanitised(text)
	})
}

func BenchmarkPlanPnpm(b *testing.B) {
	for _, version := range []string{"9.15.9", "10.34.9", "11.28.11"} {
		b.Run(version, func(b *testing.B) {
			scratch, err := filepath.EvalSymlinks(b.TempDir())
			require.NoError(b, err)
			put(b, filepath.Join(scratch, "project", "package.json"), `{"name":"a","version":"1.0.0","scripts":{"x":"a","prex":"b"},"config":{"a":"b"}}`)
			put(b, filepath.Join(scratch, "project", ".npmrc"), "a=1\nb=2\n")
			putPnpm(b, scratch)
			var env []string
			for i := range 60 {
				env = append(env, fmt.Sprintf("VARIABLE_%d=%s", i, strings.Repeat("x", 40)))
			}
			request, found := pnpmProject{version: version, env: env}.request(scratch)
			r := New(Options{})
			for b.Loop() {
				if _, err := planPnpm(r, request, found); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
