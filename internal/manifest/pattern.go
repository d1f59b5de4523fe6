package manifest

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// Patterns decides which directories are members of a workspace. It does not change and may be used concurrently.
type Patterns struct {
	rules dialectRules
	rows  []row
}

// row is one pattern with its braces expanded.
type row struct {
	body    string // as it was written, without "!"
	globs   []glob
	negated bool
	final   bool // no negation takes back what it fits
}

// maxPattern is the longest pattern that is read, in bytes; reading its braces may take the square of it.
const maxPattern = 4096

// CompilePatterns prepares the patterns of one declaration. The error wraps [ErrPattern] and names the pattern that
// cannot be read, or with which there are too many: one with braces for a thousand alternatives, with a class like [[:alpha:]] or several groups of which one is a !(…).
func CompilePatterns(d Dialect, patterns []string) (*Patterns, error) {
	p := &Patterns{rules: d.rules()}
	left := budget{globs: maxGlobs, memory: maxGlobMemory}
	for _, pattern := range patterns {
		if len(pattern) > maxPattern {
			return nil, fmt.Errorf("%w: %q… is longer than %d bytes", ErrPattern, pattern[:20], maxPattern)
		}
		body, negated := p.rules.normalise(pattern)
		if body == "" {
			continue
		}
		r, err := p.row(body, negated, &left)
		if err != nil {
			return nil, err
		}
		if p.rules.negation == untilAgain && !negated {
			p.rows = slices.DeleteFunc(p.rows, func(other row) bool { return other.negated && other.covers(body) })
		}
		p.rows = append(p.rows, r)
	}
	if p.rules.negation == untilAgain {
		p.dropCovered()
	}
	// What is final is asked first.
	slices.SortStableFunc(p.rows, func(a, b row) int { return cmp.Compare(b.rank(), a.rank()) })
	return p, nil
}

func (r row) rank() int {
	if r.final {
		return 1
	}
	return 0
}

// dropCovered removes the patterns that a negation fits in their very text, as npm does before it looks at any folder.
func (p *Patterns) dropCovered() {
	p.rows = slices.DeleteFunc(p.rows, func(r row) bool {
		return !r.negated && slices.ContainsFunc(p.rows, func(other row) bool { return other.negated && other.covers(r.body) })
	})
}

// normalise takes the "!" off a pattern and brings the rest into the form of a path; "" when it can fit nothing.
func (r dialectRules) normalise(pattern string) (body string, negated bool) {
	if r.trims {
		pattern = strings.TrimSpace(pattern)
	}
	body = strings.TrimLeft(pattern, "!")
	marks := len(pattern) - len(body)
	if marks > 0 && r.picomatch && strings.HasPrefix(body, "(") {
		body, marks = "!"+body, marks-1 // "!(a)/*" begins with a group, and not with a negation
	}
	if marks > 0 && r.negation == unknown {
		return "", false
	}
	if r.backslash {
		body = strings.ReplaceAll(body, `\`, "/")
	}
	if r.rooted {
		body = strings.TrimLeft(strings.TrimPrefix(body, "./"), "/")
	}
	body = cleaned(body)
	if strings.HasPrefix(body, "/") || strings.HasPrefix(body, "../") || body == ".." || body == "." {
		return "", false
	}
	return body, marks%2 == 1
}

func (p *Patterns) row(body string, negated bool, left *budget) (row, error) {
	expanded, err := expandBraces(body)
	if err != nil {
		return row{}, err
	}
	r := row{body: body, negated: negated, final: p.rules.negation == spareNamed && !negated && isPlain(body)}
	for _, pattern := range expanded {
		pattern = cleaned(pattern)
		if base, ok := strings.CutSuffix(pattern, "/**"); ok && !negated && p.rules.below && isPlain(base) {
			pattern += "/*"
		}
		if !negated && p.rules.noHidden && strings.Contains(pattern, "**/.") {
			continue
		}
		if err := left.spend(pattern); err != nil {
			return row{}, err
		}
		g, err := newGlob(pattern, p.rules, negated && p.rules.dots)
		if err != nil {
			return row{}, err
		}
		r.globs = append(r.globs, g)
	}
	return r, nil
}

// Match says whether a package at dir is a member. dir is slash-separated and relative to the directory that declares
// the patterns; "." is that directory itself and always a member. A folder below node_modules never is.
func (p *Patterns) Match(dir string) bool {
	if dir == "." {
		return true
	}
	if p.ignores(dir) {
		return false
	}
	member := false
	for _, r := range p.rows {
		if !r.fits(dir, p.rules.deep) {
			continue
		}
		if r.negated {
			return false
		}
		if member = true; r.final {
			return true
		}
	}
	return member
}

// MayMatchBelow says whether a directory below dir, dir itself aside, could be a member, so that a walker need not enter
// it where the answer is no. It may say yes where nothing is found, and never no where something is.
func (p *Patterns) MayMatchBelow(dir string) bool {
	if dir != "." && p.ignores(dir) {
		return false
	}
	open := false
	for _, r := range p.rows {
		if r.negated && dir != "." && r.takesBelow(dir, p.rules) {
			return false
		}
		if open = open || !r.negated && r.mayGoOn(dir); open && r.final {
			return true
		}
	}
	return open
}

// isPlain says that a pattern has no wildcard.
func isPlain(pattern string) bool { return !strings.ContainsAny(pattern, `*?[{(\`) }

func (p *Patterns) ignores(dir string) bool {
	for name := range strings.SplitSeq(dir, "/") {
		if slices.Contains(p.rules.ignored, name) {
			return true
		}
	}
	return false
}

// reaches says whether the row fits a path as a whole.
func (r row) reaches(dir string) bool {
	return slices.ContainsFunc(r.globs, func(g glob) bool { return g.all(g.run(dir)) })
}

// covers says whether the row fits the text of another pattern, taken for a path.
func (r row) covers(pattern string) bool {
	return slices.ContainsFunc(r.globs, func(g glob) bool {
		g.dot = false
		return g.all(g.run(pattern))
	})
}

// fits is reaches, or for a negation that is deep the same of a folder above.
func (r row) fits(dir string, deep bool) bool {
	if r.reaches(dir) {
		return true
	}
	if !deep || !r.negated {
		return false
	}
	for i := range len(dir) {
		if dir[i] == '/' && r.reaches(dir[:i]) {
			return true
		}
	}
	return false
}

func (r row) mayGoOn(dir string) bool {
	return slices.ContainsFunc(r.globs, func(g glob) bool { return dir == "." || g.goesOn(g.run(dir)) })
}

// takesBelow says whether a negation rules out everything below dir.
func (r row) takesBelow(dir string, rules dialectRules) bool {
	return rules.deep && r.fits(dir, true) ||
		slices.ContainsFunc(r.globs, func(g glob) bool { return g.takesAll(g.run(dir)) })
}
