//go:build unix

package launch

import "slices"

// claim is what makes a process a member of one run.
type claim struct {
	// leader is the first process of the run.
	leader identity
	// mark is the value of Marker.
	mark string
	// pinned says that the number of the session cannot have gone to a stranger: the leader was not collected yet, so
	// that its number is still taken, also after its end.
	pinned bool
	// anywhere says that orphans may be children of anybody: whoever adopts them in the place of a dead daemon.
	anywhere bool
	// seen were members at the last look, and stay so while they live, wherever they go in the meantime.
	seen []identity
}

// members returns the living processes of the run: those of its session, those seen before, orphans with its mark, and
// all descendants of these.
func (c claim) members(t *table) []entry {
	found := map[int]bool{}
	var queue, living []entry
	add := func(e entry) {
		// Nothing of a run is older than its leader, so that an older process is a stranger with a number used again.
		if !found[e.pid] && e.start >= c.leader.start && e.pid != self {
			found[e.pid] = true
			queue = append(queue, e)
		}
	}
	for _, id := range slices.Concat(c.seen, []identity{c.leader}) {
		if e, ok := t.find(id); ok {
			add(e)
		}
	}
	ours := c.ownsSession(t)
	for _, e := range t.entries {
		if ours && e.session == c.leader.pid || c.orphaned(t, e) {
			add(e)
		}
	}
	for len(queue) > 0 {
		next := queue[0]
		queue = queue[1:]
		if !next.ended {
			living = append(living, next)
		}
		for _, child := range t.children[next.pid] {
			if e := t.entries[child]; e.start >= next.start {
				add(e)
			}
		}
	}
	return living
}

// ownsSession reports whether the session with the leader's number is the one of the run.
func (c claim) ownsSession(t *table) bool {
	if i, taken := t.at[c.leader.pid]; taken {
		return t.entries[i].identity == c.leader
	}
	return c.pinned && c.leader.pid != 0
}

// orphaned reports whether a process lost its parent and carries the mark of the run.
func (c claim) orphaned(t *table, e entry) bool {
	if c.mark == "" || e.ended || e.start < c.leader.start || e.pid == self {
		return false
	}
	adopted := e.parent == 1 || e.parent == self && !family.knows(e.pid)
	return (adopted || c.anywhere) && t.mark(e.pid) == c.mark
}

// spare splits members into those that end with their script and the build daemons, with all that these started, that
// are meant to outlive it: they have a session of their own, and whoever started them is gone.
func (c claim) spare(members []entry, command func(pid int) string) (ending, spared []entry) {
	places := map[int]int{}
	for i, e := range members {
		places[e.pid] = i
	}
	kept := make([]bool, len(members))
	for again := true; again; {
		again = false
		for i, e := range members {
			parent, inside := places[e.parent]
			if kept[i] || e.session == c.leader.pid || inside && !kept[parent] {
				continue
			}
			kept[i] = inside || isBuildDaemon(command(e.pid))
			again = again || kept[i]
		}
	}
	for i, e := range members {
		if kept[i] {
			spared = append(spared, e)
		} else {
			ending = append(ending, e)
		}
	}
	return ending, spared
}
