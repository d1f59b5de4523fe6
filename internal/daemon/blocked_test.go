//go:build unix

package daemon

import (
	"context"
	"net"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/runlight-dev/runlight/internal/process"
	"github.com/runlight-dev/runlight/internal/protocol"
	"github.com/runlight-dev/runlight/internal/rpc"
)

// gated is a connection whose reader can be made to stop.
type gated struct {
	net.Conn
	gate chan struct{} // holds a token while reading is allowed
}

func (g *gated) Read(p []byte) (int, error) {
	g.gate <- <-g.gate
	return g.Conn.Read(p)
}

// dialGated connects like dial. The client reads while the gate has its token.
func dialGated(t testing.TB, d *Daemon) (*client, *gated) {
	mine, theirs := net.Pipe()
	served := make(chan struct{})
	go func() {
		defer close(served)
		_ = d.Serve(context.Background(), theirs)
	}()
	t.Cleanup(func() { <-served })
	g := &gated{Conn: mine, gate: make(chan struct{}, 1)}
	g.gate <- struct{}{}
	return over(t, g), g
}

// TestBlockedClient stops reading at all. The script and the other client do not notice, and the daemon holds nothing for
// it, however much is printed.
func TestBlockedClient(t *testing.T) {
	const flood = "read x; yes $(head -c 1000 /dev/zero | tr '\\0' x) | head -c 2000000; echo END; "
	root := newRoot(t, files{"package.json": `{"scripts":{"floods":"f"}}`, "floods.sh": "stty -echo; " + flood + flood + flood + "read x"})
	d := openLogging(t, root, t.TempDir())
	small := 1
	good := connect(t, d, protocol.Settings{Trusted: true, OutputMemory: &small})
	blocked, g := dialGated(t, d)
	blocked.introduce("tui", trusting)
	result, err := rpc.Call(t.Context(), good.conn, protocol.RunScript, protocol.RunParams{Package: ".", Name: "floods"})
	require.NoError(t, err)
	id := result.Process.ID
	blocked.attach(id)
	<-g.gate
	t.Cleanup(func() { g.gate <- struct{}{} })

	var used []uint64
	offset := int64(0)
	for range 3 {
		_, err := rpc.Call(t.Context(), good.conn, protocol.SendInput, protocol.InputParams{ID: id, Data: "\r"})
		require.NoError(t, err)
		offset = good.reaches(id, "END\r\n", offset)
		used = append(used, heap())
	}
	require.Less(t, used[2], used[0]+1<<20, "after the memory of the process is full nothing grows: %v", used)
	_, err = rpc.Call(t.Context(), good.conn, protocol.SendInput, protocol.InputParams{ID: id, Data: "\r"})
	require.NoError(t, err)
	require.Equal(t, process.Success, good.finished(id).Status)
}

// reaches waits until a process has printed a text behind an offset, by reading on, and returns the offset after that.
func (c *client) reaches(id process.ID, text string, offset int64) int64 {
	c.Helper()
	require.Eventually(c, func() bool {
		piece, err := rpc.Call(c.Context(), c.conn, protocol.ReadOutput, protocol.ReadParams{ID: id, Offset: offset})
		if err != nil {
			return false
		}
		offset = piece.Next
		return strings.HasSuffix(piece.Text, text)
	}, waitLimit, time.Millisecond)
	return offset
}

// heap is how much memory is in use after everything that can be freed was.
func heap() uint64 {
	runtime.GC()
	runtime.GC() // what has a finalizer, and pools
	var stats runtime.MemStats
	runtime.ReadMemStats(&stats)
	return stats.HeapAlloc
}
