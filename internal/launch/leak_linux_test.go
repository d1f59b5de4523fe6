package launch

import (
	"os"
	"runtime"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
)

func count(t *testing.T, dir string) int {
	entries, err := os.ReadDir(dir)
	require.NoError(t, err)
	return len(entries)
}

// TestNothingLeaks has many trees live at once, and many after each other. They cost no thread while they live, and
// nothing after.
func TestNothingLeaks(t *testing.T) {
	folder := t.TempDir()
	g := NewGuard(folder)
	cycle := func(script string, meanwhile func()) {
		c := shell(t, script)
		tree, err := g.Start(c)
		require.NoError(t, err)
		exited := make(chan struct{})
		go func() {
			tree.Wait()
			close(exited)
		}()
		meanwhile()
		require.NoError(t, tree.Signal(Kill))
		<-exited
		require.NoError(t, tree.Close())
	}
	cycle(":", func() {})
	files, goroutines := count(t, "/proc/self/fd"), runtime.NumGoroutine()

	const many = 100
	var all, living sync.WaitGroup
	living.Add(many)
	release := make(chan struct{})
	threads := count(t, "/proc/self/task")
	for range many {
		all.Go(func() {
			cycle("read x", func() {
				living.Done()
				<-release
			})
		})
	}
	living.Wait()
	require.Less(t, count(t, "/proc/self/task")-threads, many/2, "threads wait for trees")
	close(release)
	all.Wait()
	for range many {
		cycle(":", func() {})
	}
	require.Eventually(t, func() bool {
		return count(t, "/proc/self/fd") <= files && runtime.NumGoroutine() <= goroutines+1 // Eventually has one
	}, waitLimit, waitTick)
	require.NoError(t, g.Close())
	require.Empty(t, journalsIn(t, folder))
}
