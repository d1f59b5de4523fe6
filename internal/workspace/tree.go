package workspace

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"

	"github.com/runlight-dev/runlight/internal/manifest"
	"github.com/runlight-dev/runlight/internal/protocol"
	"github.com/runlight-dev/runlight/internal/watch"
)

// maxDirectories bounds what is walked, for somebody who opens a home directory: each costs about half a kilobyte and a
// watch or a poll. The largest public monorepos stay far below it.
const maxDirectories = 50_000

type counters struct{ directories, read, parsed atomic.Int64 }

// tree is the directories that matter, as they were seen last. One goroutine owns it; while it walks, the goroutines of
// the walk only read it.
type tree struct {
	root    string
	watcher *watch.Watcher
	count   *counters
	exclude excludes
	limit   int // maxDirectories, but in tests

	top   *dir
	byRel map[string]*dir
	// linked are the directories beyond a symbolic link, by their real path. The others are found by byRel.
	linked map[string][]*dir
	above  []manifest.DirSignals // from the root's parent upward
	higher map[string]bool       // the real paths of above
	full   bool                  // the limit was reached
}

// dir is one directory of the tree. It is written by the visit that made it and by the owner of the tree, never by two.
type dir struct {
	rel      string // as the user sees it: "." or "packages/web"
	real     string // the absolute path without symbolic links, which is what is watched
	parent   *dir
	children map[string]*dir
	link     linkKind
	gone     bool // no longer in the tree

	scope    scope // decides whether this directory is a package
	below    scope // decides for what is in it
	member   bool  // its scope counts its manifest
	declared *declaration
	record   *record // its manifest; nil when there is none
	signals  manifest.Signals

	// The package that was made last, and of what, so that the same stays the same pointer.
	pkg         *protocol.Package
	pkgRecord   *record
	pkgManager  manifest.Manager
	declNotices []string
}

// linkKind says how symbolic links are treated in a directory. Links are never followed twice in a row, so that no loop
// of links can be endless.
type linkKind int

const (
	plain  linkKind = iota
	beyond          // outside the root, behind a link
	alias           // a link to a folder of the root, which is walked under its own path: only its manifest counts
)

func newTree(root string, watcher *watch.Watcher, count *counters, exclude excludes) *tree {
	return &tree{
		root: root, watcher: watcher, count: count, exclude: exclude, limit: maxDirectories,
		byRel: map[string]*dir{}, linked: map[string][]*dir{},
	}
}

// at finds the directories of the tree with a real path: more than one when links lead to it.
func (t *tree) at(path string) []*dir {
	found := t.linked[path]
	if rel, inside := t.relative(path); inside {
		if d := t.byRel[rel]; d != nil && d.link == plain {
			return append(slices.Clone(found), d)
		}
	}
	return found
}

// relative is the path of a real path seen from the root, with slashes; false when it lies outside.
func (t *tree) relative(path string) (string, bool) {
	if path == t.root {
		return ".", true
	}
	rest, inside := strings.CutPrefix(path, strings.TrimSuffix(t.root, string(filepath.Separator))+string(filepath.Separator))
	return filepath.ToSlash(rest), inside
}

// aboveRoot says whether a real path is the root or above it.
func (t *tree) aboveRoot(path string) bool {
	return path == t.root || strings.HasPrefix(t.root, strings.TrimSuffix(path, string(filepath.Separator))+string(filepath.Separator))
}

// enter makes a subtree findable that a visit has just made.
func (t *tree) enter(d *dir) {
	t.byRel[d.rel] = d
	if d.link != plain {
		t.linked[d.real] = append(t.linked[d.real], d)
	}
	for _, child := range d.children {
		t.enter(child)
	}
}

// leave ends the watching of a subtree and adds it to dropped. It stays findable by byRel until forget, so that what is
// visited again at the same path remembers its manifest.
func (t *tree) leave(d *dir, dropped *[]*dir) {
	d.gone = true
	*dropped = append(*dropped, d)
	if d.link != plain {
		t.linked[d.real] = slices.DeleteFunc(t.linked[d.real], func(other *dir) bool { return other == d })
		if len(t.linked[d.real]) == 0 {
			delete(t.linked, d.real)
		}
	}
	if !slices.ContainsFunc(t.at(d.real), func(other *dir) bool { return !other.gone }) {
		t.watcher.Remove(d.real)
	}
	for _, child := range d.children {
		t.leave(child, dropped)
	}
}

func (t *tree) forget(dropped []*dir) {
	for _, d := range dropped {
		if t.byRel[d.rel] == d {
			delete(t.byRel, d.rel)
		}
	}
}

// notices are sentences about the tree for the user.
func (t *tree) notices() []string {
	notices := slices.Clone(t.exclude.notices)
	if t.full {
		notices = append(notices, fmt.Sprintf("only the first %d folders are searched for packages; exclude folders that hold none", t.limit))
	}
	var declarations []string
	for _, d := range t.byRel {
		declarations = append(declarations, d.declNotices...)
	}
	slices.Sort(declarations)
	return append(notices, declarations...)
}
