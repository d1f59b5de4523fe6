package process

import (
	"slices"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"
)

func start(t *testing.T, r *Registry, name string) *Process {
	t.Helper()
	p, started := r.Start(State{Package: ".", Name: name})
	require.True(t, started)
	return p
}

func finish(t *testing.T, p *Process) {
	t.Helper()
	_, err := p.Update(func(s State) (State, error) { return s.WithStarted(1).WithExit(1, ""), nil })
	require.NoError(t, err)
}

func names(r *Registry) (names []string) {
	for _, p := range r.List() {
		names = append(names, p.State().Name+" "+string(p.State().Status))
	}
	return names
}

func TestStartReservesACleanProcess(t *testing.T) {
	args, env := []string{"run", "dev"}, []string{"A=1"}
	template := full().WithExit(1, "")
	template.Args, template.Env, template.Signal, template.Reason = args, env, "SIGKILL", "crashed"
	r := NewRegistry(nil, Limits{})

	p, started := r.Start(template)
	require.True(t, started)
	args[0], env[0] = "changed", "changed"

	id := p.State().ID
	require.NotEqual(t, template.ID, id)
	require.Equal(t, State{
		ID: id, Package: "packages/web", Name: "dev", Script: "vite --port 5173", Owner: "editor",
		Status: Pending, Restarts: 2, Revision: 1,
		Command: "npm", Args: []string{"run", "dev"}, Env: []string{"A=1"}, Dir: "/root/of/it",
	}, *p.State())
}

func TestLookUp(t *testing.T) {
	r := NewRegistry(nil, Limits{})
	require.Empty(t, r.List())
	_, found := r.Get("nothing")
	require.False(t, found)
	_, found = r.Current(".", "dev")
	require.False(t, found)

	root := start(t, r, "dev")
	web, started := r.Start(State{Package: "packages/web", Name: "dev"})
	require.True(t, started, "another package's script of the same name is another script")
	require.Equal(t, []*Process{root, web}, r.List())

	got, found := r.Get(web.State().ID)
	require.True(t, found)
	require.Same(t, web, got)
	got, found = r.Current(".", "dev")
	require.True(t, found)
	require.Same(t, root, got)

	finish(t, root)
	again := start(t, r, "dev")
	got, _ = r.Current(".", "dev")
	require.Same(t, again, got, "the newest of the script")
	require.Equal(t, []*Process{root, web, again}, r.List(), "the finished one stays beside it")
}

func TestStartWhileAliveReturnsTheLiving(t *testing.T) {
	r := NewRegistry(nil, Limits{})
	p := start(t, r, "dev")
	for _, status := range []Status{Pending, Running, Stopping} {
		_, err := p.Update(func(s State) (State, error) { return s.WithStatus(status), nil })
		require.NoError(t, err)
		got, started := r.Start(State{Package: ".", Name: "dev", Owner: "cli"})
		require.False(t, started, status)
		require.Same(t, p, got)
		require.Empty(t, got.State().Owner, "the one who came second does not own it")
	}
}

func TestOneOfAThousandStarts(t *testing.T) {
	const racers = 1_000
	r := NewRegistry(nil, Limits{})
	finish(t, start(t, r, "dev"))
	var wins atomic.Int64
	var got [racers]*Process
	var wg sync.WaitGroup
	gate := make(chan struct{})
	for i := range racers {
		wg.Go(func() {
			<-gate
			p, started := r.Start(State{Package: ".", Name: "dev"})
			got[i] = p
			if started {
				wins.Add(1)
			}
		})
	}
	close(gate)
	wg.Wait()

	require.Equal(t, int64(1), wins.Load())
	require.Len(t, r.List(), 2)
	for _, p := range got {
		require.Same(t, r.List()[1], p)
	}
}

