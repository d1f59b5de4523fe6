package workspace

import (
	"errors"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"

	"github.com/runlight-dev/runlight/internal/manifest"
)

// declaration is one directory's word on which packages are members.
type declaration struct {
	base     string // the directory that declares
	dialect  manifest.Dialect
	globs    []string
	patterns *manifest.Patterns
}

// scope is the declarations that hold for a directory; with none of them every manifest counts. There are more than one
// only in yarn's modern line, where a member's own workspaces are members too (seen in yarn 4: workspaces list).
type scope []*declaration

func (s scope) free() bool { return len(s) == 0 }

// shows says whether a package in the directory is a member.
func (s scope) shows(rel string) bool {
	return s.free() || slices.ContainsFunc(s, func(d *declaration) bool {
		from, inside := d.from(rel)
		return inside && d.patterns.Match(from)
	})
}

// leads says whether a member may lie below the directory.
func (s scope) leads(rel string) bool {
	return s.free() || slices.ContainsFunc(s, func(d *declaration) bool {
		from, inside := d.from(rel)
		return inside && d.patterns.MayMatchBelow(from)
	})
}

// from is a directory's path seen from the one that declares.
func (d *declaration) from(rel string) (string, bool) {
	if d.base == rel {
		return ".", true
	}
	if d.base == "." {
		return rel, true
	}
	return strings.CutPrefix(rel, d.base+"/")
}

// declare finds out what a directory declares, given its entries' names and its manifest, and sets what holds below it.
// before is the directory as it was seen last, or nil.
func (t *tree) declare(d, before *dir, has func(name string) bool) {
	d.below, d.declared, d.declNotices = d.scope, nil, nil
	m := d.record.manifest()
	workspaces := m != nil && m.HasWorkspaces
	if d.scope.free() {
		d.declared = t.declaration(d, before, has, workspaces)
	} else if workspaces && d.modernYarn() && d.member {
		d.declared = d.compile(before, manifest.YarnBerry, m.Workspaces)
	}
	if d.declared != nil {
		d.below = append(slices.Clone(d.scope), d.declared)
	}
}

// modernYarn says whether the declarations that hold for d are of yarn's modern line.
func (d *dir) modernYarn() bool { return d.scope[0].dialect == manifest.YarnBerry }

// declaration chooses between the files that may declare. The one that the directory's own package manager reads comes
// first; another one still says what the authors take for members.
func (t *tree) declaration(d, before *dir, has func(name string) bool, workspaces bool) *declaration {
	if !workspaces && !has(pnpmFile) && !has(lernaFile) {
		return nil
	}
	// The user's own choice of a package manager does not count: it does not change what is a member.
	manager := manifest.DetectManager("", t.chain(d)).Name
	pnpm, pnpmDeclared := t.pnpmGlobs(d, before, has)
	if pnpmDeclared && (manager == "pnpm" || !workspaces) {
		return d.compile(before, manifest.PNPM, pnpm)
	}
	if workspaces {
		dialect := manifest.NPM
		switch manager {
		case "yarn":
			dialect = manifest.YarnClassic
		case "berry":
			dialect = manifest.YarnBerry
		case "bun":
			dialect = manifest.Bun
		}
		return d.compile(before, dialect, d.record.manifest().Workspaces)
	}
	if globs, declared := t.lernaGlobs(d, before, has); declared {
		return d.compile(before, manifest.Lerna, globs)
	}
	return nil
}

// pnpmGlobs reads pnpm-workspace.yaml. One without packages only holds settings (pnpm 10 and later): it declares nothing.
func (t *tree) pnpmGlobs(d, before *dir, has func(string) bool) ([]string, bool) {
	if !has(pnpmFile) {
		return nil, false
	}
	t.count.read.Add(1)
	globs, declared, err := manifest.ReadPnpmWorkspace(filepath.Join(d.real, pnpmFile))
	if err != nil {
		return d.lastGood(before, manifest.PNPM, pnpmFile, err)
	}
	return globs, declared
}

func (t *tree) lernaGlobs(d, before *dir, has func(string) bool) ([]string, bool) {
	if !has(lernaFile) {
		return nil, false
	}
	t.count.read.Add(1)
	globs, _, err := manifest.ReadLerna(filepath.Join(d.real, lernaFile))
	if err != nil {
		return d.lastGood(before, manifest.Lerna, lernaFile, err)
	}
	return globs, globs != nil
}

// lastGood keeps what was declared while the file cannot be read, and says why.
func (d *dir) lastGood(before *dir, dialect manifest.Dialect, file string, err error) ([]string, bool) {
	if errors.Is(err, fs.ErrNotExist) {
		return nil, false // it went after the directory was listed; an event follows
	}
	problem := problemOf(err)
	d.notice(file, problem.Line, problem.Column, problem.Message)
	if before != nil && before.declared != nil && before.declared.dialect == dialect {
		return before.declared.globs, true
	}
	return nil, false
}

// compile keeps the very declaration of before when nothing changed: the pointer tells whether to walk again.
func (d *dir) compile(before *dir, dialect manifest.Dialect, globs []string) *declaration {
	if before != nil && before.declared != nil && before.declared.dialect == dialect && slices.Equal(before.declared.globs, globs) {
		return before.declared
	}
	patterns, err := manifest.CompilePatterns(dialect, globs)
	if err != nil {
		d.notice(declaringFile(dialect), 0, 0, err.Error())
		return nil
	}
	return &declaration{base: d.rel, dialect: dialect, globs: globs, patterns: patterns}
}

func declaringFile(dialect manifest.Dialect) string {
	switch dialect {
	case manifest.PNPM:
		return pnpmFile
	case manifest.Lerna:
		return lernaFile
	default:
		return manifestFile
	}
}
