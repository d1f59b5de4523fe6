package workspace

import (
	"os"
	"path/filepath"
	"reflect"
	"strings"

	"github.com/runlight-dev/runlight/internal/manifest"
	"github.com/runlight-dev/runlight/internal/protocol"
)

// packages are those that are shown. A package that did not change is the pointer that it was before.
func (t *tree) packages(setting string) []*protocol.Package {
	var shown []*protocol.Package
	for _, d := range t.byRel {
		if t.shown(d) {
			shown = append(shown, d.wire(manifest.DetectManager(setting, t.chain(d))))
		}
	}
	return shown
}

// shown says whether a directory is a package that counts. A link to one that counts under its own path does not.
func (t *tree) shown(d *dir) bool {
	if d.record == nil || !d.member {
		return false
	}
	if d.link != alias {
		return true
	}
	rel, _ := t.relative(d.real)
	original := t.byRel[rel]
	return original == nil || original == d || !t.shown(original)
}

// wire makes the package of a directory, or gives back the one made last.
func (d *dir) wire(manager manifest.Manager) *protocol.Package {
	if d.pkg != nil && d.pkgRecord == d.record && d.pkgManager == manager {
		return d.pkg
	}
	next := d.record.wire(d.rel, manager)
	d.pkgRecord, d.pkgManager = d.record, manager
	// The file may have changed in a way that nobody can see.
	if d.pkg == nil || !reflect.DeepEqual(d.pkg, next) {
		d.pkg = next
	}
	return d.pkg
}

func (r *record) wire(rel string, manager manifest.Manager) *protocol.Package {
	p := &protocol.Package{Path: rel, Manager: protocol.Manager{Name: manager.Name, Version: manager.Version, Reason: manager.Reason, Warning: manager.Warning}, Scripts: []protocol.Script{}, Problem: r.problem}
	if r.good == nil {
		return p
	}
	p.Name, p.Version = r.good.Name, r.good.Version
	for _, s := range r.good.Scripts {
		p.Scripts = append(p.Scripts, protocol.Script{Name: s.Name, Command: s.Command, Line: s.Line, Column: s.Column})
	}
	if r.problem == nil {
		for _, w := range r.good.Warnings {
			p.Warnings = append(p.Warnings, protocol.Problem{Line: w.Line, Column: w.Column, Message: w.Message})
		}
	}
	return p
}

// inWords is a directory for a person: "." says little.
func inWords(rel string) string {
	if rel == "." {
		return "the root"
	}
	return rel
}

// chain is the signals from a directory up to the root and, where the root lies inside a git repository, up to the
// repository's top.
func (t *tree) chain(d *dir) []manifest.DirSignals {
	chain := make([]manifest.DirSignals, 0, strings.Count(d.rel, "/")+2+len(t.above))
	for ; d != nil; d = d.parent {
		chain = append(chain, manifest.DirSignals{Dir: inWords(d.rel), Signals: d.signals})
	}
	return append(chain, t.above...)
}

// lookAbove reads what the directories above the root say about the package manager: those of the git repository in
// which the root lies, for the root may be one package of a larger whole. Nothing above a repository counts.
func (t *tree) lookAbove() {
	for dir := range t.higher {
		t.watcher.Remove(dir)
	}
	t.above, t.higher = nil, map[string]bool{}
	dirs := repositoryAbove(t.root)
	seen := ".."
	for _, dir := range dirs {
		t.watcher.Add(dir)
		t.higher[dir] = true
		var m *manifest.Manifest
		if r := t.read(dir, nil); r != nil {
			m = r.good
		}
		t.above = append(t.above, manifest.DirSignals{Dir: seen, Signals: manifest.ReadSignals(dir, m)})
		seen += "/.."
	}
}

// repositoryAbove lists the directories above the root up to the top of its git repository; none when the root is that
// top, or in no repository.
func repositoryAbove(root string) []string {
	var dirs []string
	for dir := root; ; {
		if _, err := os.Lstat(filepath.Join(dir, ".git")); err == nil {
			return dirs
		}
		parent := filepath.Dir(dir)
		if parent == dir {
			return nil
		}
		dir = parent
		dirs = append(dirs, dir)
	}
}
