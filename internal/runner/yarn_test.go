//go:build unix

package runner

import (
	"context"
	"encoding/json"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/runlight-dev/runlight/internal/launch"
)

// dumper is a script that writes down all that it can see, one line for each run.
const dumper = `require('fs').appendFileSync(process.env.DUMP, JSON.stringify({
  env: process.env, argv: process.argv.slice(2), cwd: process.cwd() }) + '\n')`

// seen is what dumper has written.
type seen struct {
	Env  map[string]string
	Argv []string
	Cwd  string
}

// dumps reads what was dumped by a run and forgets it.
func dumps(t testing.TB, path string) (runs []seen) {
	text, err := os.ReadFile(path)
	require.NoError(t, err)
	for line := range strings.Lines(string(text)) {
		var s seen
		require.NoError(t, json.Unmarshal([]byte(line), &s))
		runs = append(runs, s)
	}
	require.NoError(t, os.Remove(path))
	return runs
}

// real finds a manager of a version on the PATH of the test, or skips.
func real(t testing.TB, program, version string) string {
	for _, dir := range filepath.SplitList(os.Getenv("PATH")) {
		path := filepath.Join(dir, program)
		if !executable(path) {
			continue
		}
		out, err := exec.Command(path, "--version").Output()
		if err == nil && strings.HasPrefix(string(out), version) {
			return path
		}
	}
	t.Skipf("this system has no %s %s on the PATH", program, version)
	return ""
}

// yarnProject has a package of a workspace, with hooks and things to flatten.
func yarnProject(t testing.TB) (request Request, yarn, out string) {
	yarn = real(t, "yarn", "1.")
	root := layout(t, map[string]string{
		"package.json": `{"private":true,"name":"root","version":"1.0.0","license":"MIT","workspaces":["packages/*"]}`,
		".yarnrc":      "env:\n  FROM_RC \"yes\"\n",
		".npmrc":       "save-exact=true\n//registry.example/:_authToken=secret\n",
		"yarn.lock":    "",
		"packages/a/package.json": "\ufeff" + `{"name":"a","version":"1.2.3","author":"A B <a@b.c> (https://x.y)","keywords":["k","l"],
			"config":{"dash-key":"v","n":1,"no":false,"lines":"1\n2"},
			"scripts":{"predev":"node dump.js","dev":"node dump.js","postdev":"node dump.js","fails":"exit 3","we ird":"node dump.js",
			"empty":"","number":5,"gyp":"node-gyp rebuild"}}`,
		"packages/a/dump.js": dumper,
	})
	out = filepath.Join(root, "out")
	return Request{
		Manager: "yarn", Trusted: true, Dir: filepath.Join(root, "packages", "a"), Script: "dev",
		Env: []string{"PATH=" + filepath.Dir(yarn) + ":" + os.Getenv("PATH"), "HOME=" + root, "DUMP=" + out, "npm_config_own=1"},
	}, yarn, out
}

// learning plans until nothing is left to learn.
func learning(t testing.TB, r *Runner, request Request) Plan {
	_, err := r.Plan(request)
	require.NoError(t, err)
	r.Wait()
	plan, err := r.Plan(request)
	require.NoError(t, err)
	return plan
}

func newRunner(t testing.TB) *Runner {
	own, err := os.Executable()
	require.NoError(t, err)
	r := New(Options{Program: []string{own}, Log: slog.New(slog.NewTextHandler(t.Output(), nil))})
	t.Cleanup(r.Close)
	return r
}

// TestYarnAsYarn runs the same under Yarn and by a plan.
func TestYarnAsYarn(t *testing.T) {
	request, yarn, out := yarnProject(t)
	r := newRunner(t)
	before, err := r.Plan(request)
	require.NoError(t, err)
	require.False(t, before.Direct)
	require.Contains(t, before.Reason, "Yarn is being asked")
	r.Wait()
	require.NoFileExists(t, out, "nothing of the project has run")
	for name, test := range map[string]struct {
		script string
		args   []string
	}{
		"hooks":     {"dev", nil},
		"arguments": {"dev", []string{"a b", "", "it's", "$HOME", "--flag", "ü\n", `\"`, "'", "''x'"}},
		"a dash":    {"dev", []string{"--", "x"}},
		"a name":    {"we ird", []string{"x"}},
	} {
		t.Run(name, func(t *testing.T) {
			request := request
			request.Script, request.Args = test.script, test.args
			plan := learning(t, r, request)
			require.True(t, plan.Direct, plan.Reason)
			require.Contains(t, plan.Manager, "yarn 1.")
			_, exit := begin(t, plan).end()
			require.Equal(t, launch.Exit{}, exit)
			ours := dumps(t, out)

			command := exec.Command(yarn, managers["yarn"].arguments(test.script, test.args)...)
			command.Env, command.Dir = Environment(request.Env), request.Dir
			text, err := command.CombinedOutput()
			require.NoError(t, err, string(text))
			theirs := dumps(t, out)

			require.Len(t, ours, len(theirs))
			for i := range theirs {
				require.Equal(t, theirs[i].Argv, ours[i].Argv)
				require.Equal(t, theirs[i].Cwd, ours[i].Cwd)
				_, restOfTheirs, _ := strings.Cut(theirs[i].Env["PATH"], ":")
				first, restOfOurs, _ := strings.Cut(ours[i].Env["PATH"], ":")
				require.Equal(t, restOfTheirs, restOfOurs)
				require.FileExists(t, filepath.Join(first, "yarn"))
				for _, env := range []map[string]string{theirs[i].Env, ours[i].Env} {
					delete(env, "PATH")
					delete(env, launch.Marker)
				}
				require.Equal(t, theirs[i].Env, ours[i].Env)
			}
		})
	}
}

