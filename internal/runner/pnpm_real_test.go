//go:build unix

package runner

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// sight is what a script sees of its run.
type sight struct {
	Dir  string
	Args []string
	Env  map[string]string
}

const probe = `const fs = require("fs");
fs.appendFileSync(process.env.SIGHTS, JSON.stringify({dir: process.cwd(), args: process.argv.slice(2), env: process.env}) + "\n");
`

// realCase is a project below a folder with the home, the package and the probe.
type realCase struct {
	name   string
	files  map[string]string
	dir    string // of the package; project where empty
	script string // x where empty
	args   []string
	env    []string
	left   bool // to the manager
}

var realCases = []realCase{
	{name: "plain", files: map[string]string{"project/package.json": `{"name":"a","version":"1.2.3","scripts":{"x":"node $P"}}`}},
	{name: "hooks and arguments", args: []string{"a b", "it's", `\`, "$x", "", "--flag", "-- ", "ü\n", `C:\x`, "{a,b}", "!", "~", "#"}, files: map[string]string{
		"project/package.json": `{"scripts":{"prex":"node $P pre","x":"node $P","postx":"node $P post"}}`}},
	{name: "hooks that the script calls", files: map[string]string{
		"project/package.json": `{"scripts":{"prex":"node $P pre","x":"node $P prex","postx":"node $P post"}}`}},
	{name: "manifest", args: []string{"1"}, files: map[string]string{"project/package.json": `{"name":"@s/a","version":"1.0.0-b","description":"two\nlines",
		"config":{"port":80,"dash-key":"é","𝒳":1,"deep":{"on":true,"off":false,"none":null,"list":[1,{"a":"b"}]},"_hidden":1,"readme":"r"},
		"bin":"./cli.js","engines":{"node":">=10"},"keywords":["a","b"],"author":{"name":"n","email":"e"},"main":"index.js","readme":"no",
		"repository":"x","dependencies":{},"scripts":{"x":"node $P","y-z":"echo"}}`}},
	{name: "npmrc of all levels", env: []string{"npm_config_from_env=1", "NPM_CONFIG_LOUD=yes", "npm_config__x=1", "npm_config_empty=", "SET=value"}, files: map[string]string{
		"project/package.json": `{"name":"a","version":"1.0.0","config":{"port":"1","host":"h"},"scripts":{"x":"node $P"}}`,
		"project/.npmrc": "a:port=81\na@1.0.0:host=other\nstrong=${SET}\nwith=${UNSET-fallback}/${SET:-x}\nesc=\\${SET}\nregistry=http://r/\n//r/:_authToken=t\n" +
			"//r/:username=u\n@s:registry=http://s/\nloglevel=warn\nfetch-retries=010\nlist[]=1\nlist[]=2\numask=22\ncache=~/c\ntmp=t\nquoted=\"q\"\nnothing=null\nbail=\nproxy=\non=true\n[sec]\na=b\n",
		"home/.npmrc":          "prefix=$SCRATCH/prefix\nuser-level=u\nweak=1\nstrong=weak\n",
		"prefix/etc/npmrc":     "global-level=g\n",
		"home/.config/pnpm/rc": "pnpm-level=p\n"}},
	{name: "npmrc with an unset variable", files: map[string]string{
		"project/package.json": `{"scripts":{"x":"node $P"}}`,
		"project/.npmrc":       "a=1\nb=${UNSET}\n", "home/.npmrc": "c=1\n"}},
	{name: "untrusted variables", env: []string{"SET=v"}, files: map[string]string{
		"project/package.json": `{"scripts":{"x":"node $P"}}`,
		"project/.npmrc":       "registry=http://${SET}/\nproxy=http://${SET}\nother=${SET}\n//${SET}/:x=1\n"}},
	{name: "script-shell of npmrc", files: map[string]string{
		"project/package.json": `{"scripts":{"x":"node $P \"$0\" ${BASH_VERSION+bash}"}}`, "project/.npmrc": "script-shell=bash\n"}},
	{name: "settings of npmrc", files: map[string]string{
		"project/package.json": `{"scripts":{"prex":"node $P","x":"node $P","start":"y"}}`,
		"project/.npmrc":       "enable-pre-post-scripts=false\ncolor=always\nnode-options=--no-warnings\nignore-scripts=true\n"}},
	{name: "color", env: []string{"npm_config_color=false", "pnpm_config_color=never"}, files: map[string]string{"project/package.json": `{"scripts":{"x":"node $P"}}`}},
	{name: "workspace child", dir: "project/packages/a", files: map[string]string{
		"project/package.json": `{"name":"root"}`, "project/pnpm-workspace.yaml": "packages:\n  - packages/*\n",
		"project/.npmrc": "rooted=1\nboth=root\n", "project/packages/a/.npmrc": "own=1\nboth=own\n",
		"project/packages/a/package.json": `{"name":"a","scripts":{"x":"node $P"}}`}},
	{name: "workspace root", files: map[string]string{
		"project/package.json": `{"name":"root","scripts":{"x":"node $P"}}`, "project/pnpm-workspace.yaml": "packages:\n  - 'packages/*'\n", "project/.npmrc": "rooted=1\n"}},
	{name: "settings of the workspace", dir: "project/packages/a", env: []string{"npm_config_color=always", "SET=v"}, files: map[string]string{
		"project/package.json": `{"name":"root","dependencies":{}}`,
		"project/pnpm-workspace.yaml": "packages:\n  - packages/*\nscriptShell: bash\nenablePrePostScripts: false\nnodeOptions: --no-warnings\ncolor: false\n" +
			"catalog:\n  left-pad: ^1.3.0\nverifyDepsBeforeRun: false\nminimumReleaseAge: 10\nlist: [a]\nonlyBuiltDependencies: []\noverrides:\n  a: 1.0.0\npublicHoistPattern: ['*x*']\nsaveExact: true\nfooBAR2baz: 1\nhttpProxy: http://p\n",
		"project/packages/a/package.json": `{"name":"a","scripts":{"prex":"node $P","x":"node $P ${BASH_VERSION+bash}"}}`}},
	{name: "below node_modules", dir: "project/node_modules/b", files: map[string]string{
		"project/package.json": `{"name":"root"}`, "project/node_modules/b/package.json": `{"name":"b","scripts":{"x":"node $P"}}`}},
	{name: "implicit start", script: "start", args: []string{"1"}, files: map[string]string{
		"project/package.json": `{"name":"root","scripts":{}}`, "project/server.js": probe}},
	{name: "empty start with hooks", script: "start", files: map[string]string{
		"project/package.json": `{"scripts":{"prestart":"node $P","start":""}}`, "project/server.js": probe}},
	{name: "numbers", files: map[string]string{"project/package.json": `{"name":"a","scripts":{"x":"node $P","prex":1}}`}},
	{name: "odd name", script: "a b:c'\"/$", files: map[string]string{"project/package.json": `{"scripts":{"a b:c'\"/$":"node $P"}}`}},
	{name: "constructor", script: "constructor", files: map[string]string{"project/package.json": `{"scripts":{"constructor":"node $P"}}`}},
	{name: "only-allow", files: map[string]string{"project/package.json": `{"scripts":{"prex":"npx only-allow pnpm","x":"node $P"}}`}},
	{name: "stale variables", env: []string{"npm_foo=1", "npm_package_foo=1", "NODE=/own", "npm_config_//r/:_authToken=x", "npm_config_ok=1", "NPM_CONFIG__AUTH=x", "path=/x"},
		files: map[string]string{"project/package.json": `{"name":"a","scripts":{"x":"node $P"}}`}},
	{name: "pinned", files: map[string]string{"project/package.json": `{"packageManager":"pnpm@$VERSION+sha512.abc","engines":{"pnpm":">=9 <12","node":"^20 || >=22.1"},"scripts":{"x":"node $P"}}`}},
	{name: "comments", files: map[string]string{"project/package.json": "\ufeff{\"scripts\":{\"x\":\"node $P a; node $P #\"}}"}, args: []string{"b"}},
}

// TestPnpmItself compares with the pnpm of the PATH, if there is one: what scripts see under it, and under the plan.
func TestPnpmItself(t *testing.T) {
	pnpm, ok := find("pnpm", "/", os.Environ())
	if !ok {
		t.Skip("there is no pnpm on the PATH")
	}
	for _, c := range realCases {
		t.Run(c.name, func(t *testing.T) { c.compare(t, pnpm) })
	}
}

func (c realCase) compare(t *testing.T, pnpm string) {
	scratch, err := filepath.EvalSymlinks(t.TempDir())
	require.NoError(t, err)
	request := Request{Manager: "pnpm", Dir: filepath.Join(scratch, c.dir), Script: c.script, Args: c.args}
	if c.dir == "" {
		request.Dir = filepath.Join(scratch, "project")
	}
	if c.script == "" {
		request.Script = "x"
	}
	request.Env = append([]string{
		"PATH=" + filepath.Dir(pnpm) + ":" + os.Getenv("PATH"), "HOME=" + filepath.Join(scratch, "home"),
		"SIGHTS=" + filepath.Join(scratch, "sights"), "P=" + filepath.Join(scratch, "probe.js"),
	}, c.env...)
	r := New(Options{})
	found, err := r.locate(request)
	require.NoError(t, err)
	put(t, filepath.Join(scratch, "probe.js"), probe)
	for name, text := range c.files {
		put(t, filepath.Join(scratch, name), strings.NewReplacer("$SCRATCH", scratch, "$VERSION", found.version).Replace(text))
	}
	real := look(t, scratch, exec.Command(pnpm, append([]string{"run", request.Script}, c.args...)...), request)
	request.Env = Environment(request.Env)
	steps, err := planPnpm(r, request, found)
	if c.left {
		require.ErrorAs(t, err, &useManager{})
		return
	}
	require.NoError(t, err)
	var ours []sight
	for _, step := range steps {
		request.Env, request.Dir = step.Env, step.Dir
		command := exec.Command(step.Path, step.Args...)
		command.Args[0] = step.Name
		ours = append(ours, look(t, scratch, command, request)...)
		if !command.ProcessState.Success() {
			break
		}
	}
	require.Len(t, ours, len(real))
	for i := range real {
		require.Equal(t, real[i].Dir, ours[i].Dir)
		require.Equal(t, real[i].Args, ours[i].Args)
		require.Empty(t, differences(real[i].Env, ours[i].Env))
	}
}

func differences(real, ours map[string]string) []string {
	var all []string
	for key, value := range real {
		if other, ok := ours[key]; !ok || other != value {
			all = append(all, key+": pnpm "+value+" | ours "+other)
		}
	}
	for key, value := range ours {
		if _, ok := real[key]; !ok {
			all = append(all, key+": only ours "+value)
		}
	}
	return slices.DeleteFunc(all, func(line string) bool {
		key, _, _ := strings.Cut(line, ":")
		return slices.Contains([]string{"_", "SHLVL", "PWD", "OLDPWD", "TERM", "COLORTERM"}, key)
	})
}

func look(t *testing.T, scratch string, command *exec.Cmd, request Request) []sight {
	path := filepath.Join(scratch, "sights")
	require.NoError(t, os.RemoveAll(path))
	command.Dir, command.Env = request.Dir, request.Env
	output, _ := command.CombinedOutput()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Logf("no script was reached: %s", output)
		return nil
	}
	var all []sight
	for line := range strings.Lines(string(data)) {
		var s sight
		require.NoError(t, json.Unmarshal([]byte(line), &s))
		all = append(all, s)
	}
	return all
}
