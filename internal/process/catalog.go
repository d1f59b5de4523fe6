package process

import (
	"maps"
	"slices"
)

// catalog is an immutable set of processes, indexed for each way to read it. The registry replaces it as a whole, so
// that list and look-ups of one catalog always agree.
type catalog struct {
	list   []*Process // in the order of their start
	byID   map[ID]*Process
	newest map[script]*Process // the process of each script that was started last
}

func newCatalog() *catalog {
	return &catalog{byID: map[ID]*Process{}, newest: map[script]*Process{}}
}

// with is the catalog after p was started.
func (c *catalog) with(p *Process) *catalog {
	state := p.State()
	next := c.clone()
	next.list = append(next.list, p)
	next.byID[state.ID] = p
	next.newest[state.script()] = p
	return next
}

// without is the catalog after p was dropped from the history.
func (c *catalog) without(p *Process) *catalog {
	state := p.State()
	next := c.clone()
	next.list = slices.DeleteFunc(next.list, func(q *Process) bool { return q == p })
	next.list = slices.Clip(next.list) // so that a reader's append copies instead of writing into what all share
	delete(next.byID, state.ID)
	if next.newest[state.script()] == p {
		next.findNewest(state.script())
	}
	return next
}

// findNewest looks in the list for the process of s that was started last. There is rarely one left: an earlier run
// that has its final status and waits for its turn to enter the history.
func (c *catalog) findNewest(s script) {
	delete(c.newest, s)
	for _, p := range c.list {
		if p.State().script() == s {
			c.newest[s] = p
		}
	}
}

// clone has room for exactly one more in its list, and is the writer's own until it is published.
func (c *catalog) clone() *catalog {
	return &catalog{
		list:   append(make([]*Process, 0, len(c.list)+1), c.list...),
		byID:   maps.Clone(c.byID),
		newest: maps.Clone(c.newest),
	}
}