// TestYarnIsAskedAgain changes what a calibration depends on, and looks at what must not be asked.
func TestYarnIsAskedAgain(t *testing.T) {
	request, _, out := yarnProject(t)
	r := newRunner(t)
	require.True(t, learning(t, r, request).Direct)
	write := func(name, text string) {
		require.NoError(t, os.WriteFile(filepath.Join(request.Dir, name), []byte(text), 0o600))
	}

	write("package.json", `{"name":"a","version":"9.9.9","scripts":{"dev":"node dump.js"}}`)
	plan, err := r.Plan(request)
	require.NoError(t, err)
	require.False(t, plan.Direct, "what is out of date is not used")
	plan = learning(t, r, request)
	require.True(t, plan.Direct)
	require.Contains(t, plan.Steps[0].Env, "npm_package_version=9.9.9")

	// What is put first in the PATH was tidied away.
	require.NoError(t, os.RemoveAll(r.calibrations.dir))
	plan, err = r.Plan(request)
	require.NoError(t, err)
	require.False(t, plan.Direct)
	require.True(t, learning(t, r, request).Direct)

	request.Env = append(request.Env, "MORE=1")
	request.Trusted = false
	plan = learning(t, r, request)
	require.False(t, plan.Direct)
	require.Contains(t, plan.Reason, "trusted")
	request.Trusted = true

	write(".yarnrc", "yarn-path ./y.js\n")
	write("y.js", `require('fs').writeFileSync(process.env.DUMP, 'ran')`)
	plan = learning(t, r, request)
	require.False(t, plan.Direct)
	require.Contains(t, plan.Reason, "yarn-path")
	require.NoFileExists(t, out)
}

func TestYarnLeaves(t *testing.T) {
	request, _, _ := yarnProject(t)
	r := newRunner(t)
	for script, reason := range map[string]string{"empty": "special", "number": "special", "gyp": "special"} {
		request.Script = script
		plan := learning(t, r, request)
		require.False(t, plan.Direct)
		require.Contains(t, plan.Reason, reason, script)
	}
	request.Script = "we ird"
	require.True(t, learning(t, r, request).Direct, "another script is run to ask")
	require.NoError(t, os.WriteFile(filepath.Join(request.Dir, "package.json"), []byte(`{"scripts":{"we ird":"x"}}`), 0o600))
	require.Contains(t, learning(t, r, request).Reason, "no script of the package")
	request.Script = "gone"
	_, err := r.Plan(request)
	require.ErrorIs(t, err, ErrNoScript)
	request.Script, request.Pinned = "dev", "4.1.0"
	plan := learning(t, r, request)
	require.Contains(t, plan.Reason, "the project names yarn 4.1.0")
}

func TestRecord(t *testing.T) {
	file := filepath.Join(t.TempDir(), "record")
	require.NoError(t, os.WriteFile(file, nil, 0o600))
	args, env := []string{"-c", "a\nb \xff"}, []string{"A=b", "dash-key=1", "BASH_FUNC_x%%=() { :; }"}
	require.Zero(t, record(file, args, env))
	require.Zero(t, record(file, nil, nil))
	data, err := os.ReadFile(file)
	require.NoError(t, err)
	starts, err := readRecord(data)
	require.NoError(t, err)
	require.Len(t, starts, 2)
	require.True(t, slices.Equal(args, starts[0].args) && slices.Equal(env, starts[0].env))
	require.Equal(t, 1, record(filepath.Join(t.TempDir(), "gone"), nil, nil))
}

func FuzzRecord(f *testing.F) {
	f.Add([]byte("1\x00-c\x000\x00"))
	f.Add([]byte("2\x00"))
	f.Fuzz(func(_ *testing.T, data []byte) { _, _ = readRecord(data) })
}

// TestStartEndsTheGroup kills a child that would outlive its parent.
func TestStartEndsTheGroup(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	file := filepath.Join(t.TempDir(), "pid")
	done := make(chan struct{})
	go func() {
		defer close(done)
		_, _ = start(ctx, calibrateLimit, &exec.Cmd{
			Path: "/bin/sh", Args: []string{"sh", "-c", `sleep 1000 & echo $! >"$FILE.new"; mv "$FILE.new" "$FILE"; wait`},
			Env: []string{"FILE=" + file, "PATH=" + os.Getenv("PATH")},
		})
	}()
	var pid string
	require.Eventually(t, func() bool {
		text, err := os.ReadFile(file)
		pid = strings.TrimSpace(string(text))
		return err == nil
	}, calibrateLimit, 1e6)
	cancel()
	<-done
	require.Eventually(t, func() bool {
		state, _ := exec.Command("ps", "-o", "stat=", "-p", pid).Output()
		return len(state) == 0 || state[0] == 'Z'
	}, calibrateLimit, 1e6)
}
