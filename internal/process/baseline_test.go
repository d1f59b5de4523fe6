package process

import (
	"cmp"
	"slices"
	"sync"
	"sync/atomic"
)

// What the package is measured against: the ways to do the same that were not chosen.

// lockedCell guards one state with a lock and hands out copies.
type lockedCell struct {
	mu    sync.RWMutex
	state State
}

func (c *lockedCell) State() State {
	c.mu.RLock()
	s := c.state
	c.mu.RUnlock()
	return s
}

func (c *lockedCell) Update(derive func(State) (State, error)) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	next, err := derive(c.state)
	if err != nil {
		return err
	}
	if err := validate(&c.state, &next); err != nil {
		return err
	}
	next.Revision = c.state.Revision + 1
	c.state = next
	return nil
}

// valueCell is the lock-free cell, but hands out copies.
type valueCell struct{ Process }

func (c *valueCell) State() State { return *c.state.Load() }

// syncMapRegistry keeps the same promises as Registry on two sync.Maps, which have no order: a list has to be collected
// and sorted by each reader.
type syncMapRegistry struct {
	byID   sync.Map // ID to *Process
	newest sync.Map // script to *Process
	ids    idSource

	ending   sync.Mutex
	finished map[script]*Process
	dropped  atomic.Uint64
}

func newSyncMapRegistry() *syncMapRegistry {
	return &syncMapRegistry{ids: newIDSource(), finished: map[script]*Process{}}
}

func (r *syncMapRegistry) Get(id ID) (*Process, bool) {
	p, found := r.byID.Load(id)
	if !found {
		return nil, false
	}
	return p.(*Process), true
}

func (r *syncMapRegistry) List() []*Process {
	var list []*Process
	r.byID.Range(func(_, p any) bool {
		list = append(list, p.(*Process))
		return true
	})
	slices.SortFunc(list, func(a, b *Process) int { return cmp.Compare(a.State().ID, b.State().ID) })
	return list
}

func (r *syncMapRegistry) Start(s State) (*Process, bool) {
	key := s.script()
	for {
		old, found := r.newest.Load(key)
		if found && !old.(*Process).State().IsFinished() {
			return old.(*Process), false
		}
		s.ID, s.Status, s.Revision = r.ids.next(), Pending, 1
		p := newProcess(s, r.changed)
		if found && r.newest.CompareAndSwap(key, old, p) {
			r.byID.Store(s.ID, p)
			return p, true
		}
		if _, lost := r.newest.LoadOrStore(key, p); !found && !lost {
			r.byID.Store(s.ID, p)
			return p, true
		}
	}
}

func (r *syncMapRegistry) changed(p *Process, next *State) {
	if !next.IsFinished() {
		return
	}
	r.ending.Lock()
	defer r.ending.Unlock()
	if old := r.finished[next.script()]; old != nil {
		r.byID.Delete(old.State().ID)
		r.dropped.Add(1)
	}
	r.finished[next.script()] = p
}
