//go:build unix

package launch

import (
	"bytes"
	"encoding/json"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

func journalsIn(t *testing.T, folder string) []string {
	paths, err := filepath.Glob(filepath.Join(folder, "*"))
	require.NoError(t, err)
	return paths
}

// TestJournal has runs come and go: the journal says exactly which live, and does not grow.
func TestJournal(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "runs")
	g := NewGuard(folder)
	read := func() (runs []string) {
		file, err := os.Open(journalsIn(t, folder)[0])
		require.NoError(t, err)
		defer file.Close()
		daemon, records, err := readJournal(file)
		require.NoError(t, err)
		require.Equal(t, self, daemon.PID)
		for _, r := range records {
			require.NotZero(t, r.PID)
			require.NotZero(t, r.Start)
			runs = append(runs, r.Run)
		}
		return runs
	}
	launch := func(run string) *Tree {
		c := shell(t, "read x")
		c.Run = run
		tree, err := g.Start(c)
		require.NoError(t, err)
		return tree
	}
	finish := func(tree *Tree) {
		require.NoError(t, tree.Signal(Kill))
		tree.Wait()
		require.NoError(t, tree.Close())
	}
	one, two := launch("one"), launch("two")
	require.Equal(t, []string{"one", "two"}, read())
	finish(one)
	require.Equal(t, []string{"two"}, read())
	three := launch("three")
	require.Equal(t, []string{"three", "two"}, read(), "a slot is used again")
	_, err := g.Start(Command{Path: "/no/such/program", Dir: t.TempDir(), Run: "four"})
	require.ErrorIs(t, err, ErrNoProgram)
	require.Equal(t, []string{"three", "two"}, read())

	info, err := os.Stat(journalsIn(t, folder)[0])
	require.NoError(t, err)
	require.Equal(t, fs.FileMode(0o600), info.Mode().Perm())
	dir, err := os.Stat(folder)
	require.NoError(t, err)
	require.Equal(t, fs.FileMode(0o700), dir.Mode().Perm())

	left, err := ReapFolder(folder)
	require.NoError(t, err)
	require.Zero(t, left, "its daemon lives: we are it")
	require.Equal(t, []string{"three", "two"}, read())
	finish(two)
	finish(three)
	require.Empty(t, read())
	require.NoError(t, g.Close())
	require.Empty(t, journalsIn(t, folder))
}

// TestScenarios has a journal of a dead daemon that names a process ID which a living stranger has now: S20 of the
// scenarios in internal/daemon.
func TestScenarios(t *testing.T) {
	stranger := exec.Command("sleep", "1000")
	require.NoError(t, stranger.Start())
	defer func() {
		_ = stranger.Process.Kill()
		_ = stranger.Wait()
	}()
	id, ok := identify(stranger.Process.Pid)
	require.True(t, ok)
	for name, record := range map[string]struct {
		daemon daemonRecord
		run    runRecord
	}{
		"S20 a number used again, another start time": {daemonRecord{Daemon: "d", PID: 1 << 22, Start: 1, Boot: bootID()}, runRecord{"r", id.pid, id.start - 1}},
		"S20 a number used again, another boot":       {daemonRecord{Daemon: "d", PID: 1 << 22, Start: 1, Boot: "before", Ended: 1}, runRecord{"r", id.pid, id.start}},
		"S20 a number used again, a later daemon":     {daemonRecord{Daemon: "d", PID: id.pid, Start: id.start - 1, Boot: bootID()}, runRecord{"r", id.pid, id.start - 1}},
	} {
		t.Run(name, func(t *testing.T) {
			folder := t.TempDir()
			var lines []byte
			for _, line := range []any{record.daemon, record.run} {
				text, err := json.Marshal(line)
				require.NoError(t, err)
				lines = append(append(lines, text...), '\n')
			}
			require.NoError(t, os.WriteFile(filepath.Join(folder, "d"+journalSuffix), lines, 0o600))
			left, err := ReapFolder(folder)
			require.NoError(t, err)
			require.Zero(t, left.Ended)
			require.Empty(t, journalsIn(t, folder), "there is nothing more to do for it")
			now, ok := identify(id.pid)
			require.True(t, ok)
			require.Equal(t, id, now)
		})
	}
}

// TestNoJournal has nowhere to keep a journal: scripts run all the same.
func TestNoJournal(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	require.NoError(t, os.WriteFile(file, nil, 0o600))
	g := NewGuard(filepath.Join(file, "runs"))
	tree, err := g.Start(shell(t, "echo works"))
	require.NoError(t, err)
	output, exit := all(t, tree)
	require.Equal(t, "works\n", output)
	require.Equal(t, Exit{}, exit)
	require.NoError(t, tree.Close())
	require.NoError(t, g.Close())
	require.Error(t, Reap(filepath.Join(file, "none")), "a file is no folder")
	require.NoError(t, Reap(filepath.Join(t.TempDir(), "none")), "somebody else has reaped")
}

func FuzzJournal(f *testing.F) {
	f.Add([]byte(`{"daemon":"d","pid":1}` + "\n" + `{"run":"r","pid":2,"start":3}` + "\n\n  \n"))
	f.Add([]byte("\x00\n{"))
	f.Fuzz(func(t *testing.T, data []byte) {
		_, runs, err := readJournal(bytes.NewReader(data))
		require.NoError(t, err)
		for _, r := range runs {
			require.NotEmpty(t, r.Run)
		}
	})
}
