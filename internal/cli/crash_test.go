//go:build unix

package cli

import (
	"bytes"
	"context"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/runlight-dev/runlight/internal/protocol"
	"github.com/runlight-dev/runlight/internal/rpc"
)

// How long a test waits for what must happen, and how often it looks.
const (
	waitLimit = 20 * time.Second
	waitTick  = 5 * time.Millisecond
)

// trees are scripts that a killed daemon must not leave running. Each makes the file ready when it is complete.
var trees = map[string]struct{ script, needs string }{
	"three generations":       {`sh -c 'sleep 1000 & : >ready; wait'; true`, "sh"},
	"three under node":        {`node -e "require('child_process').spawn('sleep',['1000']); require('fs').writeFileSync('ready','')"`, "node"},
	"a deaf tree":             {`sh -c "trap '' INT TERM HUP; : >ready; while :; do sleep 1000; done"; true`, "sh"},
	"a session of its own":    {`setsid sh -c ': >ready; while :; do sleep 1000; done'; true`, "setsid"},
	"a deaf daemon":           {`setsid sh -c 'trap "" TERM; : >ready; while :; do sleep 1000; done' </dev/null >/dev/null 2>&1 & sleep 1000`, "setsid"},
	"a tree without the mark": {`trap "" HUP; env -i /bin/sh -c ': >ready; while :; do /bin/sleep 1000; done' "$PWD"`, "sh"},
}

// crew is a daemon in a process of its own with one script running.
type crew struct {
	*testing.T
	root, home string
	daemon     *exec.Cmd
	log        bytes.Buffer // its standard error; to be read after its end
}

// pipes are the standard streams of a daemon, seen from outside.
type pipes struct {
	*os.File          // its output
	in       *os.File // its input
}

func (p pipes) Write(b []byte) (int, error) { return p.in.Write(b) }

func (p pipes) Close() error { return p.in.Close() }

// embark starts a daemon and connects to it as an editor, which it returns with what the daemon wants to be known.
func embark(t *testing.T, root, home string) (*crew, *rpc.Conn, string) {
	return embarkBy(t, os.Args[0], root, home)
}

// embarkBy is embark with a copy of the program.
func embarkBy(t *testing.T, program, root, home string) (*crew, *rpc.Conn, string) {
	c := &crew{T: t, root: root, home: home, daemon: exec.Command(program, "serve", "--stdio", "--root", root)}
	in, input, err := os.Pipe()
	require.NoError(t, err)
	output, out, err := os.Pipe()
	require.NoError(t, err)
	c.daemon.Stdin, c.daemon.Stdout, c.daemon.Stderr = in, out, &c.log
	c.daemon.Env = append(os.Environ(), "HOME="+home)
	require.NoError(t, c.daemon.Start())
	_, _ = in.Close(), out.Close()
	t.Cleanup(func() {
		_ = input.Close()
		_ = c.daemon.Wait()
		_ = output.Close()
	})
	conn := rpc.Start(context.Background(), pipes{output, input}, &rpc.Table{}, slog.New(slog.DiscardHandler))
	told, err := rpc.Call(t.Context(), conn, protocol.Initialize, protocol.InitializeParams{
		ProtocolVersion: protocol.Version, Client: "editor", Settings: protocol.Settings{Trusted: true, PackageManager: "npm"},
	})
	require.NoError(t, err)
	return c, conn, told.Hint
}

// sail starts a daemon that runs a script, and returns when the script is complete.
func sail(t *testing.T, script string) *crew { return sailBy(t, os.Args[0], script) }

func sailBy(t *testing.T, program, script string) *crew {
	root, home := t.TempDir(), t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(root, "package.json"), []byte(`{"scripts":{"dev":`+strconv.Quote(script)+`}}`), 0o644))
	c, conn, hint := embarkBy(t, program, root, home)
	require.Empty(t, hint)
	_, err := rpc.Call(t.Context(), conn, protocol.RunScript, protocol.RunParams{Package: ".", Name: "dev"})
	require.NoError(t, err)
	require.Eventually(t, func() bool {
		_, err := os.Stat(filepath.Join(root, "ready"))
		return err == nil
	}, waitLimit, waitTick)
	return c
}

