package process

import (
	"errors"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"
)

func running() State { return State{ID: "a1", Name: "dev", Status: Running, Revision: 1} }

func TestUpdateLeavesTheStateOnError(t *testing.T) {
	p := newProcess(running(), func(*Process, *State) { t.Error("the hook was called without a swap") })
	before := p.State()
	mine := errors.New("changed my mind")

	got, err := p.Update(func(s State) (State, error) { return s.WithStatus(Stopping), mine })

	require.ErrorIs(t, err, mine)
	require.Same(t, before, got)
	require.Same(t, before, p.State())
}

func TestIdentityNeverChanges(t *testing.T) {
	changes := map[string]func(*State){
		"id":      func(s *State) { s.ID = "x" },
		"package": func(s *State) { s.Package = "x" },
		"name":    func(s *State) { s.Name = "x" },
		"script":  func(s *State) { s.Script = "x" },
		"owner":   func(s *State) { s.Owner = "x" },
	}
	for name, change := range changes {
		t.Run(name, func(t *testing.T) {
			p := newProcess(running(), ignore)
			before := p.State()
			_, err := p.Update(func(s State) (State, error) { change(&s); return s, nil })
			require.ErrorIs(t, err, ErrIdentity)
			require.Same(t, before, p.State())
		})
	}
}

func TestRevisionIsNotTheCallbacks(t *testing.T) {
	p := newProcess(running(), ignore)
	got, err := p.Update(func(s State) (State, error) { s.Revision = 99; return s, nil })
	require.NoError(t, err)
	require.Equal(t, uint64(2), got.Revision)
}

func TestHookSeesEachSwap(t *testing.T) {
	var seen []uint64
	var p *Process
	p = newProcess(running(), func(q *Process, s *State) {
		require.Same(t, p, q)
		require.Same(t, s, q.State())
		seen = append(seen, s.Revision)
		requireOpen(t, q)
	})
	for _, status := range []Status{Running, Stopping, Stopped, Failed} {
		_, _ = p.Update(func(s State) (State, error) { return s.WithStatus(status), nil })
	}
	require.Equal(t, []uint64{2, 3, 4}, seen, "the last one was illegal")
	<-p.Done()
}

func requireOpen(t *testing.T, p *Process) {
	t.Helper()
	select {
	case <-p.Done():
		require.Fail(t, "done before the hook was told")
	default:
	}
}

// TestReadersSeeWholeSnapshots has writers that always move four fields together while readers look whether they ever
// see them apart, or an older snapshot after a newer one.
func TestReadersSeeWholeSnapshots(t *testing.T) {
	const writers, readers, swaps = 4, 4, 5_000
	p := newProcess(together(running(), 0), ignore)
	var writing, reading sync.WaitGroup
	ended := make(chan struct{})
	for range readers {
		reading.Go(func() { observe(t, p, ended) })
	}
	for range writers {
		writing.Go(func() {
			for range swaps {
				_, err := p.Update(func(s State) (State, error) { return together(s, s.PID+1), nil })
				if err != nil {
					t.Error(err)
					return
				}
			}
		})
	}
	writing.Wait()
	close(ended)
	reading.Wait()
	require.Equal(t, writers*swaps, p.State().PID)
}

func together(s State, n int) State {
	s.PID, s.Restarts, s.Reason, s.ExitCode = n, n, strconv.Itoa(n), &n
	return s
}

func observe(t *testing.T, p *Process, ended <-chan struct{}) {
	var last *State
	for {
		s := p.State()
		if s.Restarts != s.PID || s.Reason != strconv.Itoa(s.PID) || *s.ExitCode != s.PID || s.Revision != uint64(s.PID)+1 {
			t.Errorf("torn snapshot: %+v", *s)
			return
		}
		if last != nil && (s.Revision < last.Revision || s.Revision == last.Revision && s != last) {
			t.Errorf("revision %d after %d", s.Revision, last.Revision)
			return
		}
		last = s
		select {
		case <-ended:
			return
		default:
		}
	}
}

func TestNoUpdateIsLost(t *testing.T) {
	const writers, swaps = 20, 5_000
	var told atomic.Int64
	p := newProcess(running(), func(*Process, *State) { told.Add(1) })
	var revisions [writers][]uint64
	var wg sync.WaitGroup
	for w := range writers {
		wg.Go(func() {
			for range swaps {
				s, err := p.Update(func(s State) (State, error) { s.Restarts++; return s, nil })
				if err != nil {
					t.Error(err)
					return
				}
				revisions[w] = append(revisions[w], s.Revision)
			}
		})
	}
	wg.Wait()

	require.Equal(t, writers*swaps, p.State().Restarts)
	require.Equal(t, uint64(writers*swaps+1), p.State().Revision)
	require.Equal(t, int64(writers*swaps), told.Load())
	given := map[uint64]bool{}
	for _, own := range revisions {
		for _, revision := range own {
			require.False(t, given[revision], "two swaps got revision %d", revision)
			given[revision] = true
		}
	}
}

func TestFinalStatusExactlyOnce(t *testing.T) {
	finishers := []func(State) State{
		func(s State) State { return s.WithExit(0, "") },
		func(s State) State { return s.WithExit(1, "") },
		func(s State) State { return s.WithExit(-1, "SIGKILL") },
		func(s State) State { return s.WithFailure("lost") },
	}
	for range 200 {
		var finals, won atomic.Int64
		p := newProcess(running(), func(_ *Process, s *State) {
			if s.IsFinished() {
				finals.Add(1)
			}
		})
		var wg sync.WaitGroup
		gate := make(chan struct{})
		var winner atomic.Pointer[State]
		for i := range 16 {
			wg.Go(func() {
				<-gate
				s, err := p.Update(func(s State) (State, error) { return finishers[i%len(finishers)](s), nil })
				switch {
				case err == nil:
					won.Add(1)
					winner.Store(s)
				case !errors.Is(err, ErrTransition):
					t.Error(err)
				}
			})
		}
		close(gate)
		<-p.Done()
		require.True(t, p.State().IsFinished(), "done before the state was final")
		wg.Wait()
		require.Equal(t, int64(1), won.Load())
		require.Equal(t, int64(1), finals.Load())
		require.Same(t, winner.Load(), p.State(), "the winner's state stays")
	}
}
