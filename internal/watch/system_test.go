package watch

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// next waits for the first batch of the real system that names a path.
func next(t *testing.T, w *Watcher, path string) {
	t.Helper()
	deadline := time.After(10 * time.Second)
	for {
		select {
		case batch := <-w.Batches():
			for _, p := range batch.Paths {
				if p == path {
					return
				}
			}
		case <-deadline:
			require.FailNow(t, "no batch names "+path)
		}
	}
}

func TestRealSystem(t *testing.T) {
	root := t.TempDir()
	manifest := filepath.Join(root, "package.json")
	write(t, manifest, "{}")
	w := New(Options{Files: []string{"package.json"}})
	defer w.Close()
	w.Add(root)

	write(t, manifest, `{"name":"in place"}`)
	next(t, w, manifest)

	write(t, manifest+".tmp", `{"name":"renamed over"}`)
	require.NoError(t, os.Rename(manifest+".tmp", manifest))
	next(t, w, manifest)

	require.NoError(t, os.Remove(manifest))
	next(t, w, manifest)

	dir := filepath.Join(root, "new")
	require.NoError(t, os.Mkdir(dir, 0o700))
	next(t, w, dir)
	w.Add(dir)
	write(t, filepath.Join(dir, "package.json"), "{}")
	next(t, w, filepath.Join(dir, "package.json"))

	require.NoError(t, os.RemoveAll(dir))
	next(t, w, dir)
}
