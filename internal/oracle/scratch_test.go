//go:build unix

package oracle

import (
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// scratch is the world of one scenario: a folder with a home, a project and programs.
type scratch struct {
	root string
	dir  string
	env  []string
}

func newScratch(t *testing.T, s scenario, toolchain Toolchain) scratch {
	root, err := os.MkdirTemp("", "oracle")
	require.NoError(t, err)
	t.Cleanup(func() { _ = os.RemoveAll(root) })
	root, err = filepath.EvalSymlinks(root)
	require.NoError(t, err)
	w := scratch{root: root}
	w.fill(t, s)
	w.dir, err = filepath.EvalSymlinks(filepath.Join(root, s.dirName()))
	require.NoError(t, err)
	w.env = w.environment(t, s, toolchain)
	return w
}

// fill writes all files anew: what a manager has written meanwhile, as pnpm does when it installs, is another world.
func (w scratch) fill(t *testing.T, s scenario) {
	old, err := filepath.Glob(filepath.Join(w.root, "*"))
	require.NoError(t, err)
	for _, path := range old {
		require.NoError(t, os.RemoveAll(path))
	}
	w.write(t, "home/.npm/_update-notifier-last-checked", "") // or npm would ask the network for its newest version
	w.write(t, "bin/probe", "->"+probeProgram(t))
	// In the order of paths a folder's links come before what stands inside of them.
	for _, path := range slices.Sorted(maps.Keys(s.files)) {
		w.write(t, path, s.files[path])
	}
	if s.manifest != "" {
		w.write(t, filepath.Join(s.dirName(), "package.json"), s.manifest)
	}
}

func (s scenario) dirName() string {
	if s.dir == "" {
		return "project"
	}
	return s.dir
}

// probeProgram is this program; see TestMain.
func probeProgram(t *testing.T) string {
	program, err := os.Executable()
	require.NoError(t, err)
	return program
}

func (w scratch) write(t *testing.T, path, content string) {
	full := filepath.Join(w.root, path)
	require.NoError(t, os.MkdirAll(filepath.Dir(full), 0o755))
	content = w.expand(content)
	target, link := strings.CutPrefix(content, "->")
	switch {
	case strings.HasSuffix(path, "/"):
		require.NoError(t, os.MkdirAll(full, 0o755))
	case link:
		require.NoError(t, os.Symlink(target, full))
	default:
		mode := os.FileMode(0o644)
		if strings.HasPrefix(content, "#!") {
			mode = 0o755
		}
		require.NoError(t, os.WriteFile(full, []byte(content), mode))
	}
}

// expand puts the scratch folder and the program of Node.js into a text.
func (w scratch) expand(text string) string {
	prefix, _ := Node.Prefix()
	return strings.NewReplacer("$SCRATCH", w.root, "$NODE_PROGRAM", filepath.Join(prefix, "bin", "node")).Replace(text)
}

// environment is what a fresh terminal of a plain user has, and what the scenario adds. $SCRATCH stands for the scratch
// folder, and $PATH for the plain PATH.
func (w scratch) environment(t *testing.T, s scenario, toolchain Toolchain) []string {
	path := []string{filepath.Join(w.root, "bin")}
	for _, installed := range []Toolchain{toolchain, Node, Tools} {
		prefix, err := installed.Prefix()
		require.NoError(t, err)
		path = append(path, filepath.Join(prefix, "bin"))
	}
	plain := strings.Join(append(path, "/usr/bin", "/bin"), ":")
	values := map[string]string{
		"HOME": filepath.Join(w.root, "home"), "PATH": plain, "LANG": "C.UTF-8", "SHELL": "/bin/sh", "USER": "somebody",
		// What a terminal of the editor says of itself.
		"TERM": "xterm-256color", "COLORTERM": "truecolor",
		recordsKey: w.records(),
		// A program with the race detector, as this one may be, waits for a second at its end unless it is told not to.
		"GORACE": "atexit_sleep_ms=0",
	}
	for key, value := range s.env {
		values[key] = strings.ReplaceAll(w.expand(value), "$PATH", plain)
	}
	var env []string
	for _, key := range slices.Sorted(maps.Keys(values)) {
		if values[key] != unset {
			env = append(env, key+"="+values[key])
		}
	}
	return env
}

func (w scratch) records() string { return filepath.Join(w.root, "records") }
