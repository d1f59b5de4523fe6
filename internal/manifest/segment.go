package manifest

import (
	"fmt"
	"regexp"
	"strings"
)

// segment matches one name of a path.
type segment struct {
	kind    segmentKind
	text    string         // of a literal, or the glob as it was written
	pattern *regexp.Regexp // of a wildcard
	except  *regexp.Regexp // what a !(…) in it rules out; nil without one
	hidden  bool           // names that begin with a dot are meant
	quoted  bool           // a name that equals the glob itself matches, too: [id]
}

type segmentKind int

const (
	literal  segmentKind = iota
	anyName              // *
	anyDepth             // **
	wildcard
)

func newSegment(text string, rules dialectRules) (segment, error) {
	switch {
	case text == "**":
		return segment{kind: anyDepth}, nil
	case text == "*":
		return segment{kind: anyName}, nil
	case !strings.ContainsAny(text, `*?[\(`):
		return segment{kind: literal, text: text}, nil
	case strings.Contains(text, "[["):
		return segment{}, fmt.Errorf("%w: %q has a named class of characters", ErrPattern, text)
	}
	w := wildcards{text: text}
	s := segment{kind: wildcard, text: text, quoted: rules.picomatch && strings.Contains(text, "[")}
	s.hidden = strings.HasPrefix(text, ".") || rules.picomatch && strings.HasPrefix(text, "!(")
	before, excluded, after, negated := w.negation()
	var err error
	if !negated {
		s.pattern, err = w.compile(w.expression(text))
		return s, err
	}
	if s.pattern, err = w.compile(w.expression(before) + ".*" + w.expression(after)); err != nil {
		return s, err
	}
	if strings.Contains(before, "(") || strings.Contains(excluded+after, "!(") {
		return s, fmt.Errorf("%w: %q has more than one group, one of them a !(…)", ErrPattern, text)
	}
	s.except, err = w.compile(w.expression(before) + "(?:" + w.list(excluded) + ")" + w.expression(after))
	return s, err
}

func (s segment) matches(name string, dot bool) bool {
	hidden := strings.HasPrefix(name, ".")
	switch s.kind {
	case literal:
		return name == s.text
	case anyName:
		return name != "" && (dot || !hidden)
	default:
		if s.quoted && name == s.text {
			return true
		}
		if hidden && !dot && !s.hidden {
			return false
		}
		return name != "" && s.pattern.MatchString(name) && (s.except == nil || !s.except.MatchString(name))
	}
}

// wildcards translates the wildcards of one segment into a regular expression: * ? [a-z] [!a] \x and the groups
// @(a|b) ?(a) *(a) +(a), as minimatch and picomatch document them.
type wildcards struct{ text string }

func (w wildcards) compile(expression string) (*regexp.Regexp, error) {
	compiled, err := regexp.Compile("^(?s:" + expression + ")$")
	if err != nil {
		return nil, fmt.Errorf("%w: %q: %w", ErrPattern, w.text, err)
	}
	return compiled, nil
}

// negation cuts the segment at its !(…), of which Go's regular expressions know no like: such a segment matches what fits
// around it and does not fit with one of its alternatives in its place.
func (w wildcards) negation() (before, excluded, after string, found bool) {
	for i := 0; i+1 < len(w.text); i++ {
		if w.text[i] == '\\' {
			i++
			continue
		}
		if w.text[i] != '!' || w.text[i+1] != '(' {
			continue
		}
		if end := closing(w.text, i+1); end > 0 {
			return w.text[:i], w.text[i+2 : end], w.text[end+1:], true
		}
	}
	return "", "", "", false
}

// list is the alternatives of a group.
func (w wildcards) list(body string) string {
	parts := splitOutside(body, '|')
	for i, part := range parts {
		parts[i] = w.expression(part)
	}
	return strings.Join(parts, "|")
}

func (w wildcards) expression(glob string) string {
	var b strings.Builder
	for i := 0; i < len(glob); {
		if used := w.group(&b, glob[i:]); used > 0 {
			i += used
			continue
		}
		if glob[i] == '[' {
			if used := class(&b, glob[i:]); used > 0 {
				i += used
				continue
			}
		}
		switch c := glob[i]; {
		case c == '*':
			b.WriteString(".*")
		case c == '?':
			b.WriteString(".")
		case c == '\\' && i+1 < len(glob):
			i++
			b.WriteString(regexp.QuoteMeta(glob[i : i+1]))
		default:
			b.WriteString(regexp.QuoteMeta(glob[i : i+1]))
		}
		i++
	}
	return b.String()
}

// group writes a group such as +(a|b) at the start of glob and says how much of it that was.
func (w wildcards) group(b *strings.Builder, glob string) (used int) {
	if len(glob) < 2 || glob[1] != '(' || !strings.Contains("@?*+", glob[:1]) {
		return 0
	}
	end := closing(glob, 1)
	if end < 0 {
		return 0
	}
	b.WriteString("(?:" + w.list(glob[2:end]) + ")")
	if glob[0] != '@' {
		b.WriteByte(glob[0])
	}
	return end + 1
}

// class writes a class such as [!a-z] at the start of glob and says how much of it that was.
func class(b *strings.Builder, glob string) (used int) {
	body := glob[1:]
	negated := strings.HasPrefix(body, "!") || strings.HasPrefix(body, "^")
	if negated {
		body = body[1:]
	}
	end := strings.IndexByte(body, ']')
	if end <= 0 {
		return 0
	}
	b.WriteByte('[')
	if negated {
		b.WriteByte('^')
	}
	b.WriteString(strings.NewReplacer(`\`, `\\`, "[", `\[`, "^", `\^`, "&", `\&`, "~", `\~`).Replace(body[:end]))
	b.WriteByte(']')
	return len(glob) - len(body) + end + 1
}
