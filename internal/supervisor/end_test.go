package supervisor

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/runlight-dev/runlight/internal/launch"
	"github.com/runlight-dev/runlight/internal/process"
)

// TestEscalation asks a tree to stop that answers to one signal only.
func TestEscalation(t *testing.T) {
	g := DefaultGrace
	for name, test := range map[string]struct {
		answersTo launch.Signal
		after     time.Duration
		exit      launch.Exit
	}{
		"interrupt": {launch.Interrupt, 0, launch.Exit{Code: 130, Signal: "SIGINT"}},
		"terminate": {launch.Terminate, g.Interrupt, launch.Exit{Code: 0}},
		"kill":      {launch.Kill, g.Interrupt + g.Terminate, launch.Exit{Code: 137, Signal: "SIGKILL"}},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				tree := newFakeTree(41, 42)
				close(tree.out)
				s := stage(tree)
				p := begin(t, s)
				start := time.Now()
				for range 9 {
					_, err := s.Stop(p.State().ID)
					require.NoError(t, err)
				}
				require.Equal(t, process.Stopping, p.State().Status)
				for signal := range tree.signals {
					if signal == test.answersTo {
						break
					}
				}
				require.Equal(t, test.after, time.Since(start))
				require.Empty(t, tree.signals, "one signal for nine requests")
				tree.end(test.exit)
				<-p.Done()
				require.Equal(t, process.Stopped, p.State().Status)
				require.Empty(t, tree.signals)
			})
		})
	}
}

// TestChildOutlivesFirst has the first process end at once while its child takes until SIGTERM: the process has not
// ended before the child has.
func TestChildOutlivesFirst(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		tree := newFakeTree(41, 42)
		close(tree.out)
		s := stage(tree)
		p := begin(t, s)
		_, err := s.Stop(p.State().ID)
		require.NoError(t, err)
		require.Equal(t, launch.Interrupt, <-tree.signals)
		tree.leave(41)
		tree.exit <- launch.Exit{Code: 130, Signal: "SIGINT"}
		require.Equal(t, launch.Terminate, <-tree.signals)
		require.Equal(t, process.Stopping, p.State().Status)
		tree.leave(42)
		<-p.Done()
		require.Equal(t, process.Stopped, p.State().Status)
	})
}

// TestOthersDoNotHear has a child that Ctrl-C does not reach: once the first process has ended by it, the child is not
// given the time to answer to what it did not hear.
func TestOthersDoNotHear(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		tree := newFakeTree(41, 42)
		tree.detached = true
		close(tree.out)
		s := stage(tree)
		p := begin(t, s)
		start := time.Now()
		_, err := s.Stop(p.State().ID)
		require.NoError(t, err)
		require.Equal(t, launch.Interrupt, <-tree.signals)
		time.Sleep(time.Second)
		require.Empty(t, tree.signals, "the first process is still at it")
		tree.leave(41)
		tree.exit <- launch.Exit{Code: 130, Signal: "SIGINT"}
		require.Equal(t, launch.Terminate, <-tree.signals)
		require.Equal(t, time.Second, time.Since(start))
		tree.leave(42)
		<-p.Done()
		require.Equal(t, process.Stopped, p.State().Status)
	})
}

// TestLeftBehind has a script end by itself and leave a child that ignores everything but a kill.
func TestLeftBehind(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		tree := newFakeTree(41, 42)
		close(tree.out)
		p := begin(t, stage(tree))
		tree.leave(41)
		tree.exit <- launch.Exit{}
		require.Equal(t, launch.Terminate, <-tree.signals)
		require.Equal(t, launch.Kill, <-tree.signals)
		tree.leave(42)
		<-p.Done()
		require.Equal(t, process.Success, p.State().Status)
	})
}

func TestSurvivors(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		tree := newFakeTree(41, 42)
		close(tree.out)
		s := stage(tree)
		p := begin(t, s)
		_, err := s.Stop(p.State().ID)
		require.NoError(t, err)
		tree.leave(41)
		tree.exit <- launch.Exit{Code: 0}
		<-p.Done()
		require.Equal(t, process.Failed, p.State().Status)
		require.Equal(t, "these processes of the script could not be ended: 42 (node child.js)", p.State().Reason)
		require.Equal(t, []process.Survivor{{PID: 42, Command: "node child.js"}}, p.State().Survivors)
	})
}

// TestLeftAlone has a script end by itself and leave processes behind that are not to be ended.
func TestLeftAlone(t *testing.T) {
	daemon := launch.Member{PID: 50, Command: "watchman"}
	for name, test := range map[string]struct {
		keep bool
		left []int
		want []process.Survivor
	}{
		"a build daemon":     {false, nil, []process.Survivor{{PID: 50, Command: "watchman"}}},
		"kept and a daemon":  {true, []int{42}, []process.Survivor{{PID: 50, Command: "watchman"}, {PID: 42, Command: "node child.js"}}},
		"nothing to be kept": {true, nil, []process.Survivor{{PID: 50, Command: "watchman"}}},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				tree := newFakeTree(41, test.left...)
				tree.spared = []launch.Member{daemon}
				close(tree.out)
				s := New(Options{KeepLeftovers: func() bool { return test.keep }, Launch: func(launch.Command) (Tree, error) { return tree, nil }})
				p := begin(t, s)
				tree.leave(41)
				tree.exit <- launch.Exit{}
				<-p.Done()
				require.Equal(t, process.Success, p.State().Status)
				require.Equal(t, test.want, p.State().Survivors)
				require.Empty(t, tree.signals)
			})
		})
	}
}

// TestInsist asks once more: what comes next comes at once, unless both requests were one.
func TestInsist(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		tree := newFakeTree(41)
		close(tree.out)
		s := stage(tree)
		p := begin(t, s)
		ask := func() {
			_, err := s.Stop(p.State().ID)
			require.NoError(t, err)
			synctest.Wait()
		}
		start := time.Now()
		ask()
		require.Equal(t, launch.Interrupt, <-tree.signals)
		ask()
		require.Empty(t, tree.signals, "a double click")
		time.Sleep(DefaultGrace.Again)
		s.StopAll()
		synctest.Wait()
		require.Empty(t, tree.signals, "who stops all does not insist on this one")
		ask()
		require.Equal(t, launch.Terminate, <-tree.signals)
		time.Sleep(DefaultGrace.Again)
		ask()
		require.Equal(t, launch.Kill, <-tree.signals)
		require.Equal(t, 2*DefaultGrace.Again, time.Since(start))
		time.Sleep(DefaultGrace.Again)
		ask()
		tree.end(launch.Exit{Code: 137, Signal: "SIGKILL"})
		<-p.Done()
		require.Equal(t, process.Stopped, p.State().Status)
	})
}
