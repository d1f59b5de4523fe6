package spool

import (
	"bytes"
	"log/slog"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"
)

// TestTinyFileSystem writes more than a real file system holds.
func TestTinyFileSystem(t *testing.T) {
	dir := t.TempDir()
	if err := unix.Mount("tmpfs", dir, "tmpfs", 0, "size=1m"); err != nil {
		t.Skip("only who may mount can have a tiny file system:", err)
	}
	t.Cleanup(func() { require.NoError(t, unix.Unmount(dir, unix.MNT_DETACH)) })
	s := Open(filepath.Join(dir, "logs", "root"), DefaultLimits, slog.New(slog.DiscardHandler))
	p := play(t, s, 64<<10, 32<<20)
	line := bytes.Repeat([]byte("0123456789abcdef"), 256)
	for range 1000 {
		p.write(line)
	}
	p.end()
	s.Close()
	require.Contains(t, p.process.State().LogProblem, "no space left on device")
	spans, _ := p.kept(s)
	require.GreaterOrEqual(t, spans[0].size, int64(900<<10))
	require.Equal(t, 64<<10, len(p.buffer.Read(0, 1<<20).Data))
}
