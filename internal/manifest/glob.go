package manifest

import (
	"fmt"
	"path"
	"strings"
)

// glob is one pattern without braces, cut at its slashes. It is matched name by name, so that a walker can ask on the way
// down whether anything below may still match; that, the rule of dots and the negated names of the JavaScript libraries
// are what the Go libraries for globs do not offer.
type glob struct {
	segments []segment
	dot      bool // * and ** also stand for names that begin with a dot
}

// reached is a set of numbers of segments: bit i says that the first i of them have matched.
type reached uint64

// maxSegments leaves a bit of reached for "all".
const maxSegments = 63

// newGlob reads one pattern; the caller has expanded its braces.
func newGlob(pattern string, rules dialectRules, dot bool) (glob, error) {
	g := glob{dot: dot}
	for part := range strings.SplitSeq(pattern, "/") {
		s, err := newSegment(part, rules)
		if err != nil {
			return glob{}, err
		}
		g.segments = append(g.segments, s)
	}
	if len(g.segments) > maxSegments {
		return glob{}, fmt.Errorf("%w: %q has more than %d folders", ErrPattern, pattern, maxSegments)
	}
	return g, nil
}

// run is what the names of a path reach from the start.
func (g glob) run(dir string) reached {
	at := g.start()
	for name := range strings.SplitSeq(dir, "/") {
		if at = g.step(at, name); at == 0 {
			return 0
		}
	}
	return at
}

func (g glob) start() reached { return g.pass(1) }

// pass adds what is reached without a name: a ** may stand for none.
func (g glob) pass(at reached) reached {
	for i, s := range g.segments {
		if at.has(i) && s.kind == anyDepth {
			at |= 1 << (i + 1)
		}
	}
	return at
}

func (g glob) step(at reached, name string) reached {
	var next reached
	for i, s := range g.segments {
		if !at.has(i) {
			continue
		}
		if s.kind == anyDepth {
			if g.dot || !strings.HasPrefix(name, ".") {
				next |= 1 << i
			}
		} else if s.matches(name, g.dot) {
			next |= 1 << (i + 1)
		}
	}
	return g.pass(next)
}

func (r reached) has(i int) bool { return r&(1<<i) != 0 }

// all says that the whole path matched the whole glob.
func (g glob) all(at reached) bool { return at.has(len(g.segments)) }

// goesOn says that a longer path may match.
func (g glob) goesOn(at reached) bool { return at&^(1<<len(g.segments)) != 0 }

// takesAll says that every longer path matches.
func (g glob) takesAll(at reached) bool {
	last := len(g.segments) - 1
	return g.dot && at.has(last) && g.segments[last].kind == anyDepth
}

// cleaned is a pattern without what a path does not need: "./", "..", doubled slashes, a slash at its end.
func cleaned(pattern string) string {
	if pattern == "" {
		return ""
	}
	return path.Clean(pattern)
}
