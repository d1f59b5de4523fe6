package supervisor

import (
	"context"
	"errors"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/runlight-dev/runlight/internal/launch"
	"github.com/runlight-dev/runlight/internal/process"
)

var dev = Job{Package: "packages/web", Name: "dev", Script: "vite", Owner: "editor", Plan: plan}

func plan() (launch.Command, process.Way, error) {
	return launch.Command{Path: "/bin/npm", Args: []string{"run", "dev"}, Dir: "/root", Env: []string{"A=b"}}, process.Way{Manager: "npm"}, nil
}

// stage is a supervisor whose launches hand out these trees, one after the other.
func stage(trees ...*fakeTree) *Supervisor {
	var mu sync.Mutex
	return New(Options{Launch: func(launch.Command) (Tree, error) {
		mu.Lock()
		defer mu.Unlock()
		if len(trees) == 0 {
			return nil, errors.New("one launch too many")
		}
		tree := trees[0]
		trees = trees[1:]
		return tree, nil
	}})
}

// begin runs dev and waits until it is launched.
func begin(t *testing.T, s *Supervisor) *process.Process {
	p, started, err := s.Run(dev)
	require.NoError(t, err)
	require.True(t, started)
	synctest.Wait()
	return p
}

func TestNaturalEnd(t *testing.T) {
	for name, test := range map[string]struct {
		exit   launch.Exit
		status process.Status
	}{
		"success":     {launch.Exit{}, process.Success},
		"failure":     {launch.Exit{Code: 3}, process.Failed},
		"by a signal": {launch.Exit{Code: 137, Signal: "SIGKILL"}, process.Failed},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				tree := newFakeTree(41)
				p := begin(t, stage(tree))
				require.Equal(t, process.Running, p.State().Status)
				require.Equal(t, 41, p.State().PID)
				require.Equal(t, "/bin/npm", p.State().Command)
				close(tree.out)
				tree.end(test.exit)
				<-p.Done()
				require.Equal(t, test.status, p.State().Status)
				require.Equal(t, test.exit.Signal, p.State().Signal)
				require.Empty(t, tree.signals)
			})
		})
	}
}

// TestLastOutputFirst holds the last output back: the final status must wait for it, and it must be kept.
func TestLastOutputFirst(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		tree := newFakeTree(41)
		s := stage(tree)
		p := begin(t, s)
		tree.end(launch.Exit{})
		synctest.Wait()
		require.Equal(t, process.Running, p.State().Status)
		tree.out <- []byte("last words")
		close(tree.out)
		<-p.Done()
		buffer, err := s.Output(p.State().ID)
		require.NoError(t, err)
		chunk := buffer.Read(0, 100)
		require.Equal(t, "last words", string(chunk.Data))
		require.True(t, chunk.Last)
	})
}

// TestTerminalHeldOpen has a stranger hold the terminal for ever: the end comes after the drain time all the same.
func TestTerminalHeldOpen(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		tree := newFakeTree(41)
		p := begin(t, stage(tree))
		start := time.Now()
		tree.end(launch.Exit{})
		<-p.Done()
		require.Equal(t, DefaultGrace.Drain, time.Since(start))
	})
}

func TestCannotLaunch(t *testing.T) {
	for name, test := range map[string]struct {
		plan   func() (launch.Command, process.Way, error)
		launch error
		want   string
	}{
		"no plan": {func() (launch.Command, process.Way, error) {
			return launch.Command{}, process.Way{}, errors.New("npm is not on the PATH")
		}, nil, "npm is not on the PATH"},
		"no launch": {plan, launch.ErrNoFolder, "the folder does not exist"},
	} {
		t.Run(name, func(t *testing.T) {
			s := New(Options{Launch: func(launch.Command) (Tree, error) { return nil, test.launch }})
			job := dev
			job.Plan = test.plan
			p, started, err := s.Run(job)
			require.NoError(t, err)
			require.True(t, started)
			<-p.Done()
			require.Equal(t, process.Failed, p.State().Status)
			require.Equal(t, test.want, p.State().Reason)
			require.Nil(t, p.State().ExitCode)
			require.ErrorIs(t, s.Input(p.State().ID, nil), ErrNotRunning)
		})
	}
}

// TestStopBeforeLaunch stops while the plan is being made: nothing is launched.
func TestStopBeforeLaunch(t *testing.T) {
	s := stage()
	release := make(chan struct{})
	job := dev
	job.Plan = func() (launch.Command, process.Way, error) {
		<-release
		return plan()
	}
	p, _, err := s.Run(job)
	require.NoError(t, err)
	_, err = s.Stop(p.State().ID)
	require.NoError(t, err)
	close(release)
	<-p.Done()
	require.Equal(t, process.Stopped, p.State().Status)
	require.Nil(t, p.State().StartTime)
}

func TestOneOfMany(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		tree := newFakeTree(41)
		close(tree.out)
		s := stage(tree) // a second launch would fail
		var all sync.WaitGroup
		starts := make(chan process.ID, 100)
		for range 100 {
			all.Go(func() {
				p, started, err := s.Run(dev)
				require.NoError(t, err)
				if started {
					starts <- p.State().ID
				}
			})
		}
		all.Wait()
		require.Len(t, starts, 1)
		synctest.Wait()
		tree.end(launch.Exit{})
		s.Close()
	})
}

func TestRestart(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		first, second := newFakeTree(41), newFakeTree(51)
		close(first.out)
		close(second.out)
		s := stage(first, second)
		old := begin(t, s)
		restarted := make(chan *process.Process)
		go func() {
			p, err := s.Restart(t.Context(), old.State().ID, dev)
			require.NoError(t, err)
			restarted <- p
		}()
		require.Equal(t, launch.Interrupt, <-first.signals)
		synctest.Wait()
		require.Len(t, s.Processes(), 1, "nothing new before the old is gone")
		first.end(launch.Exit{Code: 130, Signal: "SIGINT"})
		p := <-restarted
		synctest.Wait()
		require.Equal(t, process.Stopped, old.State().Status)
		require.Equal(t, process.Running, p.State().Status)
		require.NotEqual(t, old.State().ID, p.State().ID)
		require.Equal(t, 1, p.State().Restarts)
		second.end(launch.Exit{})
		s.Close()
	})
}

func TestRestartGivenUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		tree := newFakeTree(41)
		close(tree.out)
		s := stage(tree)
		p := begin(t, s)
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		_, err := s.Restart(ctx, p.State().ID, dev)
		require.ErrorIs(t, err, context.Canceled)
		tree.end(launch.Exit{})
		s.Close()
	})
}

func TestUnknown(t *testing.T) {
	s := stage()
	_, err := s.Stop("nobody")
	require.ErrorIs(t, err, ErrUnknown)
	_, err = s.Output("nobody")
	require.ErrorIs(t, err, ErrUnknown)
	_, err = s.Restart(t.Context(), "nobody", dev)
	require.ErrorIs(t, err, ErrUnknown)
	require.ErrorIs(t, s.Input("nobody", nil), ErrUnknown)
	require.ErrorIs(t, s.Resize("nobody", 1, 1), ErrUnknown)
	_, err = s.Process("nobody")
	require.ErrorIs(t, err, ErrUnknown)
}

func TestClose(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		tree := newFakeTree(41)
		close(tree.out)
		s := stage(tree)
		p := begin(t, s)
		go func() {
			<-tree.signals
			tree.end(launch.Exit{Code: 130, Signal: "SIGINT"})
		}()
		s.Close()
		require.Equal(t, process.Stopped, p.State().Status)
		_, _, err := s.Run(dev)
		require.ErrorIs(t, err, ErrClosing)
	})
}
