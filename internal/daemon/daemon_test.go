//go:build unix

package daemon

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/sourcegraph/jsonrpc2"
	"github.com/stretchr/testify/require"

	"github.com/runlight-dev/runlight/internal/launch"
	"github.com/runlight-dev/runlight/internal/process"
	"github.com/runlight-dev/runlight/internal/protocol"
	"github.com/runlight-dev/runlight/internal/rpc"
)

// project is a root with the scripts that the tests run.
func project(t *testing.T) string {
	return newRoot(t, files{
		"package.json":            `{"name":"root","workspaces":["packages/*"],"scripts":{"hello":"a","fail":"b","serve":"c","args":"d","ask":"e","flood":"f","size":"g","stubborn":"h"}}`,
		"hello.sh":                "echo hello; printf bye",
		"fail.sh":                 "echo oops >&2; exit 3",
		"serve.sh":                "echo ready $$; read x",
		"args.sh":                 `for a; do printf '<%s>' "$a"; done`,
		"ask.sh":                  "stty -echo; printf 'name? '; read name; echo hello $name",
		"flood.sh":                "yes 0123456789 | head -c 4500000; echo; echo END",
		"size.sh":                 "stty size",
		"stubborn.sh":             "trap '' INT TERM HUP; sleep 1000 & echo child $!; wait",
		"packages/a/package.json": `{"name":"a","scripts":{"serve":"c"}}`,
		"packages/a/serve.sh":     "echo a; read x",
	})
}

func TestInitialize(t *testing.T) {
	root := project(t)
	c := connect(t, open(t, root), trusting)
	canonical, err := filepath.EvalSymlinks(root)
	require.NoError(t, err)
	require.Equal(t, canonical, c.init.Root)
	require.Equal(t, os.Getpid(), c.init.PID)
	require.Equal(t, "test", c.init.BuildID)
	var names []string
	for _, p := range c.init.Workspace.Packages {
		names = append(names, p.Path+" "+p.Name)
	}
	require.Equal(t, []string{". root", "packages/a a"}, names)
}

func TestEnds(t *testing.T) {
	c := connect(t, open(t, project(t)), trusting)
	hello := c.run(".", "hello")
	state := c.finished(hello)
	require.Equal(t, process.Success, state.Status)
	require.Equal(t, 0, *state.ExitCode)
	require.Equal(t, "editor", state.Owner)
	require.Equal(t, "a", state.Script)
	require.Equal(t, "hello\nbye", c.whole(hello))

	fail := c.run(".", "fail")
	state = c.finished(fail)
	require.Equal(t, process.Failed, state.Status)
	require.Equal(t, 3, *state.ExitCode)
	require.Equal(t, "oops\n", c.whole(fail))
}

func TestArguments(t *testing.T) {
	c := connect(t, open(t, project(t)), trusting)
	id := c.run(".", "args", "a b", "", "--", "$x")
	require.Equal(t, "<a b><><--><$x>", c.whole(id))
}

func TestRunTwice(t *testing.T) {
	c := connect(t, open(t, project(t)), trusting)
	first := c.run(".", "serve")
	again, err := rpc.Call(t.Context(), c.conn, protocol.RunScript, protocol.RunParams{Package: ".", Name: "serve"})
	require.NoError(t, err)
	require.False(t, again.Started)
	require.Equal(t, first, again.Process.ID)
	other := c.run("packages/a", "serve")
	require.NotEqual(t, first, other)
	c.printed(first, "ready")
	c.printed(other, "a")
}

func TestStopAndRestart(t *testing.T) {
	c := connect(t, open(t, project(t)), trusting)
	first := c.run(".", "serve")
	c.printed(first, "ready")
	next, err := rpc.Call(t.Context(), c.conn, protocol.RestartProcess, protocol.ProcessParams{ID: first})
	require.NoError(t, err)
	require.Equal(t, process.Stopped, c.finished(first).Status)
	require.NotEqual(t, first, next.ID)
	require.Equal(t, 1, next.Restarts)
	c.attach(next.ID)
	c.printed(next.ID, "ready")
	state, err := rpc.Call(t.Context(), c.conn, protocol.StopProcess, protocol.ProcessParams{ID: next.ID})
	require.NoError(t, err)
	require.NotEqual(t, process.Running, state.Status)
	require.Equal(t, process.Stopped, c.finished(next.ID).Status)
	_, err = rpc.Call(t.Context(), c.conn, protocol.StopProcess, protocol.ProcessParams{ID: next.ID})
	require.NoError(t, err, "to stop what has ended is no error")
}

