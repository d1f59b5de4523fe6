package daemon

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/runlight-dev/runlight/internal/process"
	"github.com/runlight-dev/runlight/internal/protocol"
	"github.com/runlight-dev/runlight/internal/rpc"
	"github.com/runlight-dev/runlight/internal/supervisor"
)

func init() {
	stories["S37 ten thousand starts"] = tenThousandStarts
	stories["S37 three hundred at once"] = threeHundredAtOnce
}

// usage is what a program holds of its system, and of the process table.
type usage struct{ goroutines, threads, files, children, heap, resident int }

func measure(t *testing.T) usage {
	entries := func(dir string) int {
		names, err := os.ReadDir(dir)
		require.NoError(t, err)
		return len(names)
	}
	lists, err := filepath.Glob("/proc/self/task/*/children")
	require.NoError(t, err)
	children := 0
	for _, list := range lists {
		text, _ := os.ReadFile(list) // a thread may have ended
		children += len(strings.Fields(string(text)))
	}
	debug.FreeOSMemory()
	var memory runtime.MemStats
	runtime.ReadMemStats(&memory)
	statm, err := os.ReadFile("/proc/self/statm") // proc_pid_statm(5): the second number is the resident pages
	require.NoError(t, err)
	pages, err := strconv.Atoi(strings.Fields(string(statm))[1])
	require.NoError(t, err)
	return usage{
		goroutines: runtime.NumGoroutine(), threads: entries("/proc/self/task"), files: entries("/proc/self/fd"),
		children: children, heap: int(memory.HeapAlloc), resident: pages * os.Getpagesize(),
	}
}

// returnsTo waits until what is held is what was held before, but for some memory that the runtime keeps for later.
func (before usage) returnsTo(t *testing.T, what string) {
	var now usage
	defer func() { t.Logf("%s: %+v, before: %+v", what, now, before) }()
	require.Eventually(t, func() bool {
		now = measure(t)
		// Eventually has a goroutine of its own. Threads stay for later, and so do the race detector's notes of memory:
		// what a leak of any of them would be is far more after so many starts.
		return now.goroutines <= before.goroutines+1 && now.files <= before.files && now.children <= before.children &&
			now.threads <= before.threads+20 && now.heap < before.heap+8<<20 && now.resident < before.resident+128<<20
	}, waitLimit, 50*time.Millisecond)
}

// crowd is a daemon with many scripts that are all the same.
func crowd(t *testing.T, scripts int, manager string) (*client, *Daemon) {
	var list []string
	for i := range scripts {
		list = append(list, fmt.Sprintf(`"s%d":"x"`, i))
	}
	root := newRoot(t, files{"package.json": `{"scripts":{` + strings.Join(list, ",") + `}}`, "runs/x": ""})
	write(t, root, "bin/npm", manager)
	d := openWith(t, Options{
		Root: root, Runs: filepath.Join(root, "runs"), Grace: supervisor.Grace{Look: 5 * time.Millisecond},
		Environ: []string{"PATH=" + filepath.Join(root, "bin") + ":" + os.Getenv("PATH"), "HOME=" + t.TempDir(), "ROOT=" + root},
	})
	return connect(t, d, trusting), d
}

// launch runs a script and returns its cell.
func (c *client) launch(d *Daemon, script int) *process.Process {
	result, err := rpc.Call(c.Context(), c.conn, protocol.RunScript, protocol.RunParams{Package: ".", Name: "s" + strconv.Itoa(script)})
	require.NoError(c, err)
	require.True(c, result.Started)
	p, err := d.supervisor.Process(result.Process.ID)
	require.NoError(c, err)
	return p
}

// tenThousandStarts runs 250 scripts again and again, some at once, which end by themselves or are stopped at once.
func tenThousandStarts(t *testing.T) {
	const scripts, workers, all = 250, 50, 10_000
	c, d := crowd(t, scripts, "#!/bin/sh\n[ $$ -gt 0 ]\n")
	var before usage
	start := time.Now()
	for round, cycles := range []int{1000, all - 1000} {
		var working sync.WaitGroup
		for w := range workers {
			working.Go(func() {
				for i := w; i < cycles; i += workers {
					stop := i%7 == 0
					// Each worker has scripts of its own, so that none runs already.
					p := c.launch(d, i/workers%(scripts/workers)*workers+w)
					if stop {
						c.stop(p.State().ID)
					}
					<-p.Done()
					requireOneEnd(t, p.State(), stop)
				}
			})
		}
		working.Wait()
		if round == 0 {
			before = measure(t)
		}
	}
	t.Logf("%d starts in %v", all, time.Since(start))
	before.returnsTo(t, "after ten thousand")
	// The last run of each script, within the limit of the history.
	known := d.supervisor.Processes()
	require.Len(t, known, process.DefaultMaxFinished)
	c.await("told of all", func() bool { return len(c.processes) == len(known) })
	for _, p := range known {
		require.Equal(t, p.State().Revision, c.processes[p.State().ID].Revision)
	}
}

// requireOneEnd checks that a process went through each of its states once.
func requireOneEnd(t *testing.T, s *process.State, stopped bool) {
	require.Empty(t, s.Reason)
	require.Empty(t, s.Survivors)
	switch {
	case s.Status == process.Success:
		require.Equal(t, uint64(3), s.Revision, "pending, running, success")
		require.Zero(t, *s.ExitCode)
	case stopped:
		require.Equal(t, process.Stopped, s.Status)
		require.Contains(t, []uint64{3, 4}, s.Revision, "pending, perhaps running, stopping, stopped")
	default:
		require.Fail(t, "it ended otherwise", "%v %+v", s, *s)
	}
}

// threeHundredAtOnce has so many live together, and ends them all. The second time must not cost more than the first.
func threeHundredAtOnce(t *testing.T) {
	const many = 300
	c, d := crowd(t, many, "#!/bin/sh\nread x\n")
	var before usage
	for round := range 2 {
		threads := measure(t).threads
		var all []*process.Process
		for i := range many {
			all = append(all, c.launch(d, i))
		}
		c.await("all run", func() bool {
			return !slices.ContainsFunc(all, func(p *process.Process) bool {
				s := c.processes[p.State().ID]
				return s == nil || s.Status != process.Running
			})
		})
		together := measure(t)
		t.Logf("%d run: %+v", many, together)
		require.Less(t, together.threads, threads+many/3, "threads wait for scripts")
		_, err := rpc.Call(t.Context(), c.conn, protocol.StopAll, protocol.Empty{})
		require.NoError(t, err)
		for _, p := range all {
			<-p.Done()
			require.Equal(t, process.Stopped, p.State().Status)
			require.Equal(t, uint64(4), p.State().Revision, "pending, running, stopping, stopped")
		}
		if round == 0 {
			before = measure(t)
		}
	}
	before.returnsTo(t, "after three hundred")
}
