//go:build unix

package runner

import (
	"cmp"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// npmCase is one run. In files, args and env DUMP stands for the command that dumps, and ROOT for the folder.
type npmCase struct {
	files  map[string]string
	dir    string // of the package, in ROOT
	script string
	args   []string
	env    []string
}

func simple(manifest string) npmCase {
	return npmCase{files: map[string]string{"package.json": manifest}, script: "x"}
}

var npmCases = map[string]npmCase{
	"bin object": simple(`{"bin":{"a":"./a.js","../b":"\\b","c":3,"d":"","@s/e":"e/"},"scripts":{"x":"DUMP"}}`),
	"flattened":  simple(`{"name":7,"version":null,"config":{"a-b":1.50,"n":null,"f":false,"t":true,"l":[1,[2,{"k":"v"}],null],"o":{},"big":1e21,"2":"x","1":"y","nl":"a\nb","é $":"ü"},"engines":["node >=1"],"_x":1,"scripts":{"x":"DUMP"}}`),
	"arguments": {
		files: map[string]string{"package.json": `{"scripts":{"prex":"DUMP","x":"DUMP"}}`}, script: "x",
		args: []string{"", "a b", "it's", `"$HOME"`, "`id`", `\`, "a\nb", "é", "{a,b}", "--", "-x", "#", "*", "~", "'q'"},
	},
	"environment": {
		files: map[string]string{"package.json": `{"scripts":{"x":"DUMP"}}`}, script: "x",
		env: []string{
			"NPM_CONFIG_FOO_BAR=1", "npm_config_loglevel=silent", "npm_config_umask=022", "npm_config_cache=~/c", "EDITOR=ed", "NO_COLOR=1",
			"NPM_CONFIG_USER_AGENT=me {npm-version} {ci}", "npm_config__auth=x", "npm_config_empty=", "NODE_ENV=production", "GITLAB_CI=1",
			"npm_package_stale=1", "Path=/nowhere:/usr/bin", "npm_config_registry=https://registry.test/",
		},
	},
	"settings": {
		files: map[string]string{
			"package.json": `{"scripts":{"prex":"DUMP","x":"DUMP"}}`,
			".npmrc": "unknown-key=${HOME}/x\nfoo[]=1\nfoo[]=${HOME}\nloglevel=silent\nsave-exact\ninit-author-name=\"A B\"\nscript-shell=bash\n" +
				"node-options=--no-warnings\nfetch-retries=3\nnoproxy=a,b\nca[]=one\nca[]=two\n@s:registry=https://x/\n//x/:_authToken=${TOKEN}\n" +
				"quiet=${NOT_SET}\nmaybe=${NOT_SET?}\nkept=\\\\${HOME}\numask=0o27\nUPPER_Case=1\nignore-scripts=true\n" +
				"[section]\nx=1",
			"home/.npmrc":           "init-author-name=user\nprefix=~/global\nemail-x=1\ncolor=always\naccess=null\nbrowser=null\ntag=\naudit=\n",
			"home/global/etc/npmrc": "from-global=yes\nomit[]=dev\nbefore=2020-01-01\ncidr=null\nif-present=true\nunicode=false\n",
		}, script: "x",
	},
	"production": {
		files: map[string]string{"package.json": `{"scripts":{"x":"DUMP"}}`, "home/.npmrc": "only=prod", ".npmrc": "include=dev\neditor=nano\n"}, script: "x",
	},
	"member": {
		files: map[string]string{
			"package.json": `{"name":"root","version":"9.9.9","workspaces":["packages/*","!packages/c"],"config":{"r":1}}`, ".npmrc": "from=root",
			"packages/a b/package.json": `{"name":"a","scripts":{"x":"DUMP"}}`, "packages/a b/.npmrc": "from=member",
		}, dir: "packages/a b", script: "x",
	},
	"folders of programs": {
		files: map[string]string{
			"package.json": `{"directories":{"bin":"./tools"},"scripts":{"x":"DUMP"}}`, "tools/a.js": "", "tools/sub/b": "", "tools/.hidden": "",
		}, script: "x",
	},
}

// TestNPMItself compares with the npm of this machine: each step's arguments, folder and environment, key by key.
func TestNPMItself(t *testing.T) {
	npm, err := exec.LookPath("npm")
	if err != nil {
		t.Skip("no npm here")
	}
	node, err := exec.LookPath("node")
	if err != nil {
		t.Skip("no node here")
	}
	compareWithNPM(t, filepath.Dir(npm), filepath.Dir(node))
}

func compareWithNPM(t *testing.T, folders ...string) {
	self, err := os.Executable()
	require.NoError(t, err)
	runner := New(Options{Program: []string{self}})
	t.Cleanup(runner.Close)
	for name, test := range npmCases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			request := test.request(t, folders)
			plan, err := runner.Plan(request)
			require.NoError(t, err)
			if strings.Contains(plan.Reason, "well enough") {
				t.Skip(plan.Reason)
			}
			require.True(t, plan.Direct, plan.Reason)
			got := launched(t, request, plan.Steps)
			request.Mode = Manager
			byItself, err := runner.Plan(request)
			require.NoError(t, err)
			want := launched(t, request, byItself.Steps)
			require.NotEmpty(t, want)
			require.Len(t, got, len(want))
			for i := range want {
				require.Equal(t, want[i].Args, got[i].Args)
				require.Equal(t, want[i].Dir, got[i].Dir)
				require.Equal(t, byKey(want[i].Env), byKey(got[i].Env))
			}
		})
	}
}

// request writes the files of a case, and says what is to be run.
func (c npmCase) request(t *testing.T, folders []string) Request {
	root, err := filepath.EvalSymlinks(t.TempDir())
	require.NoError(t, err)
	self, err := os.Executable()
	require.NoError(t, err)
	for name, content := range c.files {
		path := filepath.Join(root, name)
		require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o700))
		content = strings.NewReplacer("DUMP", self+" dump", "ROOT", root).Replace(content)
		require.NoError(t, os.WriteFile(path, []byte(content), 0o600))
	}
	env := Environment([]string{
		"PATH=" + strings.Join(folders, ":") + ":/usr/bin::/bin:/usr/bin", "HOME=" + filepath.Join(root, "home"), "LANG=C.UTF-8", "SHELL=/bin/bash",
		"TOKEN=secret", "RUNNER_TEST_DUMP=" + filepath.Join(root, "dump"),
	})
	return Request{Manager: "npm", Dir: filepath.Join(root, c.dir), Script: c.script, Args: c.args, Env: append(env, c.env...)}
}

func launched(t *testing.T, r Request, steps []Step) (all []given) {
	for _, step := range steps {
		name := cmp.Or(step.Name, step.Path)
		all = append(all, dumped(t, r, &exec.Cmd{Path: step.Path, Args: append([]string{name}, step.Args...), Env: step.Env, Dir: step.Dir})...)
	}
	return all
}

// dumped is what the scripts that a command started were given.
func dumped(t *testing.T, r Request, cmd *exec.Cmd) (all []given) {
	out, err := cmd.CombinedOutput()
	require.NoError(t, err, "%s", out)
	path := byKey(r.Env)["RUNNER_TEST_DUMP"]
	data, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil // it is not one that dumps
	}
	require.NoError(t, err, "%s", out)
	require.NoError(t, os.Remove(path))
	for line := range strings.Lines(string(data)) {
		var one given
		require.NoError(t, json.Unmarshal([]byte(line), &one))
		all = append(all, one)
	}
	return all
}

// byKey leaves out what only a terminal decides, and what each shell sets for itself.
func byKey(env []string) map[string]string {
	values := map[string]string{}
	for _, entry := range env {
		key, value, _ := strings.Cut(entry, "=")
		values[key] = value
	}
	for _, key := range []string{"COLOR", "_", "SHLVL"} {
		delete(values, key)
	}
	return values
}
