//go:build unix

package daemon

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/runlight-dev/runlight/internal/process"
	"github.com/runlight-dev/runlight/internal/protocol"
	"github.com/runlight-dev/runlight/internal/rpc"
)

// stories are scenarios of several clients that come and go.
var stories = map[string]func(*testing.T){
	"S35 a window is reloaded":                   reloadKeepsScripts,
	"S36 the last window goes":                   lastEditorTakesItsScriptsAlong,
	"S36 everybody goes":                         withNobodyLeftEverythingEnds,
	"S36 the last window goes, and scripts stay": keepScripts,
	"S45 times": times,
}

// leaving is a setting under which scripts end, or not, at once after the last editor.
func leaving(policy string) protocol.Settings {
	return protocol.Settings{Trusted: true, ReloadGrace: new(int), OnLastWindowClosed: policy}
}

func lastEditorTakesItsScriptsAlong(t *testing.T) {
	h := listen(t)
	tui, editor := h.join().introduce("tui", trusting), h.join().introduce("editor", leaving(""))
	mine, theirs := editor.run(".", "serve"), tui.run("packages/a", "serve")
	editor.printed(mine, "ready")
	editor.conn.Close()
	require.Equal(t, process.Stopped, tui.finished(mine).Status)
	tui.mu.Lock()
	defer tui.mu.Unlock()
	require.False(t, tui.processes[theirs].IsFinished(), "somebody else's goes on while they are here")
}

func withNobodyLeftEverythingEnds(t *testing.T) {
	h := listen(t)
	cli, editor := h.join().introduce("cli", trusting), h.join().introduce("editor", leaving("stop"))
	id := cli.run(".", "serve")
	cli.printed(id, "ready")
	cli.conn.Close()
	started, err := h.supervisor.Process(id)
	require.NoError(t, err)
	editor.conn.Close()
	<-started.Done()
	require.NoError(t, <-h.ended, "and with nothing left, the daemon")
}

func keepScripts(t *testing.T) {
	h := listen(t)
	editor := h.join().introduce("editor", leaving("keep"))
	id := editor.run(".", "serve")
	editor.printed(id, "ready")
	editor.conn.Close()
	tui := h.join().introduce("tui", trusting)
	h.windowsClosed() // whether or not it has been called by now
	tui.mu.Lock()
	require.False(t, tui.processes[id].IsFinished())
	tui.mu.Unlock()
	status, err := rpc.Call(t.Context(), tui.conn, protocol.GetDaemon, protocol.Empty{})
	require.NoError(t, err)
	require.Equal(t, 1, status.Running)
}

func reloadKeepsScripts(t *testing.T) {
	h := listen(t)
	before := h.join().introduce("editor", trusting)
	id := before.run(".", "serve")
	before.printed(id, "ready")
	before.conn.Close()
	after := h.join().introduce("editor", trusting)
	require.Equal(t, process.Running, after.processes[id].Status)
	after.attach(id)
	after.printed(id, "ready")
}

// times asks a state how long its process ran: not longer than was waited for it, and its end not before its start.
func times(t *testing.T) {
	c := connect(t, open(t, newRoot(t, files{"package.json": `{"scripts":{"nap":"x"}}`, "nap.sh": "sleep 0.1"})), trusting)
	before := time.Now()
	state := c.finished(c.run(".", "nap"))
	require.GreaterOrEqual(t, state.Duration(), 100*time.Millisecond)
	require.LessOrEqual(t, state.Duration(), time.Since(before))
	require.False(t, state.EndTime.Before(*state.StartTime))
}
