package runner

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// old writes a file that has not been changed for a while.
func old(t testing.TB, path, text string) {
	require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o755))
	require.NoError(t, os.WriteFile(path, []byte(text), 0o755))
	past := time.Now().Add(-time.Hour)
	require.NoError(t, os.Chtimes(path, past, past))
}

// counted are files that count how often each is read.
func counted() (*files, map[string]int) {
	f, counts := newFiles(), map[string]int{}
	f.reading = func(path string) { counts[filepath.Base(path)]++ }
	return f, counts
}

func TestFilesAreReadOnce(t *testing.T) {
	f, counts := counted()
	path := filepath.Join(t.TempDir(), "a")
	old(t, path, "7")
	bad := errors.New("bad")
	for range 3 {
		text, err := f.read(path)
		require.NoError(t, err)
		require.Equal(t, "7", string(text))
		number, err := parsed(f, "number", path, func(data []byte) (int, error) { return strconv.Atoi(string(data)) })
		require.NoError(t, err)
		require.Equal(t, 7, number)
		_, err = parsed(f, "bad", path, func([]byte) (int, error) { return 0, bad })
		require.ErrorIs(t, err, bad)
	}
	require.Equal(t, 3, counts["a"], "once for each kind")
}

func TestFilesSeeChanges(t *testing.T) {
	f, counts := counted()
	dir := t.TempDir()
	path := filepath.Join(dir, "a")
	says := func(want string) {
		t.Helper()
		for range 2 {
			text, err := f.read(path)
			require.NoError(t, err)
			require.Equal(t, want, string(text))
		}
	}
	_, err := f.read(path)
	require.ErrorIs(t, err, fs.ErrNotExist)
	old(t, path, "one")
	says("one")
	require.Equal(t, 1, counts["a"])
	old(t, path, "three") // another size
	says("three")
	// The same size and time under the same name: only the number of the file differs.
	info, err := os.Stat(path)
	require.NoError(t, err)
	if inode(info) != 0 {
		other := filepath.Join(dir, "b")
		require.NoError(t, os.WriteFile(other, []byte("seven"), 0o600))
		require.NoError(t, os.Chtimes(other, info.ModTime(), info.ModTime()))
		require.NoError(t, os.Rename(other, path))
		says("seven")
	}
	require.NoError(t, os.Remove(path))
	_, err = f.read(path)
	require.ErrorIs(t, err, fs.ErrNotExist)
}

// TestFilesDistrustTheNewest writes twice within one tick of the clock.
func TestFilesDistrustTheNewest(t *testing.T) {
	f, _ := counted()
	path := filepath.Join(t.TempDir(), "a")
	now := time.Now()
	for _, text := range []string{"one", "two"} {
		require.NoError(t, os.WriteFile(path, []byte(text), 0o600))
		require.NoError(t, os.Chtimes(path, now, now))
		got, err := f.read(path)
		require.NoError(t, err)
		require.Equal(t, text, string(got))
	}
}

func TestFilesAreBounded(t *testing.T) {
	f, dir := newFiles(), t.TempDir()
	big := string(make([]byte, maxFileBytes/4))
	for i := range 10 {
		path := filepath.Join(dir, strconv.Itoa(i))
		old(t, path, big)
		_, err := f.read(path)
		require.NoError(t, err)
	}
	require.LessOrEqual(t, f.weight, int64(maxFileBytes))
	require.NotEmpty(t, f.known)
	require.Less(t, len(f.known), 10)
}

func TestFilesFromManyGoroutines(t *testing.T) {
	f, path := newFiles(), filepath.Join(t.TempDir(), "a")
	old(t, path, "7")
	var all sync.WaitGroup
	for i := range 8 {
		all.Go(func() {
			for range 100 {
				if text, err := f.read(path); err != nil || string(text) != "7" {
					t.Errorf("%q %v", text, err)
				}
				if i == 0 {
					f.mu.Lock()
					f.forget(path)
					f.mu.Unlock()
				}
			}
		})
	}
	all.Wait()
}

func BenchmarkFileUnchanged(b *testing.B) {
	f, path := newFiles(), filepath.Join(b.TempDir(), "a")
	old(b, path, "7")
	for b.Loop() {
		_, _ = f.read(path)
	}
}
