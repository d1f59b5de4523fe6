package workspace

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/runlight-dev/runlight/internal/watch"
)

// apply takes in a batch of changes.
func (t *tree) apply(batch watch.Batch) {
	if batch.Rescan {
		t.rescan()
		return
	}
	// renewed are directories whose own entry came, went or was replaced: they may be others of the same name, and the
	// system's watch on them may have ended.
	renewed := map[string]bool{}
	dirty := map[*dir]bool{}
	for _, path := range batch.Paths {
		if path == t.root {
			t.rescan()
			return
		}
		parent := filepath.Dir(path)
		if t.higher[parent] && signalNames[filepath.Base(path)] {
			t.lookAbove()
		}
		for _, d := range t.at(path) {
			renewed[path] = true
			dirty[d.parent] = true
		}
		for _, d := range t.at(parent) {
			if !dirty[d] && t.concerns(d, path) {
				dirty[d] = true
			}
		}
	}
	t.lookAgain(dirty, renewed)
}

// concerns says whether a directory has to be looked at because of a change of one of its entries: a file that means
// something, a child that is in the tree (also under the name of a link), or a new directory.
func (t *tree) concerns(d *dir, path string) bool {
	name := filepath.Base(path)
	if signalNames[name] || d.children[name] != nil {
		return true
	}
	info, err := os.Stat(path)
	return err == nil && info.IsDir()
}

// lookAgain lists the directories again and visits what is new in them. All that went is taken out before anything is
// added: a directory that was moved is one inode, of which the system's watcher knows only one name.
func (t *tree) lookAgain(dirty map[*dir]bool, renewed map[string]bool) {
	var dropped []*dir
	var wanted []candidate
	for _, d := range topDown(dirty) {
		if !d.gone {
			wanted = append(wanted, t.relist(d, renewed, &dropped)...)
		}
	}
	// What was wanted by a directory that a later relist took out is not wanted any more.
	wanted = slices.DeleteFunc(wanted, func(c candidate) bool { return c.parent.gone })
	t.visitWanted(wanted, dropped)
}

func (t *tree) visitWanted(wanted []candidate, dropped []*dir) {
	w := t.newWalk(len(t.byRel) - len(dropped))
	w.visitAll(wanted)
	t.full = w.full.Load() || t.full
	t.forget(dropped)
	for _, c := range wanted {
		if d := c.parent.children[c.name]; d != nil {
			t.enter(d)
		}
	}
}

func topDown(dirs map[*dir]bool) []*dir {
	sorted := make([]*dir, 0, len(dirs))
	for d := range dirs {
		if d != nil {
			sorted = append(sorted, d)
		}
	}
	slices.SortFunc(sorted, func(a, b *dir) int {
		return strings.Count(a.rel, "/") - strings.Count(b.rel, "/")
	})
	return sorted
}

// relist looks at one directory again, takes out what went from it and gives what has to be visited.
func (t *tree) relist(d *dir, renewed map[string]bool, dropped *[]*dir) []candidate {
	entries, err := t.list(d)
	if errors.Is(err, fs.ErrNotExist) && d != t.top {
		t.leave(d, dropped)
		delete(d.parent.children, pathBase(d.rel))
		return nil
	}
	declared := d.declared
	t.look(d, d, entries)
	found := map[string]candidate{}
	for _, c := range t.candidates(d, entries) {
		found[c.name] = c
	}
	for name, child := range d.children {
		c, still := found[name]
		if still && declared == d.declared && !renewed[child.real] && c.real == child.real && c.link == child.link {
			delete(found, name)
			continue
		}
		t.leave(child, dropped)
		delete(d.children, name)
	}
	wanted := make([]candidate, 0, len(found))
	for _, c := range found {
		wanted = append(wanted, c)
	}
	return wanted
}

func pathBase(rel string) string { return rel[strings.LastIndexByte(rel, '/')+1:] }

// rescan looks at everything again. Manifests whose content did not change are read, but not parsed.
func (t *tree) rescan() {
	var dropped []*dir
	before := t.top
	if before != nil {
		t.leave(before, &dropped)
	}
	t.full = false
	t.lookAbove()
	t.top = &dir{rel: ".", real: t.root, children: map[string]*dir{}}
	entries, _ := t.list(t.top) // a root that is gone has no entries, and is awaited by the watcher
	t.look(t.top, before, entries)
	candidates := t.candidates(t.top, entries)
	t.visitWanted(candidates, dropped)
	t.byRel["."] = t.top
}