func TestHistoryKeepsOneFinishedPerScript(t *testing.T) {
	r := NewRegistry(nil, Limits{})
	first := start(t, r, "dev")
	finish(t, first)
	next := start(t, r, "dev")
	require.Equal(t, []*Process{first, next}, r.List())
	require.Zero(t, r.Dropped())

	finish(t, next)
	<-next.Done()
	require.Equal(t, []*Process{next}, r.List(), "the older one was replaced")
	require.Equal(t, uint64(1), r.Dropped())
	_, found := r.Get(first.State().ID)
	require.False(t, found)
	got, _ := r.Current(".", "dev")
	require.Same(t, next, got)
}

func TestHistoryDropsWhatEndedLongestAgo(t *testing.T) {
	r := NewRegistry(nil, Limits{MaxFinished: 2})
	long := start(t, r, "long")
	for _, name := range []string{"a", "b"} {
		finish(t, start(t, r, name))
	}
	start(t, r, "alive")
	finish(t, long) // the first to start, the last to end
	require.Equal(t, []string{"long failed", "b failed", "alive pending"}, names(r))
	require.Equal(t, uint64(1), r.Dropped())
	_, found := r.Current(".", "a")
	require.False(t, found)
}

func TestHistoryIsBoundedByDefault(t *testing.T) {
	r := NewRegistry(nil, Limits{})
	const surplus = 50
	for i := range DefaultMaxFinished + surplus {
		finish(t, start(t, r, strconv.Itoa(i)))
	}
	require.Len(t, r.List(), DefaultMaxFinished)
	require.Equal(t, uint64(surplus), r.Dropped())
	require.Equal(t, strconv.Itoa(surplus), r.List()[0].State().Name)
	require.Len(t, r.finished, DefaultMaxFinished)
	require.Len(t, r.catalog.Load().byID, DefaultMaxFinished)
	require.Len(t, r.catalog.Load().newest, DefaultMaxFinished)
}

// TestLateRetirement ends two runs of a script in the order in which their last steps can meet: the first run has its
// final status, so that the second is started, ends, and enters the history before the first one does.
func TestLateRetirement(t *testing.T) {
	r := NewRegistry(nil, Limits{})
	first := start(t, r, "dev")
	slow := first.changed
	var second *Process
	first.changed = func(p *Process, s *State) {
		second = start(t, r, "dev")
		finish(t, second)
		slow(p, s)
	}
	finish(t, first)
	require.Equal(t, []*Process{second}, r.List(), "the later run stays")
	require.Equal(t, uint64(1), r.Dropped())
}

// TestEarlierRunBecomesCurrent drops the later run of a script while the earlier one, already final, has not entered
// the history: what is listed must be found.
func TestEarlierRunBecomesCurrent(t *testing.T) {
	r := NewRegistry(nil, Limits{MaxFinished: 1})
	first := start(t, r, "dev")
	slow := first.changed
	first.changed = func(p *Process, s *State) {
		finish(t, start(t, r, "dev"))
		finish(t, start(t, r, "other"))
		got, found := r.Current(".", "dev")
		require.True(t, found)
		require.Same(t, first, got)
		slow(p, s)
	}
	finish(t, first)
	require.Equal(t, []*Process{first}, r.List())
	require.Equal(t, uint64(2), r.Dropped())
}

func TestEveryChangeIsTold(t *testing.T) {
	told := 0
	var r *Registry
	var seen int
	r = NewRegistry(func() { told++; seen = len(r.List()) }, Limits{})

	p := start(t, r, "dev")
	require.Equal(t, 1, told)
	require.Equal(t, 1, seen, "told after the change can be read")
	r.Start(State{Package: ".", Name: "dev"})
	require.Equal(t, 1, told, "nothing changed")
	finish(t, p)
	require.Equal(t, 2, told)
	finish(t, start(t, r, "dev"))
	require.Equal(t, 4, told)
	require.Equal(t, 1, seen, "the drop was done when the end was told")
}

