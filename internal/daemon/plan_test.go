//go:build unix

package daemon

import (
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/runlight-dev/runlight/internal/process"
	"github.com/runlight-dev/runlight/internal/protocol"
	"github.com/runlight-dev/runlight/internal/rpc"
)

// real makes a daemon that runs scripts as the binary does, under the package managers of this system.
func real(t testing.TB, root, manager string) *Daemon {
	if _, err := exec.LookPath(manager); err != nil {
		t.Skip("this system has no " + manager)
	}
	own, err := os.Executable()
	require.NoError(t, err)
	d, err := Open(Options{
		Root: root, BuildID: "test", Log: slog.New(slog.NewTextHandler(t.Output(), nil)), Program: []string{own},
		Environ: []string{"PATH=" + os.Getenv("PATH"), "HOME=" + t.TempDir()},
	})
	require.NoError(t, err)
	t.Cleanup(d.Close)
	return d
}

const hooked = `{"name":"a","version":"1.0.0","scripts":{
	"predev":"echo pre $npm_lifecycle_event","dev":"echo main $npm_package_name \"$1\"","postdev":"echo post",
	"args":"printf '<%s>'","wait":"echo ready; read x","prefail":"exit 4","fail":"echo never",
	"prestops":"trap 'echo cleaned; exit 0' INT; echo ready; while :; do sleep 0.1; done","stops":"echo never"}}`

func with(runner string) protocol.Settings { return protocol.Settings{Trusted: true, Runner: runner} }

func planned(c *client, name string, args ...string) protocol.ScriptPlan {
	plan, err := rpc.Call(c.Context(), c.conn, protocol.PlanScript, protocol.RunParams{Package: ".", Name: name, Args: args})
	require.NoError(c, err)
	return plan
}

// TestWhoRuns is the setting runlight.runner, also while the daemon lives.
func TestWhoRuns(t *testing.T) {
	c := connect(t, real(t, newRoot(t, files{"package.json": hooked}), "npm"), with(""))
	for _, mode := range []string{protocol.RunnerAuto, protocol.RunnerDirect, protocol.RunnerManager, protocol.RunnerAuto} {
		_, err := rpc.Call(t.Context(), c.conn, protocol.UpdateSettings, with(mode))
		require.NoError(t, err)
		id := c.run(".", "dev")
		state := c.finished(id)
		require.Equal(t, process.Success, state.Status, state.Reason)
		plan := planned(c, "dev")
		require.Regexp(t, `^npm \d+|^npm$`, plan.Manager)
		if mode == protocol.RunnerManager {
			require.Equal(t, process.Way{Manager: "npm", Reason: "runlight.runner is set to manager"}, *state.Way)
			require.Contains(t, c.whole(id), "> a@1.0.0 predev")
			require.False(t, plan.Direct)
			require.Len(t, plan.Steps, 1)
			continue
		}
		require.Equal(t, process.Way{Direct: true, Manager: plan.Manager, Reason: plan.Reason}, *state.Way)
		require.Equal(t, "pre predev\nmain a \npost\n", c.whole(id))
		require.True(t, plan.Direct)
		require.Equal(t, []string{"predev", "dev", "postdev"}, []string{plan.Steps[0].Event, plan.Steps[1].Event, plan.Steps[2].Event})
	}
}

func TestHooksDecide(t *testing.T) {
	c := connect(t, real(t, newRoot(t, files{"package.json": hooked}), "npm"), with(""))
	id := c.run(".", "fail")
	state := c.finished(id)
	require.Equal(t, process.Failed, state.Status)
	require.Equal(t, 4, *state.ExitCode)
	require.Empty(t, c.whole(id))

	id = c.run(".", "stops")
	c.printed(id, "ready")
	_, err := rpc.Call(t.Context(), c.conn, protocol.StopProcess, protocol.ProcessParams{ID: id})
	require.NoError(t, err)
	require.Equal(t, process.Stopped, c.finished(id).Status)
	require.Contains(t, c.whole(id), "cleaned")
	require.NotContains(t, c.whole(id), "never")
}

func TestArgumentsThroughAShell(t *testing.T) {
	c := connect(t, real(t, newRoot(t, files{"package.json": hooked}), "npm"), with(""))
	id := c.run(".", "args", "a b", "", "--", "$x", "it's", "\x01\x1b[31m", "\xc3\xbc")
	state := c.finished(id)
	require.True(t, state.Way.Direct)
	require.Equal(t, "<a b><><--><$x><it's><\x01\x1b[31m><ü>", c.whole(id))

	result, err := rpc.Call(t.Context(), c.conn, protocol.RunScript, protocol.RunParams{Package: ".", Name: "args", Args: []string{"a", "b\x00c"}})
	require.NoError(t, err)
	require.Contains(t, c.finished(result.Process.ID).Reason, "argument 2 of the script holds a NUL byte")

	for _, name := range []string{"args", "dev"} {
		long := strings.Repeat("x", 1<<20)
		result, err = rpc.Call(t.Context(), c.conn, protocol.RunScript, protocol.RunParams{Package: ".", Name: name, Args: []string{long, long, long}})
		require.NoError(t, err)
		state = c.finished(result.Process.ID)
		require.Equal(t, process.Failed, state.Status)
		require.Contains(t, state.Reason, "longer than the system allows")
		require.Less(t, len(state.Reason), 1000)
	}
}

// TestReadyToClick waits until everything that can be known is known.
func TestReadyToClick(t *testing.T) {
	root := newRoot(t, files{"package.json": hooked, "yarn.lock": ""})
	d := real(t, root, "yarn")
	c := connect(t, d, protocol.Settings{})
	d.runner.Wait()
	plan := planned(c, "dev")
	require.False(t, plan.Direct)
	require.Contains(t, plan.Reason, "trusted")
	_, err := rpc.Call(t.Context(), c.conn, protocol.UpdateSettings, with(""))
	require.NoError(t, err)
	d.runner.Wait()
	require.True(t, planned(c, "dev").Direct)

	write(t, root, "package.json", strings.Replace(hooked, "1.0.0", "2.0.0", 1))
	c.await("changed", func() bool { return c.packages["."].Version == "2.0.0" })
	d.runner.Wait()
	require.True(t, planned(c, "dev").Direct, "a save is followed")
	id := c.run(".", "dev")
	way := c.finished(id).Way
	require.True(t, way.Direct)
	require.Regexp(t, `^yarn 1\.`, way.Manager)
	require.Equal(t, "pre predev\nmain a \npost\n", c.whole(id))
}

func TestNoNode(t *testing.T) {
	root := newRoot(t, files{"package.json": hooked, "bin/npm": "#!/bin/sh\necho alone\n"})
	d := real(t, root, "npm")
	d.options.Environ = []string{"PATH=" + filepath.Join(root, "bin")}
	c := connect(t, d, with(""))
	id := c.run(".", "dev")
	state := c.finished(id)
	require.False(t, state.Way.Direct)
	require.Contains(t, state.Way.Reason, "is no npm that Runlight knows")
	require.Equal(t, "alone\n", c.whole(id))
}
