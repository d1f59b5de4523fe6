//go:build unix

package runner

import (
	"bytes"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// learner is a runner whose log can be read.
func learner(t testing.TB) (*Runner, *bytes.Buffer) {
	own, err := os.Executable()
	require.NoError(t, err)
	var log bytes.Buffer
	r := New(Options{Program: []string{own}, Log: slog.New(slog.NewTextHandler(&log, nil))})
	t.Cleanup(r.Close)
	return r, &log
}

// ordinary is a package with things that managers tell scripts about. bin goes first in the PATH.
func ordinary(t testing.TB, manager string, bin ...string) Request {
	root := layout(t, map[string]string{
		"package.json": `{"name":"a","version":"1.2.3","bin":"./x.js","engines":{"node":">=1"},"config":{"dash-key":"v","n":1},
			"scripts":{"predev":"exit 1","dev":"exit 1","-x":"exit 1"}}`,
		".npmrc": "save-exact=true\nfund=false\n",
	})
	path := strings.Join(append(bin, os.Getenv("PATH")), string(filepath.ListSeparator))
	return Request{
		Manager: manager, Trusted: true, Dir: root, Script: "dev", Args: []string{"a b"},
		Env: []string{"PATH=" + path, "HOME=" + root},
	}
}

// TestComputedIsGiven asks the managers that are here for what was computed.
func TestComputedIsGiven(t *testing.T) {
	for _, test := range []struct{ manager, version string }{{"npm", "1"}, {"pnpm", "9."}, {"pnpm", "10."}, {"pnpm", "11."}} {
		t.Run(test.manager+" "+test.version, func(t *testing.T) {
			request := ordinary(t, test.manager, filepath.Dir(real(t, test.manager, test.version)))
			r, log := learner(t)
			before, err := r.Plan(request)
			require.NoError(t, err)
			require.True(t, before.Direct, before.Reason)
			after := learning(t, r, request)
			require.Equal(t, before.Steps, after.Steps)
			require.Empty(t, log.String())
			r.calibrations.mu.Lock()
			defer r.calibrations.mu.Unlock()
			require.Len(t, r.calibrations.known, 1)
			for _, c := range r.calibrations.known {
				require.Empty(t, c.failed)
			}
		})
	}
}

// TestTheManagerIsRight makes a manager that differs, and looks at the log.
func TestTheManagerIsRight(t *testing.T) {
	npm := real(t, "npm", "1")
	wrapper := layout(t, map[string]string{"shims/npm": "#!/bin/sh\nFROM_SHIM=secret; export FROM_SHIM\nexec '" + npm + "' \"$@\"\n"})
	request := ordinary(t, "npm", filepath.Dir(npm))
	r, log := learner(t)
	learning(t, r, request)
	r.calibrations.mu.Lock()
	for _, c := range r.calibrations.known {
		c.env = with(c.env, "SURPRISE=secret", "npm_config_save_exact=secret")
	}
	r.calibrations.mu.Unlock()
	plan, err := r.Plan(request)
	require.NoError(t, err)
	require.Contains(t, plan.Steps[0].Env, "SURPRISE=secret")
	require.Equal(t, "predev", valueOf(plan.Steps[0].Env, "npm_lifecycle_event"))
	require.Equal(t, "dev", valueOf(plan.Steps[1].Env, "npm_lifecycle_event"))
	require.Equal(t, "1", valueOf(plan.Steps[1].Env, "COLOR"), "a calibration has no terminal")
	require.Contains(t, log.String(), `variables="[SURPRISE npm_config_save_exact]"`)
	require.NotContains(t, log.String(), "secret")

	// A program of unknown kind before npm: all is learned from it.
	request.Env = with(request.Env, "PATH="+filepath.Join(wrapper, "shims")+":"+os.Getenv("PATH"))
	plan, err = r.Plan(request)
	require.NoError(t, err)
	require.False(t, plan.Direct)
	plan = learning(t, r, request)
	require.True(t, plan.Direct, plan.Reason)
	require.Equal(t, "secret", valueOf(plan.Steps[1].Env, "FROM_SHIM"))
	require.Contains(t, plan.Manager, "npm 1")
	require.Contains(t, plan.Steps[1].Text, "'a b'")
}

// TestNotAsked are projects whose code would run when their manager starts, and names that would be misread.
func TestNotAsked(t *testing.T) {
	for name, test := range map[string]struct {
		manager, file, text string
		env                 []string
	}{
		"a hook of pnpm":     {manager: "pnpm", file: ".pnpmfile.cjs"},
		"a setting of pnpm":  {manager: "pnpm", file: "pnpm-workspace.yaml", text: "configDependencies: {x: 1}"},
		"Yarn's own path":    {manager: "yarn", file: ".yarnrc", text: "yarn-path x"},
		"plug'n'play":        {manager: "yarn", file: ".pnp.js"},
		"a hook of mise":     {manager: "npm", file: "mise.toml", text: "[hooks]\nenter='x'"},
		"options of Node.js": {manager: "npm", env: []string{"NODE_OPTIONS=--max-old-space-size=1 --require ./x.js"}},
		"its own npm":        {manager: "npm", file: "node_modules/.bin/npm"},
		"no script":          {manager: "npm", file: "package.json", text: `{"scripts":{"-x":"y","":"z"}}`},
	} {
		t.Run(name, func(t *testing.T) {
			request := ordinary(t, test.manager)
			if test.file != "" {
				old(t, filepath.Join(request.Dir, filepath.FromSlash(test.file)), test.text)
			}
			request.Env = append(request.Env, test.env...)
			r, _ := learner(t)
			path := filepath.Join(request.Dir, "bin", test.manager)
			if strings.HasPrefix(test.file, "node_modules") {
				path = filepath.Join(request.Dir, filepath.FromSlash(test.file))
			}
			require.False(t, r.canCalibrate(request, installation{name: test.manager, path: path, real: path}))
		})
	}
	r, _ := learner(t)
	require.True(t, r.canCalibrate(ordinary(t, "npm"), installation{name: "npm", path: "/usr/bin/npm", real: "/usr/bin/npm"}))
}

// TestCloseEndsWhatHangs has a manager that never ends.
func TestCloseEndsWhatHangs(t *testing.T) {
	root := layout(t, map[string]string{"npm": "#!/bin/sh\necho $$ > \"$HOME/started\"\nsleep 1000\n"})
	request := ordinary(t, "npm", root)
	r, _ := learner(t)
	plan, err := r.Plan(request)
	require.NoError(t, err)
	require.False(t, plan.Direct)
	require.Eventually(t, func() bool {
		_, err := os.Stat(filepath.Join(request.Dir, "started"))
		return err == nil
	}, calibrateLimit, 1e6)
	r.Close()
	require.NoDirExists(t, r.calibrations.dir)
}

func TestPrepare(t *testing.T) {
	real(t, "npm", "1")
	request := ordinary(t, "npm")
	r, _ := learner(t)
	r.Prepare(request)
	r.Wait()
	var read []string
	r.files.mu.Lock()
	r.files.reading = func(path string) { read = append(read, path) }
	r.files.mu.Unlock()
	plan, err := r.Plan(request)
	require.NoError(t, err)
	require.True(t, plan.Direct, plan.Reason)
	require.Empty(t, read, "files that are read after the click")
}

// BenchmarkReady is a plan from the click on, when all is known.
func BenchmarkReady(b *testing.B) {
	for _, manager := range []string{"npm", "pnpm", "yarn"} {
		b.Run(manager, func(b *testing.B) {
			real(b, manager, "1")
			request := ordinary(b, manager)
			r, _ := learner(b)
			require.True(b, learning(b, r, request).Direct)
			for b.Loop() {
				_, _ = r.Plan(request)
			}
		})
	}
}
