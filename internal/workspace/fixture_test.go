package workspace

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/runlight-dev/runlight/internal/protocol"
)

// files is a tree on disk: path to content. A content "-> target" is a symbolic link, a path that ends in "/" a folder.
type files map[string]string

func (f files) write(t testing.TB, root string) {
	t.Helper()
	for _, name := range slices.Sorted(maps.Keys(f)) {
		path := filepath.Join(root, filepath.FromSlash(name))
		require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o755))
		target, link := strings.CutPrefix(f[name], "-> ")
		switch {
		case strings.HasSuffix(name, "/"):
			require.NoError(t, os.MkdirAll(path, 0o755))
		case link:
			if err := os.Symlink(filepath.FromSlash(target), path); err != nil {
				t.Skipf("no symbolic links here: %v", err)
			}
		default:
			require.NoError(t, os.WriteFile(path, []byte(f[name]), 0o644))
		}
	}
}

// scripts is a manifest with scripts of these names, each with a command that names it.
func scripts(names ...string) string {
	var b strings.Builder
	for i, name := range names {
		if i > 0 {
			b.WriteString(", ")
		}
		fmt.Fprintf(&b, "%q: %q", name, "run "+name)
	}
	return "{\n  \"scripts\": {" + b.String() + "}\n}\n"
}

// fixture is an open workspace on a tree of its own, and the announcements of its changes.
type fixture struct {
	*Workspace
	t         testing.TB
	announced chan struct{}
}

func open(t testing.TB, tree files, o Options) *fixture {
	t.Helper()
	root := t.TempDir()
	// The folder that holds test folders may lie in a repository itself.
	require.NoError(t, os.Mkdir(filepath.Join(root, ".git"), 0o755))
	tree.write(t, root)
	return openAt(t, root, o)
}

func openAt(t testing.TB, root string, o Options) *fixture {
	t.Helper()
	f := &fixture{t: t, announced: make(chan struct{}, 1)}
	o.OnChange = func() {
		select {
		case f.announced <- struct{}{}:
		default:
		}
	}
	w, err := Open(t.Context(), root, o)
	require.NoError(t, err)
	t.Cleanup(w.Close)
	f.Workspace = w
	return f
}

// path is an absolute path in the tree.
func (f *fixture) path(name string) string { return filepath.Join(f.Root(), filepath.FromSlash(name)) }

func (f *fixture) write(name, content string) { files{name: content}.write(f.t, f.Root()) }

// save replaces a file in one step, so that nothing can see half of it.
func (f *fixture) save(name, content string) {
	f.write(name+".tmp", content)
	f.rename(name+".tmp", name)
}

func (f *fixture) remove(name string) { require.NoError(f.t, os.RemoveAll(f.path(name))) }

func (f *fixture) rename(from, to string) {
	require.NoError(f.t, os.Rename(f.path(from), f.path(to)))
}

// await waits until the snapshot is as wanted.
func (f *fixture) await(what string, as func(*Snapshot) bool) *Snapshot {
	f.t.Helper()
	deadline := time.After(20 * time.Second)
	for {
		s := f.Snapshot()
		if as(s) {
			return s
		}
		select {
		case <-f.announced:
		case <-deadline:
			require.FailNow(f.t, "never came: "+what, "the last snapshot was:\n%s", strings.Join(show(s), "\n"))
		}
	}
}

// awaitShown waits until the packages are shown like that.
func (f *fixture) awaitShown(want ...string) *Snapshot {
	f.t.Helper()
	return f.await(strings.Join(want, " | "), func(s *Snapshot) bool { return slices.Equal(show(s), want) })
}

// show is a line for each package: its path, its scripts, and "!" with its problem.
func show(s *Snapshot) []string {
	lines := []string{}
	for _, p := range s.Packages {
		line := p.Path
		for _, script := range p.Scripts {
			line += " " + script.Name
		}
		if p.Problem != nil {
			line += fmt.Sprintf(" !%d:%d", p.Problem.Line, p.Problem.Column)
		}
		lines = append(lines, line)
	}
	return lines
}

func paths(packages []*protocol.Package) []string {
	list := []string{}
	for _, p := range packages {
		list = append(list, p.Path)
	}
	return list
}