// traces are the living processes that have a text in their environment, command line or folder, but for those of the
// daemon.
func (c *crew) traces(text string) (pids []int) {
	listing, err := exec.Command("ps", "axeww", "-o", "pid=,command=").Output()
	require.NoError(c, err)
	for line := range strings.Lines(string(listing)) {
		pid, err := strconv.Atoi(strings.Fields(line)[0])
		require.NoError(c, err)
		if strings.Contains(line, text) && pid != c.daemon.Process.Pid {
			pids = append(pids, pid)
		}
	}
	return pids
}

func (c *crew) kill(pid int) { require.NoError(c, syscall.Kill(pid, syscall.SIGKILL)) }

func (c *crew) gone() {
	start := time.Now()
	require.Eventually(c, func() bool { return len(c.traces(c.root)) == 0 }, waitLimit, waitTick)
	c.Logf("nothing left after %v", time.Since(start).Round(time.Millisecond))
}

// TestScenarios plays what happens when daemons are killed, which takes daemons that are processes of their own. See the
// test of this name in internal/daemon.
func TestScenarios(t *testing.T) {
	for name, tree := range trees {
		// The watchdog ends what the daemon cannot.
		t.Run("S18 a killed daemon leaves "+name, func(t *testing.T) {
			t.Parallel()
			if _, err := exec.LookPath(tree.needs); err != nil {
				t.Skip("this system has no " + tree.needs)
			}
			c := sail(t, tree.script)
			require.NotEmpty(t, c.traces(c.root))
			c.kill(c.daemon.Process.Pid)
			c.gone()
			require.Eventually(t, func() bool { return len(c.traces(c.home+"/")) == 0 }, waitLimit, waitTick, "the watchdog stays")
			_, _, hint := embark(t, c.root, c.home)
			require.Regexp(t, "The previous daemon of this folder crashed with a script running; ", hint)
			require.Empty(t, journals(t, c.home))
		})
	}
	for _, name := range []string{"a deaf tree", "a session of its own", "a deaf daemon", "a tree without the mark"} {
		// The next daemon of the root ends what neither the daemon nor the watchdog can.
		t.Run("S19 with its watchdog it leaves "+name, func(t *testing.T) {
			t.Parallel()
			tree := trees[name]
			if _, err := exec.LookPath(tree.needs); err != nil {
				t.Skip("this system has no " + tree.needs)
			}
			c := sail(t, tree.script)
			require.Len(t, journals(t, c.home), 1)
			watchdogs := c.traces("reap " + journals(t, c.home)[0])
			require.Len(t, watchdogs, 1)
			// It must not get to start another watchdog.
			require.NoError(t, c.daemon.Process.Signal(syscall.SIGSTOP))
			c.kill(watchdogs[0])
			c.kill(c.daemon.Process.Pid)
			_ = c.daemon.Wait()
			require.NotEmpty(t, c.traces(c.root), "nobody is there to end it")

			next, conn, hint := embark(t, c.root, c.home)
			require.Regexp(t, "The previous daemon of this folder crashed with a script running; ", hint)
			require.Empty(t, next.traces(c.root), "before it serves anybody")
			conn.Close()
			_ = next.daemon.Wait()
			require.Contains(t, next.log.String(), "a previous daemon crashed")
			require.Empty(t, journals(t, c.home))
		})
	}
}

func journals(t *testing.T, home string) []string {
	var found []string
	err := filepath.WalkDir(home, func(path string, _ os.DirEntry, err error) error {
		if strings.HasSuffix(path, ".runs") {
			found = append(found, path)
		}
		return err
	})
	require.NoError(t, err)
	return found
}
