package runner

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestArguments(t *testing.T) {
	for _, test := range []struct {
		manager, script string
		args            []string
		want            string
	}{
		{"npm", "dev", nil, "run dev"},
		{"npm", "dev", []string{"--port", "1"}, "run dev -- --port 1"},
		{"npm", "dev", []string{"--", "x"}, "run dev -- -- x"},
		{"npm", "-x", nil, "run -- -x"},
		{"npm", "-x", []string{"a"}, "run -- -x a"},
		{"pnpm", "dev", []string{"--", "x"}, "run dev -- x"},
		{"yarn", "dev", []string{"x"}, "run dev x"},
		{"yarn", "dev", []string{"--", "x"}, "run dev -- -- x"},
		{"yarn", "dev", []string{"a", "--", "x"}, "run dev -- a -- x"},
		{"yarn", "--x", nil, "run -- --x"},
		{"berry", "dev", []string{"--", "x"}, "run dev -- x"},
		{"node", "dev", []string{"x"}, "--run dev -- x"},
		{"bun", "dev", []string{"a", "--"}, "run dev a --"},
		{"bun", "dev", []string{"--"}, "run dev -- --"},
		{"deno", "dev", []string{"x"}, "task dev x"},
		{"rush", "dev", []string{"x"}, "dev x"},
	} {
		got := managers[test.manager].arguments(test.script, test.args)
		require.Equal(t, test.want, strings.Join(got, " "), "%+v", test)
	}
}

func TestEnvironment(t *testing.T) {
	sep := string(filepath.ListSeparator)
	for name, test := range map[string]struct{ given, want []string }{
		"kept": {
			[]string{"HOME=/h", "npm_config_registry=r", "NODE_ENV=x", "NODE=/own/node"},
			[]string{"HOME=/h", "npm_config_registry=r", "NODE_ENV=x", "NODE=/own/node"},
		},
		"an outer script": {
			[]string{"npm_lifecycle_event=dev", "npm_package_name=a", "npm_execpath=/x", "npm_node_execpath=/n", "NODE=/n", "INIT_CWD=/i", "A=b"},
			[]string{"A=b"},
		},
		"a script of pnpm": {
			[]string{"PNPM_SCRIPT_SRC_DIR=/p", "pnpm_config_verify_deps_before_run=false", "A=b"},
			[]string{"A=b"},
		},
		"a setting of pnpm": {
			[]string{"pnpm_config_verify_deps_before_run=false"},
			[]string{"pnpm_config_verify_deps_before_run=false"},
		},
		"an editor": {
			[]string{"VSCODE_PID=1", "ELECTRON_RUN_AS_NODE=1", "TERM=dumb", "TERM_PROGRAM=vscode"},
			[]string{"TERM_PROGRAM=vscode"},
		},
		"temporary folders": {
			[]string{"PATH=" + strings.Join([]string{"/a", "/b/node-gyp-bin", "/t/yarn--1-0.5", "/t/xfs-1", "/t/bun-node-1", "/c"}, sep)},
			[]string{"PATH=/a" + sep + "/c"},
		},
		"a value with signs": {[]string{"A=b=c", "EMPTY="}, []string{"A=b=c", "EMPTY="}},
	} {
		t.Run(name, func(t *testing.T) {
			require.Equal(t, append(test.want, "TERM=xterm-256color", "COLORTERM=truecolor"), Environment(test.given))
		})
	}
}

func TestPlan(t *testing.T) {
	dir, first, second := t.TempDir(), t.TempDir(), t.TempDir()
	program(t, filepath.Join(second, "npm"))
	require.NoError(t, os.Mkdir(filepath.Join(first, spellings("npm", "")[0]), 0o700), "a folder of that name is passed over")
	path := "PATH=" + first + string(filepath.ListSeparator) + second

	plan, err := New(Options{}).Plan(Request{Manager: "npm", Dir: dir, Script: "dev", Env: []string{path}})
	require.NoError(t, err)
	require.Equal(t, second, filepath.Dir(plan.Steps[0].Path))
	require.Equal(t, []string{"run", "dev"}, plan.Steps[0].Args)
	require.Equal(t, dir, plan.Steps[0].Dir)
	require.Contains(t, plan.Steps[0].Env, path)

	_, err = New(Options{}).Plan(Request{Manager: "pnpm", Reason: "pnpm-lock.yaml in .", Dir: dir, Script: "dev", Env: []string{path}})
	require.ErrorIs(t, err, ErrNoManager)
	require.ErrorContains(t, err, "pnpm is not on the PATH")
	require.ErrorContains(t, err, "pnpm-lock.yaml in .")
	require.ErrorContains(t, err, "runlight.packageManager")

	_, err = New(Options{}).Plan(Request{Manager: "vlt", Dir: dir, Script: "dev", Env: []string{path}})
	require.ErrorIs(t, err, ErrNoManager)
}

func TestRelativePath(t *testing.T) {
	dir := t.TempDir()
	require.NoError(t, os.Mkdir(filepath.Join(dir, "bin"), 0o700))
	program(t, filepath.Join(dir, "bin", "npm"))
	plan, err := New(Options{}).Plan(Request{Manager: "npm", Dir: dir, Script: "dev", Env: []string{"PATH=bin"}})
	require.NoError(t, err)
	require.Equal(t, filepath.Join(dir, "bin"), filepath.Dir(plan.Steps[0].Path))
}

// program makes an empty executable.
func program(t *testing.T, path string) {
	path = filepath.Join(filepath.Dir(path), spellings(filepath.Base(path), "")[0])
	require.NoError(t, os.WriteFile(path, nil, 0o700))
}
