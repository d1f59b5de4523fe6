//go:build unix

package daemon

import (
	"context"
	"net"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/runlight-dev/runlight/internal/process"
	"github.com/runlight-dev/runlight/internal/protocol"
	"github.com/runlight-dev/runlight/internal/rpc"
)

// host is a daemon that listens on a socket.
type host struct {
	*testing.T
	*Daemon
	address string
	ended   chan error
	signal  context.CancelFunc
}

func listen(t *testing.T) *host {
	dir, err := os.MkdirTemp("/tmp", "runlight-listen-") // short, so that a socket fits into it
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, os.RemoveAll(dir)) })
	h := &host{T: t, Daemon: open(t, project(t)), address: filepath.Join(dir, "s"), ended: make(chan error, 1)}
	listener, err := net.Listen("unix", h.address)
	require.NoError(t, err)
	ctx, cancel := context.WithCancel(context.Background())
	h.signal = cancel
	go func() {
		h.ended <- h.Listen(ctx, listener)
		close(h.ended)
	}()
	t.Cleanup(func() { cancel(); <-h.ended })
	return h
}

func (h *host) join() *client {
	h.Helper()
	conn, err := net.Dial("unix", h.address)
	require.NoError(h, err)
	return over(h, conn)
}

// TestStopDaemon has another client, which is told of everything before its connection ends.
func TestStopDaemon(t *testing.T) {
	h := listen(t)
	editor, asker := h.join().introduce("editor", trusting), h.join()
	id := editor.run(".", "serve")
	editor.printed(id, "ready")
	answer, err := rpc.Call(t.Context(), asker.conn, protocol.StopDaemon, protocol.StopDaemonParams{IfIdle: true})
	require.NoError(t, err)
	require.False(t, answer.Stopping, "a script runs, and a client is connected")
	answer, err = rpc.Call(t.Context(), asker.conn, protocol.StopDaemon, protocol.StopDaemonParams{})
	require.NoError(t, err)
	require.True(t, answer.Stopping)
	<-asker.conn.Done()
	require.NoError(t, <-h.ended)
	require.Equal(t, process.Stopped, editor.finished(id).Status)
	editor.await("told", func() bool { return editor.warned })
	require.NoFileExists(t, h.address)
}

func TestIdleDaemonGivesWay(t *testing.T) {
	h := listen(t)
	first, second := h.join(), h.join()
	status, err := rpc.Call(t.Context(), first.conn, protocol.GetDaemon, protocol.Empty{})
	require.NoError(t, err)
	require.Equal(t, protocol.DaemonStatus{
		ProtocolVersion: protocol.Version, BuildID: "test", PID: os.Getpid(), Root: h.root, Others: status.Others,
	}, status)
	second.introduce("editor", trusting)
	answer, err := rpc.Call(t.Context(), second.conn, protocol.StopDaemon, protocol.StopDaemonParams{IfIdle: true})
	require.NoError(t, err)
	require.False(t, answer.Stopping, "another client is connected")
	first.conn.Close()
	for !answer.Stopping { // until it is noticed
		answer, err = rpc.Call(t.Context(), second.conn, protocol.StopDaemon, protocol.StopDaemonParams{IfIdle: true})
		require.NoError(t, err)
	}
	require.NoError(t, <-h.ended)
}

// TestSignal has a script, and a client that never reads: nobody waits for it.
func TestSignal(t *testing.T) {
	h := listen(t)
	editor := h.join().introduce("editor", trusting)
	deaf, err := net.Dial("unix", h.address)
	require.NoError(t, err)
	defer deaf.Close()
	id := editor.run(".", "serve")
	editor.printed(id, "ready")
	h.signal()
	require.NoError(t, <-h.ended)
	require.Equal(t, process.Stopped, editor.finished(id).Status)
	editor.mu.Lock()
	defer editor.mu.Unlock()
	require.False(t, editor.warned, "the system did not ask for it to stay away")
}

func TestTrustAndSettingsOfSeveralClients(t *testing.T) {
	h := listen(t)
	cli := h.join().introduce("cli", protocol.Settings{Trusted: true, Exclude: []string{"packages/*"}})
	require.Len(t, cli.packages, 1)
	editor := h.join().introduce("editor", protocol.Settings{})
	require.Len(t, editor.packages, 2, "an editor's settings win")
	_, err := rpc.Call(t.Context(), editor.conn, protocol.RunScript, protocol.RunParams{Package: ".", Name: "hello"})
	requireCode(t, protocol.CodeUntrusted, err)
	require.Equal(t, process.Success, cli.finished(cli.run(".", "hello")).Status, "trust is each client's own")
	late := h.join().introduce("mcp:agent", protocol.Settings{Exclude: []string{"**"}})
	require.Len(t, late.packages, 2)
}
