package main

import (
	"bufio"
	"os"
	"os/exec"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// TestSceneIsFoundAndEnded has a process flee into another session, without its parent, and deaf to signals.
func TestSceneIsFoundAndEnded(t *testing.T) {
	l := &lab{dir: t.TempDir(), environ: os.Environ()}
	s, err := l.scene(nil)
	require.NoError(t, err)
	stranger := exec.Command("sleep", "1000")
	require.NoError(t, stranger.Start())
	defer func() {
		require.NoError(t, stranger.Process.Kill())
		_ = stranger.Wait()
	}()
	script := exec.Command("sh", "-c", `trap "" TERM HUP; (`+asScript+`setsid sleep 1000 >/dev/null 2>&1 &); echo $$; exec sleep 1000`)
	script.Env = s.env()
	out, err := script.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, script.Start())
	line, err := bufio.NewReader(out).ReadString('\n')
	require.NoError(t, err)
	require.Equal(t, strconv.Itoa(script.Process.Pid)+"\n", line)

	require.NoError(t, s.awaitSleepers(t.Context(), 1))
	all, err := s.living()
	require.NoError(t, err)
	require.Len(t, among(all, true), 1)
	require.Len(t, among(all, false), 1)
	require.Equal(t, script.Process.Pid, among(all, false)[0].pid)
	costs, err := s.cost()
	require.NoError(t, err)
	require.Equal(t, os.Getpid(), among(all, false)[0].parent())
	require.Greater(t, costs.peak, 0.1)
	require.Less(t, costs.share, costs.resident)

	require.NoError(t, s.close())
	require.Error(t, script.Wait(), "it was killed")
	all, err = s.living()
	require.NoError(t, err)
	require.Empty(t, all)
	require.NoDirExists(t, s.root)
}

func TestNobodyElseIsKilled(t *testing.T) {
	cmd := exec.Command("sleep", "1000")
	require.NoError(t, cmd.Start())
	defer func() { _ = cmd.Process.Kill() }()
	_, start, err := stat(cmd.Process.Pid)
	require.NoError(t, err)
	require.NoError(t, being{pid: cmd.Process.Pid, start: start + 1}.kill(), "another with its number")
	_, _, err = stat(cmd.Process.Pid)
	require.NoError(t, err, "it lives")
	require.NoError(t, being{pid: cmd.Process.Pid, start: start}.kill())
	require.Error(t, cmd.Wait())
}

func TestSince(t *testing.T) {
	old, young, gone := being{pid: 1}, being{pid: 2}, being{pid: 3}
	before := cost{cpu: map[being]time.Duration{old: 5, gone: 7}}
	require.Equal(t, time.Duration(4+2), cost{cpu: map[being]time.Duration{old: 9, young: 2}}.since(before))
}
