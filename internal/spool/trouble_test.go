package spool

import (
	"bytes"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
)

// disk is a file system with so many bytes left, which can be made to hang.
type disk struct {
	mu   sync.Mutex
	left int
	hang chan struct{} // writes wait for it to be closed; nil for none
}

type diskFile struct {
	file
	disk *disk
}

func (d *disk) create(path string) (file, error) {
	f, err := createFile(path)
	return diskFile{f, d}, err
}

func (d *disk) free(n int) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.left = n
}

func (f diskFile) Write(p []byte) (int, error) {
	if f.disk.hang != nil {
		<-f.disk.hang
	}
	f.disk.mu.Lock()
	defer f.disk.mu.Unlock()
	n, err := f.file.Write(p[:min(len(p), f.disk.left)])
	f.disk.left -= n
	if n < len(p) && err == nil {
		err = &fs.PathError{Op: "write", Path: "log", Err: syscall.ENOSPC}
	}
	return n, err
}

// TestDiskFull fills the disk, frees it again, and loses only what memory had no room for meanwhile.
func TestDiskFull(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := &disk{left: 5000}
		s := openStore(t, DefaultLimits)
		s.create = d.create
		p := play(t, s, 4096, 1<<20)
		piece := bytes.Repeat([]byte("0123456789\n"), 100)
		start := time.Now()
		for range 20 {
			p.write(piece)
			synctest.Wait()
		}
		require.Zero(t, time.Since(start), "the script was never held up")
		require.Contains(t, p.process.State().LogProblem, "no space left")
		require.True(t, strings.HasSuffix(string(p.buffer.Read(int64(len(p.all)-4096), 4096).Data), "9\n"), "memory goes on")
		d.free(1 << 20)
		time.Sleep(2 * retryAfter)
		synctest.Wait()
		for range 5 {
			p.write(piece)
			synctest.Wait()
		}
		p.end()
		s.Close()
		spans, lost := p.kept(s)
		require.Equal(t, []part{{0, 5000}, {20*1100 - 4096, 5*1100 + 4096}}, spans)
		require.Equal(t, int64(20*1100-4096-5000), lost)
	})
}

// TestDiskStaysFull ends with the disk as full as before.
func TestDiskStaysFull(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := openStore(t, DefaultLimits)
		s.create = (&disk{left: 0}).create
		p := play(t, s, 4096, 1<<20)
		p.write([]byte("never on disk"))
		start := time.Now()
		p.end()
		require.Zero(t, time.Since(start))
		s.Close()
		spans, _ := p.kept(s)
		require.Empty(t, spans)
		require.Equal(t, "never on disk", string(p.buffer.Read(0, 100).Data))
	})
}

// TestSlowDisk has a disk that hangs: the script waits for a second in all, and then never again.
func TestSlowDisk(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := &disk{left: 1 << 30, hang: make(chan struct{})}
		s := openStore(t, DefaultLimits)
		s.create = d.create
		p := play(t, s, 4096, 1<<20)
		start := time.Now()
		for range 100 {
			p.write(make([]byte, 1000))
		}
		require.Equal(t, patience, time.Since(start))
		p.buffer.Close()
		p.log.Drain()
		require.Equal(t, 2*patience, time.Since(start), "nor does the end wait for longer")
		require.Equal(t, errSlow.Error(), p.process.State().LogProblem)
		close(d.hang)
		p.end()
		s.Close()
		spans, lost := p.kept(s)
		require.Equal(t, int64(100_000), spans[len(spans)-1].end(), "what memory has is written after all")
		require.Positive(t, lost)
	})
}

// TestPauses has a disk that pauses for less than the patience: nothing is lost.
func TestPauses(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := &disk{left: 1 << 30, hang: make(chan struct{})}
		s := openStore(t, DefaultLimits)
		s.create = d.create
		p := play(t, s, 4096, 1<<20)
		time.AfterFunc(patience/2, func() { close(d.hang) })
		for range 100 {
			p.write(make([]byte, 1000))
		}
		p.end()
		s.Close()
		spans, _ := p.kept(s)
		require.Equal(t, []part{{0, 100_000}}, spans)
		require.Empty(t, p.process.State().LogProblem)
	})
}

// TestTakenAway removes, renames or cuts files while they are written.
func TestTakenAway(t *testing.T) {
	for name, test := range map[string]struct {
		harm func(t *testing.T, dir, part string)
		lost int64 // of 30,000 bytes before, of which memory has 4,096
	}{
		"folder removed":     {func(t *testing.T, dir, _ string) { require.NoError(t, os.RemoveAll(dir)) }, 30_000 - 4096},
		"all folders gone":   {func(t *testing.T, dir, _ string) { require.NoError(t, os.RemoveAll(filepath.Dir(filepath.Dir(dir)))) }, 30_000 - 4096},
		"folder renamed":     {func(t *testing.T, dir, _ string) { require.NoError(t, os.Rename(dir, dir+"-old")) }, 30_000 - 4096},
		"file rotated":       {func(t *testing.T, _, part string) { require.NoError(t, os.Rename(part, part+".1")) }, 9520 - 4096},
		"file removed":       {func(t *testing.T, _, part string) { require.NoError(t, os.Remove(part)) }, 9520 - 4096},
		"file cut":           {func(t *testing.T, _, part string) { require.NoError(t, os.Truncate(part, 7)) }, 9520 - 4096},
		"replaced by others": {func(t *testing.T, _, part string) { replace(t, part) }, 9520 - 4096},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := openStore(t, DefaultLimits)
				p := play(t, s, 4096, shares*20_480)
				for range 30 {
					p.write(bytes.Repeat([]byte("0123456789"), 100))
					synctest.Wait()
				}
				dir := filepath.Join(s.dir, string(p.id()))
				test.harm(t, dir, part{start: 20_480}.path(dir))
				p.write([]byte("and on it goes"))
				synctest.Wait()
				p.end()
				s.Close()
				spans, lost := p.kept(s)
				// The bytes that were just written have pushed as many out of memory.
				require.Equal(t, test.lost+14, lost)
				require.Equal(t, int64(30_014), spans[len(spans)-1].end())
				require.Contains(t, p.process.State().LogProblem, "were removed")
				require.Len(t, s.Runs(), 1)
			})
		})
	}
}

func replace(t *testing.T, path string) {
	require.NoError(t, os.Remove(path))
	require.NoError(t, os.WriteFile(path, []byte("somebody else"), 0o600))
}

// TestNoFolder has a file where the folder is to be, and then not.
func TestNoFolder(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := openStore(t, DefaultLimits)
		s.Close()
		require.NoError(t, os.Remove(s.dir))
		require.NoError(t, os.WriteFile(s.dir, nil, 0o600))
		p := play(t, s, 4096, 1<<20)
		p.write([]byte("one "))
		synctest.Wait()
		require.NotEmpty(t, p.process.State().LogProblem)
		require.NoError(t, os.Remove(s.dir))
		time.Sleep(2 * retryAfter)
		p.write([]byte("two"))
		p.end()
		s.Close()
		spans, _ := p.kept(s)
		require.Equal(t, []part{{0, 7}}, spans)
	})
}
