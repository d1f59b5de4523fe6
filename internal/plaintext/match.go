package plaintext

import (
	"bytes"
	"errors"
	"fmt"
	"regexp"
	"unicode/utf8"
)

// maxPattern is how long a pattern may be, in bytes. Nobody types a longer one.
const maxPattern = 4 << 10

// ErrPattern says that a pattern cannot be used.
var ErrPattern = errors.New("cannot search for this")

// Pattern finds a text in a line. It is for one goroutine.
type Pattern struct {
	find   func(line []byte) (start, end int) // start is negative for none
	folded []byte                             // reused
}

// Compile makes a pattern of a text, or of a regular expression in the syntax of Go (RE2), which takes time linear in
// the line whatever it is. The error wraps ErrPattern.
func Compile(text string, expression, matchCase bool) (*Pattern, error) {
	switch {
	case text == "":
		return nil, fmt.Errorf("%w: there is no text", ErrPattern)
	case len(text) > maxPattern:
		return nil, fmt.Errorf("%w: the text is longer than %d bytes", ErrPattern, maxPattern)
	}
	p := &Pattern{}
	switch {
	case !expression && matchCase:
		p.find = within([]byte(text))
	case !expression && isASCII(text):
		p.find = p.ignoringCase([]byte(text))
	default:
		if !expression {
			text = regexp.QuoteMeta(text)
		}
		compiled, err := regexp.Compile(map[bool]string{true: "", false: "(?i)"}[matchCase] + text)
		if err != nil {
			return nil, fmt.Errorf("%w: %w", ErrPattern, err)
		}
		p.find = func(line []byte) (int, int) {
			if at := compiled.FindIndex(line); at != nil {
				return at[0], at[1]
			}
			return -1, 0
		}
	}
	return p, nil
}

// Find returns the first place in a line, in bytes.
func (p *Pattern) Find(line []byte) (start, end int, found bool) {
	start, end = p.find(line)
	return start, end, start >= 0
}

func within(text []byte) func([]byte) (int, int) {
	return func(line []byte) (int, int) {
		at := bytes.Index(line, text)
		return at, at + len(text)
	}
}

// ignoringCase is several times as fast as a regular expression, and is what most searches are.
func (p *Pattern) ignoringCase(text []byte) func([]byte) (int, int) {
	find := within(fold(nil, text))
	return func(line []byte) (int, int) {
		p.folded = fold(p.folded[:0], line)
		return find(p.folded)
	}
}

// fold makes capital letters of ASCII small, and leaves all else and every position as it is.
func fold(to, from []byte) []byte {
	for _, c := range from {
		if c >= 'A' && c <= 'Z' {
			c += 'a' - 'A'
		}
		to = append(to, c)
	}
	return to
}

func isASCII(text string) bool {
	for _, r := range text {
		if r >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// How much of a long line is shown around a match, in bytes.
const (
	leading = 120
	shown   = 400
)

// Excerpt is the part of a line around a match that is worth showing, and where the match is in it, in UTF-16 code
// units. A line that is short enough is whole.
func Excerpt(line []byte, start, end int) (text string, from, to int) {
	first, last := 0, len(line)
	if len(line) > shown {
		first = boundary(line, max(0, min(start-leading, len(line)-shown)))
		last = boundary(line, min(len(line), first+shown+utf8.UTFMax-1))
	}
	start, end = min(max(start, first), last), min(end, last)
	from = units(line[first:start])
	return string(line[first:last]), from, from + units(line[start:max(start, end)])
}

// boundary is the start of the character that an offset is in.
func boundary(line []byte, at int) int {
	for at > 0 && at < len(line) && !utf8.RuneStart(line[at]) {
		at--
	}
	return at
}

// units is the length of a text in UTF-16.
func units(text []byte) int {
	n := 0
	for _, r := range string(text) {
		n++
		if r > 0xffff {
			n++
		}
	}
	return n
}
