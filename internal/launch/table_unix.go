//go:build unix

package launch

import (
	"os"
	"sync"
)

// identity names a process for ever: the system gives a process ID to another process later, but not with the same
// start time (proc(5): clock ticks since boot; on macOS microseconds since 1970).
type identity struct {
	pid   int
	start uint64
}

// entry is one process of the system.
type entry struct {
	identity
	parent, group, session int
	ended                  bool // a zombie: nothing runs any more, only its number is still taken
	stopped                bool // by SIGSTOP or Ctrl-Z
}

// table is what one pass over the processes of the system found.
type table struct {
	entries  []entry
	at       map[int]int   // from a process ID to its place in entries
	children map[int][]int // from a process ID to the places of its children

	mu    sync.Mutex
	marks map[int]string // what was read of the environments so far
}

func newTable(entries []entry) *table {
	t := &table{entries: entries, at: make(map[int]int, len(entries)), children: map[int][]int{}, marks: map[int]string{}}
	for i, e := range entries {
		t.at[e.pid] = i
		t.children[e.parent] = append(t.children[e.parent], i)
	}
	return t
}

// mark is the value of Marker in the environment of a process, empty where there is none or it cannot be read. It is
// read when it is asked for, and at most once per pass: reading environments costs more than the pass itself.
func (t *table) mark(pid int) string {
	t.mu.Lock()
	defer t.mu.Unlock()
	value, known := t.marks[pid]
	if !known {
		value = readMark(pid)
		t.marks[pid] = value
	}
	return value
}

// find looks up a process; one that has the same number but another start time is another process.
func (t *table) find(id identity) (entry, bool) {
	i, ok := t.at[id.pid]
	if !ok || t.entries[i].start != id.start {
		return entry{}, false
	}
	return t.entries[i], true
}

// passes lets all trees that look at the same time share one pass.
var passes struct {
	turn sync.Mutex // held during a pass
	mu   sync.Mutex // guards next
	next *pass      // the one that has not begun
}

type pass struct {
	once  sync.Once
	table *table
}

// look returns a table that was read after look was called. The more trees look, the more of them share one pass, so
// that stopping hundreds of scripts costs about as much as stopping one.
func look() *table {
	passes.mu.Lock()
	if passes.next == nil {
		passes.next = &pass{}
	}
	p := passes.next
	passes.mu.Unlock()
	p.once.Do(func() {
		passes.turn.Lock()
		defer passes.turn.Unlock()
		passes.mu.Lock()
		passes.next = nil // who comes from now on might miss what is being read already
		passes.mu.Unlock()
		p.table = newTable(readTable())
	})
	return p.table
}

// self is this program, the adoptive parent of orphans where the system has such a thing.
var self = os.Getpid()
