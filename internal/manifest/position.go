package manifest

import (
	"unicode/utf16"
	"unicode/utf8"
)

// locator turns byte offsets into the lines and columns of an editor. Asked in rising order, it reads a text once, also
// one that is a single long line.
type locator struct {
	text   string
	line   int // of offset, from 0
	column int // of offset, from 0
	offset int
}

// at gives the 1-based line and column of an offset. Lines end with LF, CRLF or a lone CR, as in VS Code; a column counts
// UTF-16 code units.
func (l *locator) at(offset int) (line, column int) {
	offset = min(max(offset, 0), len(l.text))
	if offset < l.offset {
		*l = locator{text: l.text}
	}
	from := l.offset
	for i := l.offset; i < offset; i++ {
		c := l.text[i]
		crlf := c == '\r' && i+1 < len(l.text) && l.text[i+1] == '\n'
		if c == '\n' || c == '\r' && !crlf {
			l.line++
			l.column, from = 0, i+1
		}
	}
	l.offset = from
	if offset < len(l.text) && !utf8.RuneStart(l.text[offset]) { // inside a character: the next count begins before it
		return l.line + 1, l.column + units(l.text[from:offset]) + 1
	}
	l.column += units(l.text[from:offset])
	l.offset = offset
	return l.line + 1, l.column + 1
}

// units is the length of a text in UTF-16 code units; a byte that is no UTF-8 counts as one, as the replacement that an
// editor shows for it.
func units(s string) int {
	n := 0
	for _, r := range s {
		if r < utf8.RuneSelf {
			n++
		} else {
			n += utf16.RuneLen(r)
		}
	}
	return n
}
