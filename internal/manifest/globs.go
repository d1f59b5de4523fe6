package manifest

import (
	"fmt"
	"slices"
	"strings"
)

// Globs are a person's own patterns over the directories of packages: *, **, ?, [a-z], {a,b}, where * and ** also stand
// for names that begin with a dot. Matching takes time in proportion to the lengths of pattern and path, whatever the
// pattern is. They do not change and may be used concurrently.
type Globs struct {
	all  []glob
	left budget
}

// NewGlobs returns an empty list, to which as much can be added as one declaration may hold.
func NewGlobs() *Globs { return &Globs{left: budget{globs: maxGlobs, memory: maxGlobMemory}} }

// Add adds a pattern; "./" before it and a slash behind it mean nothing. The error wraps [ErrPattern]; nothing is added then.
func (g *Globs) Add(pattern string) error {
	if len(pattern) > maxPattern {
		return fmt.Errorf("%w: %q… is longer than %d bytes", ErrPattern, pattern[:20], maxPattern)
	}
	if open := unclosedBracket(pattern); open != 0 {
		return fmt.Errorf("%w: the %c of %q is never closed", ErrPattern, open, pattern)
	}
	expanded, err := expandBraces(cleaned(pattern))
	if err != nil {
		return err
	}
	var added []glob
	for _, one := range expanded {
		if one = cleaned(one); one == "" {
			continue
		}
		if err := g.left.spend(one); err != nil {
			return err
		}
		compiled, err := newGlob(one, dialectRules{}, true)
		if err != nil {
			return err
		}
		added = append(added, compiled)
	}
	g.all = append(g.all, added...)
	return nil
}

// Match says whether a pattern fits a slash-separated relative path as a whole.
func (g *Globs) Match(path string) bool {
	return slices.ContainsFunc(g.all, func(one glob) bool { return one.all(one.run(path)) })
}

// unclosedBracket is the first bracket that is opened and not closed, or 0.
func unclosedBracket(pattern string) byte {
	for i := 0; i < len(pattern); i++ {
		switch pattern[i] {
		case '\\':
			i++
		case '{':
			if closing(pattern, i) < 0 {
				return '{'
			}
		case '[':
			end := strings.IndexByte(pattern[i:], ']')
			if end < 0 {
				return '['
			}
			i += end
		}
	}
	return 0
}
