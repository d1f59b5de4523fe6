package watch

import (
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"github.com/fsnotify/fsnotify"
	"github.com/stretchr/testify/require"
)

func TestEventsThatMatter(t *testing.T) {
	for _, c := range []struct {
		name  string
		event fsnotify.Event
		want  bool
	}{
		{"a manifest was written", fsnotify.Event{Name: "/r/package.json", Op: fsnotify.Write}, true},
		{"a source file was written", fsnotify.Event{Name: "/r/a.ts", Op: fsnotify.Write}, false},
		{"something came", fsnotify.Event{Name: "/r/new", Op: fsnotify.Create}, true},
		{"something came and was written", fsnotify.Event{Name: "/r/new", Op: fsnotify.Create | fsnotify.Write}, true},
		{"something went", fsnotify.Event{Name: "/r/old", Op: fsnotify.Remove}, true},
		{"something was renamed", fsnotify.Event{Name: "/r/old", Op: fsnotify.Rename}, true},
		{"a mode changed", fsnotify.Event{Name: "/r/dir", Op: fsnotify.Chmod}, true},
		{"a watch ended by itself", fsnotify.Event{}, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := &Watcher{files: map[string]bool{"package.json": true}}
			require.Equal(t, c.want, w.matters(c.event))
		})
	}
}

// bubble runs a body in fake time with a watcher on a fake backend.
func bubble(t *testing.T, body func(t *testing.T, w *Watcher, f *fakeBackend)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		f := newFake(1000, nil)
		w := New(Options{Files: []string{"package.json"}, Open: f.open})
		defer w.Close()
		body(t, w, f)
	})
}

func created(name string) fsnotify.Event { return fsnotify.Event{Name: name, Op: fsnotify.Create} }

func TestBatchComesAfterTheQuietPeriod(t *testing.T) {
	bubble(t, func(t *testing.T, w *Watcher, f *fakeBackend) {
		start := time.Now()
		f.events <- created("/r/b")
		time.Sleep(DefaultQuiet / 2)
		f.events <- created("/r/a")
		f.events <- created("/r/b")
		batch := <-w.Batches()
		require.Equal(t, Batch{Paths: []string{"/r/a", "/r/b"}}, batch)
		require.Equal(t, DefaultQuiet*3/2, time.Since(start))
	})
}

func TestSteadyFireIsCutAtTheMaximalDelay(t *testing.T) {
	bubble(t, func(t *testing.T, w *Watcher, f *fakeBackend) {
		start := time.Now()
		go func() {
			for i := range 100 {
				f.events <- created(fmt.Sprintf("/r/%03d", i))
				time.Sleep(DefaultQuiet / 5)
			}
		}()
		batch := <-w.Batches()
		require.Equal(t, DefaultMaxDelay, time.Since(start))
		require.NotEmpty(t, batch.Paths)

		seen := len(batch.Paths)
		for seen < 100 {
			seen += len((<-w.Batches()).Paths)
		}
		require.Equal(t, 100, seen, "every path comes once")
	})
}

func TestSlowConsumerGetsOneLargerBatch(t *testing.T) {
	bubble(t, func(t *testing.T, w *Watcher, f *fakeBackend) {
		f.events <- created("/r/a")
		time.Sleep(time.Second) // the batch is on offer, and nobody takes it
		f.events <- created("/r/b")
		require.Equal(t, []string{"/r/a", "/r/b"}, (<-w.Batches()).Paths)
	})
}

func TestLostEventsAskForARescan(t *testing.T) {
	bubble(t, func(t *testing.T, w *Watcher, f *fakeBackend) {
		f.events <- created("/r/a")
		f.errs <- fmt.Errorf("inotify: %w", fsnotify.ErrEventOverflow)
		f.events <- created("/r/b")
		require.Equal(t, Batch{Paths: []string{}, Rescan: true}, <-w.Batches())

		f.events <- created("/r/c")
		require.Equal(t, Batch{Paths: []string{"/r/c"}}, <-w.Batches(), "the request is made once")
	})
}

func TestABatchIsBounded(t *testing.T) {
	bubble(t, func(t *testing.T, w *Watcher, f *fakeBackend) {
		for i := range maxPaths + 1 {
			f.events <- created(fmt.Sprintf("/r/%d", i))
		}
		require.Equal(t, Batch{Paths: []string{}, Rescan: true}, <-w.Batches())
	})
}

func TestCloseEndsEveryGoroutine(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newFake(0, errNoRoom)
		w := New(Options{Open: f.open})
		w.Add(t.TempDir())            // one that is polled
		f.events <- created("/r/old") // and a batch that nobody takes
		time.Sleep(time.Second)
		w.Close()
		w.Close()
		w.Add(t.TempDir()) // too late, and harmless
	})
}
