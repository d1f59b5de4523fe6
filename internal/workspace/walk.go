package workspace

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"sync"
	"sync/atomic"

	"github.com/runlight-dev/runlight/internal/manifest"
)

// candidate is a directory that has to be visited.
type candidate struct {
	parent *dir
	name   string
	real   string
	link   linkKind
}

// rel is the candidate's path seen from the root.
func (c candidate) rel() string { return join(c.parent.rel, c.name) }

func join(rel, name string) string {
	if rel == "." {
		return name
	}
	return rel + "/" + name
}

// walk is one parallel look at some directories and all that matters beneath them.
type walk struct {
	*tree
	// slots bounds the goroutines. Reading directories and small files waits for the system more than it computes, so
	// there are some more than processors; a visit that finds no slot is made by the goroutine that wants it.
	slots   chan struct{}
	visited atomic.Int64
	full    atomic.Bool
}

// newWalk starts a walk of a tree that has some directories already.
func (t *tree) newWalk(already int) *walk {
	w := &walk{tree: t, slots: make(chan struct{}, 4*runtime.GOMAXPROCS(0))}
	w.visited.Store(int64(already))
	return w
}

// visitAll visits the candidates and hangs what it found into their parents, which no other goroutine touches meanwhile.
func (w *walk) visitAll(candidates []candidate) {
	found := make([]*dir, len(candidates))
	var running sync.WaitGroup
	for i, c := range candidates {
		select {
		case w.slots <- struct{}{}:
			running.Go(func() {
				defer func() { <-w.slots }()
				found[i] = w.visit(c)
			})
		default:
			found[i] = w.visit(c)
		}
	}
	running.Wait()
	for i, c := range candidates {
		if found[i] != nil {
			c.parent.children[c.name] = found[i]
		}
	}
}

// visit looks at one directory that is not in the tree, and at what is beneath it. It is nil when the directory is gone.
func (w *walk) visit(c candidate) *dir {
	if w.visited.Add(1) > int64(w.limit) {
		w.full.Store(true)
		return nil
	}
	d := &dir{rel: c.rel(), real: c.real, parent: c.parent, children: map[string]*dir{}, link: c.link, scope: c.parent.below}
	entries, err := w.list(d)
	if errors.Is(err, fs.ErrNotExist) {
		w.watcher.Remove(d.real)
		return nil
	}
	// Any other error leaves a directory without entries in the tree: a change of its mode is an event at its name, and
	// then it is visited again.
	w.look(d, w.byRel[d.rel], entries)
	w.visitAll(w.candidates(d, entries))
	return d
}

// list watches a directory and then reads it, in this order: what appears between the two is in the list, and what
// appears later is an event.
func (t *tree) list(d *dir) ([]fs.DirEntry, error) {
	t.watcher.Add(d.real)
	t.count.directories.Add(1)
	return os.ReadDir(d.real)
}

// look takes in what a directory's own files say. before is the directory as it was seen last: nil, another one that d
// replaces, or d itself.
func (t *tree) look(d, before *dir, entries []fs.DirEntry) {
	names := make(map[string]bool, 4)
	for _, entry := range entries {
		if signalNames[entry.Name()] && !(entry.IsDir() && entry.Name() == manifestFile) {
			names[entry.Name()] = true
		}
	}
	var known *record
	if before != nil {
		known = before.record
		d.pkg, d.pkgRecord, d.pkgManager = before.pkg, before.pkgRecord, before.pkgManager
	}
	d.member, d.record = d.scope.shows(d.rel), nil
	if names[manifestFile] {
		d.record = t.read(d.real, known)
	}
	d.signals = manifest.SignalsOf(d.real, entries, d.record.manifest())
	var previous *dir
	if before != nil {
		// A copy, because declare sets what it compares with.
		previous = &dir{declared: before.declared}
	}
	t.declare(d, previous, func(name string) bool { return names[name] })
}

// candidates are the entries of a directory in which packages are, or may appear.
func (t *tree) candidates(d *dir, entries []fs.DirEntry) []candidate {
	if d.link == alias {
		return nil
	}
	var found []candidate
	for _, entry := range entries {
		name := entry.Name()
		link := entry.Type()&fs.ModeSymlink != 0
		if !link && !entry.IsDir() || !t.enters(d, name, link) {
			continue
		}
		c := candidate{parent: d, name: name, real: filepath.Join(d.real, name), link: d.link}
		if link && !t.follow(&c) {
			continue
		}
		found = append(found, c)
	}
	return found
}

// enters decides by the path alone.
func (t *tree) enters(d *dir, name string, link bool) bool {
	if neverWalked[name] || d.below.free() && generated[name] {
		return false
	}
	rel := join(d.rel, name)
	if !d.below.shows(rel) && (link || !d.below.leads(rel)) {
		return false
	}
	return !t.exclude.match(rel)
}

// follow resolves a symbolic link. npm, pnpm and yarn all take a link that a workspace glob names for a member. Without
// a declaration, a link into the root is passed over, because its target is found under its own path.
func (t *tree) follow(c *candidate) bool {
	if c.link == beyond {
		return false
	}
	target, err := filepath.EvalSymlinks(c.real)
	if err != nil || t.aboveRoot(target) {
		return false
	}
	info, err := os.Stat(target)
	if err != nil || !info.IsDir() {
		return false
	}
	c.real, c.link = target, beyond
	if _, inside := t.relative(target); inside {
		c.link = alias
		return !c.parent.below.free()
	}
	return true
}
