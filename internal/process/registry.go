package process

import (
	"slices"
	"sync"
	"sync/atomic"
)

// DefaultMaxFinished is how many finished processes a registry keeps where the limit is not given. One is kept per
// script, so this is more than the different scripts that anybody runs in a day in one root, and at a few kilobytes each
// (a state, and the environment it was launched with) they stay below a megabyte.
const DefaultMaxFinished = 200

// Limits bounds what a registry remembers. Living processes are never dropped, and at most one exists per script.
type Limits struct {
	// MaxFinished is how many finished processes are kept over all scripts; 0 or less means DefaultMaxFinished.
	MaxFinished int
}

// Registry knows all processes of one root: the living, and of each script the one that finished last. All its methods
// are safe for use by many goroutines, and its readers (Get, List, Current, Dropped) take no lock and allocate nothing.
//
// Readers see a copy-on-write catalog under one atomic pointer, and not a sync.Map, by benchmark (BenchmarkRegistry… in
// this package's tests). Of 10, 100 and 1,000 processes the ordered list takes 6 ns each time instead of 0.3, 4 and 87 µs,
// for a sync.Map has no order and each reader has to collect and sort; a look-up takes 9 ns instead of 12 to 18. The price
// is paid by the writers: a start and an end together take 1.7, 6 and 100 µs instead of 0.8. Each of them comes with the
// launch of a program, which takes longer, while every surface lists on every change.
type Registry struct {
	catalog  atomic.Pointer[catalog]
	dropped  atomic.Uint64
	onChange func()
	ids      idSource
	limit    int

	writing  sync.Mutex // held by writers for microseconds, never by readers, and never while calling out
	finished []*Process // in the order of their end; guarded by writing
}

// NewRegistry makes an empty registry. onChange, where not nil, is called after every change of anything in it: a start,
// a new state of any process, a drop. It is called by the goroutine that made the change, from many at once, and must
// not block.
func NewRegistry(onChange func(), limits Limits) *Registry {
	if onChange == nil {
		onChange = func() {}
	}
	if limits.MaxFinished <= 0 {
		limits.MaxFinished = DefaultMaxFinished
	}
	r := &Registry{onChange: onChange, ids: newIDSource(), limit: limits.MaxFinished}
	r.catalog.Store(newCatalog())
	return r
}

// Get finds a process by its ID, living or in the history.
func (r *Registry) Get(id ID) (*Process, bool) {
	p, found := r.catalog.Load().byID[id]
	return p, found
}

// List is every process, living and in the history, in the order of their start. The slice is shared with all other
// readers and must not be modified; it never changes afterwards. Of each script at most one process in it is not finished.
func (r *Registry) List() []*Process { return r.catalog.Load().list }

// Current finds the process of a script that was started last, living or finished. pkg is the package's directory seen
// from the root, as in [State].
func (r *Registry) Current(pkg, name string) (*Process, bool) {
	p, found := r.catalog.Load().newest[script{pkg, name}]
	return p, found
}

// Dropped counts the finished processes that the limits of the history took away since the registry was made.
func (r *Registry) Dropped() uint64 { return r.dropped.Load() }

// Start returns the living process of the script that s names by Package and Name, or, where there is none, reserves a
// new one in status Pending and reports started. The two are one step: of any number of callers at once exactly one is
// told started, and it alone has to launch the process.
//
// Of s the new process takes the identity, the launch fields and Restarts; its ID and what belongs to an earlier run are
// not looked at, so that the state of a finished process can be given to start the same again.
func (r *Registry) Start(s State) (p *Process, started bool) {
	p, started = r.reserve(s)
	if started {
		r.onChange()
	}
	return p, started
}

func (r *Registry) reserve(s State) (*Process, bool) {
	r.writing.Lock()
	defer r.writing.Unlock()
	if p, found := r.Current(s.Package, s.Name); found && !p.State().IsFinished() {
		return p, false
	}
	first := State{
		ID: r.ids.next(), Package: s.Package, Name: s.Name, Script: s.Script, Owner: s.Owner,
		Arguments: slices.Clone(s.Arguments),
		Status:    Pending, Restarts: s.Restarts, Revision: 1,
		Command: s.Command, Args: slices.Clone(s.Args), Env: slices.Clone(s.Env), Dir: s.Dir,
	}
	p := newProcess(first, r.changed)
	r.catalog.Store(r.catalog.Load().with(p))
	return p, true
}

// changed is called by a process after each of its swaps.
func (r *Registry) changed(p *Process, next *State) {
	if next.IsFinished() {
		r.retire(p)
	}
	r.onChange()
}

// retire puts a process that has just ended into the history, and takes out what is too much then: one at most, since
// the history was within its limits before.
func (r *Registry) retire(p *Process) {
	r.writing.Lock()
	defer r.writing.Unlock()
	r.finished = append(r.finished, p)
	surplus := r.surplus(p)
	if surplus == nil {
		return
	}
	r.finished = slices.DeleteFunc(r.finished, func(q *Process) bool { return q == surplus })
	r.catalog.Store(r.catalog.Load().without(surplus))
	r.dropped.Add(1)
}

// ClearFinished drops every process that has ended. They do not count as dropped by the limits.
func (r *Registry) ClearFinished() {
	r.writing.Lock()
	catalog := r.catalog.Load()
	for _, p := range r.finished {
		catalog = catalog.without(p)
	}
	r.finished = nil
	r.catalog.Store(catalog)
	r.writing.Unlock()
	r.onChange()
}

// surplus is the finished process that p, the newest in the history, makes too many: the older run of its script, else
// the one that ended longest ago when there are more than the limit. It is nil when all may stay.
func (r *Registry) surplus(p *Process) *Process {
	same := func(q *Process) bool { return q != p && q.State().script() == p.State().script() }
	if i := slices.IndexFunc(r.finished, same); i >= 0 {
		// The other may be the later run: a process that was started as soon as p had its final status can end and
		// get here before p does.
		return earlier(r.List(), p, r.finished[i])
	}
	if len(r.finished) > r.limit {
		return r.finished[0]
	}
	return nil
}

// earlier is that one of two processes which comes first in the list.
func earlier(list []*Process, a, b *Process) *Process {
	if slices.Index(list, a) < slices.Index(list, b) {
		return a
	}
	return b
}