func TestAListNeverChanges(t *testing.T) {
	r := NewRegistry(nil, Limits{MaxFinished: 1})
	for i := range 4 {
		start(t, r, strconv.Itoa(i))
	}
	list := r.List()
	before := slices.Clone(list)
	for _, p := range before {
		finish(t, p)
	}
	require.Equal(t, uint64(3), r.Dropped())
	require.Equal(t, len(r.List()), cap(r.List()), "an append by a reader must copy, after a drop")
	start(t, r, "new")
	require.Equal(t, len(r.List()), cap(r.List()), "an append by a reader must copy, after a start")
	require.Equal(t, before, list)
}

func TestReadersAllocateNothing(t *testing.T) {
	r := NewRegistry(nil, Limits{})
	p := start(t, r, "dev")
	id := p.State().ID
	require.Zero(t, testing.AllocsPerRun(100, func() {
		_ = p.State().IsRunning()
		_, _ = r.Get(id)
		_, _ = r.Current(".", "dev")
		_, _ = r.List(), r.Dropped()
	}))
}

// TestReadersDuringTurnover starts and ends scripts from many goroutines, several per script, while readers look whether
// any list is out of order, has two living processes of a script, or disagrees with the look-up.
func TestReadersDuringTurnover(t *testing.T) {
	const scripts, racers, rounds, limit = 5, 2, 200, 3
	r := NewRegistry(nil, Limits{MaxFinished: limit})
	var writing, reading sync.WaitGroup
	var started atomic.Int64
	ended := make(chan struct{})
	for range 2 {
		reading.Go(func() {
			for !t.Failed() {
				checkList(t, r)
				select {
				case <-ended:
					return
				default:
				}
			}
		})
	}
	for i := range scripts * racers {
		writing.Go(func() {
			for range rounds {
				p, mine := r.Start(State{Package: ".", Name: strconv.Itoa(i % scripts)})
				if !mine {
					<-p.Done()
					continue
				}
				started.Add(1)
				finish(t, p)
			}
		})
	}
	writing.Wait()
	close(ended)
	reading.Wait()
	require.Len(t, r.List(), limit)
	require.Equal(t, uint64(started.Load()-limit), r.Dropped())
}

func checkList(t *testing.T, r *Registry) {
	c := r.catalog.Load()
	living := map[script]bool{}
	var last ID
	for _, p := range c.list {
		s := p.State()
		if s.ID <= last {
			t.Errorf("%s listed after %s", s.ID, last)
		}
		last = s.ID
		if !s.IsFinished() && living[s.script()] {
			t.Errorf("two living processes of %s", s.Name)
		}
		living[s.script()] = living[s.script()] || !s.IsFinished()
		if c.byID[s.ID] != p || c.newest[s.script()] == nil {
			t.Errorf("list and look-up disagree on %v", s)
		}
	}
	if len(c.byID) != len(c.list) {
		t.Errorf("%d listed, %d to look up", len(c.list), len(c.byID))
	}
}

func TestClearFinished(t *testing.T) {
	changes := 0
	r := NewRegistry(func() { changes++ }, Limits{})
	finish := func(p *Process) {
		_, err := p.Update(func(s State) (State, error) { return s.WithStatus(Stopped), nil })
		require.NoError(t, err)
	}
	one, _ := r.Start(State{Package: ".", Name: "one"})
	two, _ := r.Start(State{Package: ".", Name: "two"})
	three, _ := r.Start(State{Package: ".", Name: "three"})
	finish(one)
	finish(three)
	before := changes
	r.ClearFinished()
	require.Equal(t, before+1, changes)
	require.Equal(t, []*Process{two}, r.List())
	_, found := r.Current(".", "one")
	require.False(t, found)
	require.Zero(t, r.Dropped())
	finish(two)
	require.Equal(t, []*Process{two}, r.List(), "what ends later stays")
	again, started := r.Start(State{Package: ".", Name: "one"})
	require.True(t, started)
	require.Equal(t, []*Process{two, again}, r.List())
}
