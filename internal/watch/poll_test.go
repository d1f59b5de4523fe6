package watch

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
)

var errNoRoom = errors.New("no room")

func write(t *testing.T, path, content string) {
	t.Helper()
	require.NoError(t, os.WriteFile(path, []byte(content), 0o600))
}

func TestDirectoriesBeyondTheLimitArePolled(t *testing.T) {
	for _, c := range []struct {
		name    string
		room    int
		options Options
		notice  string
	}{
		{"the system's limit", 1, Options{}, "watching 2 folders by polling: the system cannot watch them (no room)"},
		{"our own limit", 100, Options{Limit: 1}, "watching 2 folders by polling: " + ownLimit(1)},
	} {
		t.Run(c.name, func(t *testing.T) {
			root := t.TempDir()
			dirs := []string{filepath.Join(root, "a"), filepath.Join(root, "b"), filepath.Join(root, "c")}
			for _, dir := range dirs {
				require.NoError(t, os.Mkdir(dir, 0o700))
				write(t, filepath.Join(dir, "package.json"), "{}")
			}
			synctest.Test(t, func(t *testing.T) {
				f := newFake(c.room, errNoRoom)
				c.options.Open, c.options.Files = f.open, []string{"package.json"}
				w := New(c.options)
				defer w.Close()
				for _, dir := range dirs {
					w.Add(dir)
				}
				require.Equal(t, c.notice, w.Notice())
				watched, polled := w.Counts()
				require.Equal(t, []int{1, 2}, []int{watched, polled})

				write(t, filepath.Join(dirs[1], "package.json"), `{"name":"b"}`)
				require.Equal(t, []string{filepath.Join(dirs[1], "package.json")}, (<-w.Batches()).Paths)
				require.NoError(t, os.RemoveAll(dirs[2]))
				require.Contains(t, (<-w.Batches()).Paths, dirs[2])

				w.Remove(dirs[1])
				w.Remove(dirs[2])
				require.Empty(t, w.Notice())
				watched, polled = w.Counts()
				require.Equal(t, []int{1, 0}, []int{watched, polled})
			})
		})
	}
}

func TestNoSystemWatcherAtAll(t *testing.T) {
	root := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		w := New(Options{Open: func() (Backend, error) { return nil, errNoRoom }})
		defer w.Close()
		require.Empty(t, w.Notice(), "nothing is polled yet")
		w.Add(root)
		w.Add(root)
		require.Equal(t, "watching 1 folder by polling: the system cannot watch them (no room)", w.Notice())
		require.NoError(t, os.Mkdir(filepath.Join(root, "new"), 0o700))
		require.Equal(t, []string{root}, (<-w.Batches()).Paths)
		w.Remove(root)
		w.Remove(root)
		require.Empty(t, w.Notice())
	})
}

func TestAMissingDirectoryIsAwaited(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "later")
	synctest.Test(t, func(t *testing.T) {
		f := newFake(10, nil)
		w := New(Options{Open: f.open})
		defer w.Close()
		w.Add(dir)
		require.Empty(t, w.Notice(), "waiting for it is no shortcoming")
		require.NoError(t, os.Mkdir(dir, 0o700))
		require.Equal(t, []string{dir}, (<-w.Batches()).Paths)
		synctest.Wait()
		watched, polled := w.Counts()
		require.Equal(t, []int{1, 0}, []int{watched, polled}, "from then on the system watches it")
	})
}

func TestPollingEndsWhenThereIsRoomAgain(t *testing.T) {
	dir := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		f := newFake(0, errNoRoom)
		w := New(Options{Open: f.open})
		defer w.Close()
		w.Add(dir)
		require.NotEmpty(t, w.Notice())
		f.grow(1)
		batch := <-w.Batches()
		require.Equal(t, Batch{Paths: []string{}}, batch, "the notice has to be read again")
		require.Empty(t, w.Notice())

		time.Sleep(10 * DefaultPollInterval)
		synctest.Wait()
		w.mu.Lock()
		defer w.mu.Unlock()
		require.False(t, w.polling, "no timer is left")
	})
}

func TestUnreadableDirectoriesAreIgnored(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newFake(0, os.ErrPermission)
		w := New(Options{Open: f.open})
		defer w.Close()
		w.Add(t.TempDir())
		watched, polled := w.Counts()
		require.Equal(t, []int{0, 0}, []int{watched, polled})
		require.Empty(t, w.Notice())
	})
}