// TestRestartRemembersArguments also changes the manifest meanwhile: the new process has the new text.
func TestRestartRemembersArguments(t *testing.T) {
	root := project(t)
	c := connect(t, open(t, root), trusting)
	first := c.run(".", "args", "x y")
	require.Equal(t, "<x y>", c.whole(first))
	write(t, root, "package.json", `{"name":"root","scripts":{"args":"new text"}}`)
	c.await("changed", func() bool { return c.packages["."].Scripts[0].Command == "new text" })
	next, err := rpc.Call(t.Context(), c.conn, protocol.RestartProcess, protocol.ProcessParams{ID: first})
	require.NoError(t, err)
	require.Equal(t, "new text", next.Script)
	c.attach(next.ID)
	require.Equal(t, "<x y>", c.whole(next.ID))
}

func TestRestartOfScriptThatIsGone(t *testing.T) {
	root := project(t)
	c := connect(t, open(t, root), trusting)
	first := c.run(".", "serve")
	c.printed(first, "ready")
	write(t, root, "package.json", `{"name":"root"}`)
	c.await("gone", func() bool { return len(c.packages["."].Scripts) == 0 })
	next, err := rpc.Call(t.Context(), c.conn, protocol.RestartProcess, protocol.ProcessParams{ID: first})
	require.NoError(t, err)
	state := c.finished(next.ID)
	require.Equal(t, process.Failed, state.Status)
	require.Contains(t, state.Reason, `no such script: "serve"`)
}

func TestStopAll(t *testing.T) {
	c := connect(t, open(t, project(t)), trusting)
	one, two := c.run(".", "serve"), c.run("packages/a", "serve")
	c.printed(one, "ready")
	c.printed(two, "a")
	_, err := rpc.Call(t.Context(), c.conn, protocol.StopAll, protocol.Empty{})
	require.NoError(t, err)
	require.Equal(t, process.Stopped, c.finished(one).Status)
	require.Equal(t, process.Stopped, c.finished(two).Status)
}

func TestInputAndSize(t *testing.T) {
	c := connect(t, open(t, project(t)), trusting)
	ask := c.run(".", "ask")
	c.printed(ask, "name? ")
	_, err := rpc.Call(t.Context(), c.conn, protocol.SendInput, protocol.InputParams{ID: ask, Data: "wörld\r"})
	require.NoError(t, err)
	require.Contains(t, c.whole(ask), "hello wörld")

	result, err := rpc.Call(t.Context(), c.conn, protocol.RunScript, protocol.RunParams{Package: ".", Name: "size", Columns: 123, Rows: 45})
	require.NoError(t, err)
	c.attach(result.Process.ID)
	require.Equal(t, "45 123\n", c.whole(result.Process.ID))
}

// TestFlood prints more than the buffer and the credit hold: what comes is in order, what is missing is counted.
func TestFlood(t *testing.T) {
	c := connect(t, open(t, project(t)), trusting)
	id := c.run(".", "flood")
	text := c.whole(id)
	require.True(t, strings.HasSuffix(text, "END\n"))
	c.mu.Lock()
	defer c.mu.Unlock()
	require.Equal(t, c.end[id], int64(len(c.output[id]))+c.lost)
	require.Greater(t, c.end[id], int64(4_500_000))
}

func TestDetach(t *testing.T) {
	c := connect(t, open(t, project(t)), trusting)
	id := c.run(".", "ask")
	c.printed(id, "name? ")
	_, err := rpc.Call(t.Context(), c.conn, protocol.DetachOutput, protocol.ProcessParams{ID: id})
	require.NoError(t, err)
	_, err = rpc.Call(t.Context(), c.conn, protocol.SendInput, protocol.InputParams{ID: id, Data: "x\r"})
	require.NoError(t, err)
	c.finished(id)
	c.mu.Lock()
	defer c.mu.Unlock()
	require.NotContains(t, c.output[id], "hello")
}

func TestUntrusted(t *testing.T) {
	c := connect(t, open(t, project(t)), protocol.Settings{})
	require.NotEmpty(t, c.init.Workspace.Packages, "scripts are shown")
	_, err := rpc.Call(t.Context(), c.conn, protocol.RunScript, protocol.RunParams{Package: ".", Name: "hello"})
	requireCode(t, protocol.CodeUntrusted, err)
	_, err = rpc.Call(t.Context(), c.conn, protocol.UpdateSettings, trusting)
	require.NoError(t, err)
	id := c.run(".", "hello")
	require.Equal(t, process.Success, c.finished(id).Status)
}

func requireCode(t *testing.T, want protocol.ErrorCode, err error) {
	t.Helper()
	var failure *jsonrpc2.Error
	require.ErrorAs(t, err, &failure)
	require.Equal(t, int64(want), failure.Code, failure.Message)
}

