package process

import (
	"fmt"
	"runtime"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
)

// A read costs less than a loop of testing.B.Loop or PB.Next does, so each cell brings its own loop over n reads. Each
// ends by using what was read, so that no read can be left out.
type cell struct {
	name   string
	read   func(n int)
	update func(derive func(State) (State, error)) error
}

var used atomic.Int64

func cells() []cell {
	direct := newProcess(full(), ignore)
	locked := &lockedCell{state: full()}
	value := &valueCell{}
	value.changed = ignore
	value.state.Store(direct.State())
	return []cell{
		{
			name: "atomic",
			read: func(n int) {
				var s *State
				for range n {
					s = direct.State()
				}
				used.Add(int64(s.PID))
			},
			update: func(derive func(State) (State, error)) error { _, err := direct.Update(derive); return err },
		},
		{
			name: "value",
			read: func(n int) {
				var s State
				for range n {
					s = value.State()
				}
				used.Add(int64(s.PID))
			},
			update: func(derive func(State) (State, error)) error { _, err := value.Update(derive); return err },
		},
		{
			name: "rwmutex",
			read: func(n int) {
				var s State
				for range n {
					s = locked.State()
				}
				used.Add(int64(s.PID))
			},
			update: locked.Update,
		},
	}
}

// inParallel shares b.N out among as many goroutines as run at once.
func inParallel(b *testing.B, work func(n int)) {
	procs := runtime.GOMAXPROCS(0)
	var wg sync.WaitGroup
	for i := range procs {
		wg.Go(func() {
			if n := (b.N + i) / procs; n > 0 {
				work(n)
			}
		})
	}
	wg.Wait()
}

// BenchmarkState reads one state: by a single goroutine, by all at once, and by all while another goroutine replaces it
// without a pause.
func BenchmarkState(b *testing.B) {
	for _, c := range cells() {
		b.Run("impl="+c.name+"/mode=alone", func(b *testing.B) {
			b.ReportAllocs()
			c.read(b.N)
		})
		b.Run("impl="+c.name+"/mode=parallel", func(b *testing.B) {
			b.ReportAllocs()
			inParallel(b, c.read)
		})
		// No allocations are reported here: they would be the writer's.
		b.Run("impl="+c.name+"/mode=hotwriter", func(b *testing.B) {
			stop := writeHot(b, c)
			inParallel(b, c.read)
			b.StopTimer()
			stop()
		})
	}
}

// writeHot replaces the state until stop is called, and returns once it has begun.
func writeHot(b *testing.B, c cell) (stop func()) {
	var stopping atomic.Bool
	var writing sync.WaitGroup
	begun := make(chan struct{})
	writing.Go(func() {
		for i := 0; !stopping.Load(); i++ {
			if err := c.update(restarted); err != nil {
				b.Error(err)
			}
			if i == 0 {
				close(begun)
			}
		}
	})
	<-begun
	b.ResetTimer()
	return func() { stopping.Store(true); writing.Wait() }
}

func restarted(s State) (State, error) { s.Restarts++; return s, nil }

// BenchmarkUpdate replaces one state, alone and contended. The atomic ones pay with an allocation per update for what
// their readers save.
func BenchmarkUpdate(b *testing.B) {
	for _, c := range cells() {
		write := func(n int) {
			for range n {
				if err := c.update(restarted); err != nil {
					b.Error(err)
				}
			}
		}
		b.Run("impl="+c.name+"/mode=alone", func(b *testing.B) {
			b.ReportAllocs()
			write(b.N)
		})
		b.Run("impl="+c.name+"/mode=parallel", func(b *testing.B) {
			b.ReportAllocs()
			inParallel(b, write)
		})
	}
}

type registry interface {
	Get(ID) (*Process, bool)
	List() []*Process
	Start(State) (*Process, bool)
}

// eachRegistry runs bench on both implementations, with 10, 100 and 1,000 living processes in them.
func eachRegistry(b *testing.B, bench func(b *testing.B, r registry)) {
	implementations := []struct {
		name string
		make func() registry
	}{
		{"cow", func() registry { return NewRegistry(nil, Limits{}) }},
		{"syncmap", func() registry { return newSyncMapRegistry() }},
	}
	for _, implementation := range implementations {
		for _, n := range []int{10, 100, 1000} {
			r := implementation.make()
			for i := range n {
				r.Start(State{Package: "packages/web", Name: strconv.Itoa(i)})
			}
			b.Run(fmt.Sprintf("impl=%s/n=%d", implementation.name, n), func(b *testing.B) {
				b.ReportAllocs()
				bench(b, r)
			})
		}
	}
}

// BenchmarkRegistryList lists all processes in order.
func BenchmarkRegistryList(b *testing.B) {
	eachRegistry(b, func(b *testing.B, r registry) {
		for b.Loop() {
			used.Store(int64(len(r.List())))
		}
	})
}

// BenchmarkRegistryListParallel lists all processes in order, from all goroutines at once.
func BenchmarkRegistryListParallel(b *testing.B) {
	eachRegistry(b, func(b *testing.B, r registry) {
		b.RunParallel(func(pb *testing.PB) {
			n := 0
			for pb.Next() {
				n += len(r.List())
			}
			used.Add(int64(n))
		})
	})
}

// BenchmarkRegistryGet looks one process after the other up.
func BenchmarkRegistryGet(b *testing.B) {
	eachRegistry(b, func(b *testing.B, r registry) {
		var ids []ID
		for _, p := range r.List() {
			ids = append(ids, p.State().ID)
		}
		i := 0
		for b.Loop() {
			if _, found := r.Get(ids[i]); !found {
				b.Fatal("lost")
			}
			if i++; i == len(ids) {
				i = 0
			}
		}
	})
}

// BenchmarkRegistryTurnover starts a process beside the n others, and ends it: the price of a write.
func BenchmarkRegistryTurnover(b *testing.B) {
	eachRegistry(b, func(b *testing.B, r registry) {
		for b.Loop() {
			p, started := r.Start(State{Package: ".", Name: "turnover"})
			if !started {
				b.Fatal("still running")
			}
			if _, err := p.Update(func(s State) (State, error) { return s.WithFailure("measured"), nil }); err != nil {
				b.Fatal(err)
			}
		}
	})
}
