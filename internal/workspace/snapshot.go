package workspace

import (
	"cmp"
	"slices"

	"github.com/runlight-dev/runlight/internal/protocol"
)

// Snapshot is the packages of a root at one moment. It is immutable, and so is every package in it. A package that is
// the same in two snapshots is the same pointer in both.
type Snapshot struct {
	// Packages are in the order of display: the root's own first, the others by path. Never nil.
	Packages []*protocol.Package
	// Notices are what the user should know about the watching of this root, each one sentence. Never nil.
	Notices []string

	byPath map[string]*protocol.Package
}

func newSnapshot(packages []*protocol.Package, notices []string) *Snapshot {
	s := &Snapshot{Packages: packages, Notices: notices, byPath: make(map[string]*protocol.Package, len(packages))}
	if s.Packages == nil {
		s.Packages = []*protocol.Package{}
	}
	if s.Notices == nil {
		s.Notices = []string{}
	}
	slices.SortFunc(s.Packages, func(a, b *protocol.Package) int { return comparePaths(a.Path, b.Path) })
	for _, p := range s.Packages {
		s.byPath[p.Path] = p
	}
	return s
}

// comparePaths puts the root first, and what lies in a folder right after the folder ("a", "a/x", "a-b"), as a tree of
// files shows it.
func comparePaths(a, b string) int {
	switch {
	case a == b:
		return 0
	case a == ".":
		return -1
	case b == ".":
		return 1
	}
	for i := range min(len(a), len(b)) {
		if a[i] != b[i] {
			return cmp.Compare(rank(a[i]), rank(b[i]))
		}
	}
	return cmp.Compare(len(a), len(b))
}

// rank orders the separator before every other byte.
func rank(b byte) int {
	if b == '/' {
		return -1
	}
	return int(b)
}

// Package finds a package by its path ("." or "packages/web"); nil when there is none.
func (s *Snapshot) Package(path string) *protocol.Package { return s.byPath[path] }

// Find finds a script by the path of its package and its own name. The package is given also when it has no such script.
func (s *Snapshot) Find(path, script string) (*protocol.Package, *protocol.Script) {
	p := s.byPath[path]
	if p == nil {
		return nil, nil
	}
	for i := range p.Scripts {
		if p.Scripts[i].Name == script {
			return p, &p.Scripts[i]
		}
	}
	return p, nil
}

// Workspace is the snapshot as the wire carries it.
func (s *Snapshot) Workspace() protocol.Workspace {
	return protocol.Workspace{Packages: s.Packages, Notices: s.Notices}
}

// same says whether a reader of s sees what a reader of other sees.
func (s *Snapshot) same(other *Snapshot) bool {
	return slices.Equal(s.Packages, other.Packages) && slices.Equal(s.Notices, other.Notices)
}

// Diff is what makes next out of old: an old of nil is an empty one. Packages are compared by pointer.
func Diff(old, next *Snapshot) protocol.WorkspaceDelta {
	delta := protocol.WorkspaceDelta{Changed: []*protocol.Package{}, Removed: []string{}, Notices: next.Notices}
	if old == nil {
		old = &Snapshot{}
	}
	for _, p := range next.Packages {
		if old.byPath[p.Path] != p {
			delta.Changed = append(delta.Changed, p)
		}
	}
	for _, p := range old.Packages {
		if next.byPath[p.Path] == nil {
			delta.Removed = append(delta.Removed, p.Path)
		}
	}
	return delta
}