func TestRefusals(t *testing.T) {
	root := project(t)
	c := connect(t, open(t, root), trusting)
	ctx := t.Context()
	for name, test := range map[string]struct {
		code protocol.ErrorCode
		call func() error
	}{
		"unknown package": {protocol.CodeUnknownPackage, func() error {
			_, err := rpc.Call(ctx, c.conn, protocol.RunScript, protocol.RunParams{Package: "packages/z", Name: "x"})
			return err
		}},
		"unknown script": {protocol.CodeUnknownScript, func() error {
			_, err := rpc.Call(ctx, c.conn, protocol.RunScript, protocol.RunParams{Package: ".", Name: "x"})
			return err
		}},
		"unknown process": {protocol.CodeUnknownProcess, func() error {
			_, err := rpc.Call(ctx, c.conn, protocol.StopProcess, protocol.ProcessParams{ID: "x"})
			return err
		}},
		"no size": {protocol.CodeInvalidParams, func() error {
			_, err := rpc.Call(ctx, c.conn, protocol.ResizeTerminal, protocol.ResizeParams{ID: "x"})
			return err
		}},
		"second initialize": {protocol.CodeInvalidParams, func() error {
			_, err := rpc.Call(ctx, c.conn, protocol.Initialize, protocol.InitializeParams{ProtocolVersion: protocol.Version, Client: "editor"})
			return err
		}},
	} {
		t.Run(name, func(t *testing.T) { requireCode(t, test.code, test.call()) })
	}
}

func TestInitializeRefusals(t *testing.T) {
	d := open(t, project(t))
	for name, test := range map[string]struct {
		code   protocol.ErrorCode
		params protocol.InitializeParams
	}{
		"version":   {protocol.CodeVersion, protocol.InitializeParams{ProtocolVersion: 99, Client: "editor"}},
		"no client": {protocol.CodeInvalidParams, protocol.InitializeParams{ProtocolVersion: protocol.Version}},
		"root":      {protocol.CodeWrongRoot, protocol.InitializeParams{ProtocolVersion: protocol.Version, Client: "editor", Root: t.TempDir()}},
		"no root":   {protocol.CodeWrongRoot, protocol.InitializeParams{ProtocolVersion: protocol.Version, Client: "editor", Root: "/nowhere"}},
	} {
		t.Run(name, func(t *testing.T) {
			c := dial(t, d)
			_, err := rpc.Call(t.Context(), c.conn, protocol.StopAll, protocol.Empty{})
			requireCode(t, protocol.CodeNotInitialized, err)
			_, err = rpc.Call(t.Context(), c.conn, protocol.Initialize, test.params)
			requireCode(t, test.code, err)
		})
	}
}

func TestMissingManager(t *testing.T) {
	root := newRoot(t, files{"package.json": `{"packageManager":"bun@1.0.0","scripts":{"dev":"x"}}`})
	d := open(t, root)
	d.options.Environ = []string{"PATH=" + t.TempDir()}
	c := connect(t, d, trusting)
	result, err := rpc.Call(t.Context(), c.conn, protocol.RunScript, protocol.RunParams{Package: ".", Name: "dev"})
	require.NoError(t, err)
	state := c.finished(result.Process.ID)
	require.Equal(t, process.Failed, state.Status)
	require.Contains(t, state.Reason, "bun is not on the PATH")
	c.attach(result.Process.ID)
	require.Empty(t, c.whole(result.Process.ID))
}

func TestOpenRefusesWhatIsNoFolder(t *testing.T) {
	_, err := Open(Options{Root: filepath.Join(t.TempDir(), "gone")})
	require.ErrorContains(t, err, "gone")
}

// TestCloseEndsStubbornScripts has children that ignore every signal but a kill.
func TestCloseEndsStubbornScripts(t *testing.T) {
	t.Parallel() // it waits for all graces
	d := open(t, project(t))
	c := connect(t, d, trusting)
	id := c.run(".", "stubborn")
	c.printed(id, "child ")
	c.await("the pid", func() bool { return strings.Contains(c.output[id], "\n") })
	fields := strings.Fields(c.output[id])
	child, err := strconv.Atoi(fields[len(fields)-1])
	require.NoError(t, err)
	d.Close()
	require.Equal(t, process.Stopped, c.finished(id).Status)
	// A machine whose first process is lazy keeps the dead child as a zombie.
	state, _ := exec.Command("ps", "-o", "stat=", "-p", strconv.Itoa(child)).Output()
	require.Regexp(t, `^(Z.*)?$`, strings.TrimSpace(string(state)), "the child is gone")
}

func TestObituary(t *testing.T) {
	for want, test := range map[string]struct {
		left launch.Crash
		err  error
	}{
		"a script running; nothing was left behind.":                          {launch.Crash{Runs: 1}, nil},
		"2 scripts running; a process that was left was ended.":               {launch.Crash{Runs: 2, Ended: 1}, nil},
		"3 scripts running; 4 processes that they left were ended (7 stays).": {launch.Crash{Runs: 3, Ended: 4}, errors.New("7 stays")},
	} {
		require.Equal(t, "The previous daemon of this folder crashed with "+want, obituary(test.left, test.err))
	}
}
