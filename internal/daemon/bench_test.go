//go:build unix

package daemon

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/runlight-dev/runlight/internal/protocol"
	"github.com/runlight-dev/runlight/internal/rpc"
)

// BenchmarkSaveToPush saves a manifest of a workspace of 1,000 packages and waits until a client was told. Most of it is
// the quiet period of the watcher.
func BenchmarkSaveToPush(b *testing.B) {
	f := files{"package.json": `{"workspaces":["packages/*"]}`}
	for i := range 1000 {
		f[fmt.Sprintf("packages/p%d/package.json", i)] = `{"scripts":{"dev":"0"}}`
	}
	root := newRoot(b, f)
	c := connect(b, open(b, root), trusting)
	require.Len(b, c.init.Workspace.Packages, 1001)
	for n := 1; b.Loop(); n++ {
		command := fmt.Sprint(n)
		write(b, root, "packages/p500/package.json", `{"scripts":{"dev":"`+command+`"}}`)
		c.await("pushed", func() bool { return c.packages["packages/p500"].Scripts[0].Command == command })
	}
}

// BenchmarkRunToEnd starts a script that does nothing and waits until a client was told of its end.
func BenchmarkRunToEnd(b *testing.B) {
	root := newRoot(b, files{"package.json": `{"scripts":{"true":"true"}}`, "true.sh": "exit 0"})
	c := connect(b, open(b, root), trusting)
	for b.Loop() {
		result, err := rpc.Call(b.Context(), c.conn, protocol.RunScript, protocol.RunParams{Package: ".", Name: "true"})
		require.NoError(b, err)
		c.finished(result.Process.ID)
	}
}
