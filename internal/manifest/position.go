package manifest

import (
	"unicode/utf16"
	"unicode/utf8"
)

// locator turns byte offsets into the lines and columns of an editor. Asked in rising order, it reads a text once.
type locator struct {
	text   string
	line   int // of offset, from 0
	start  int // of that line
	offset int
}

// at gives the 1-based line and column of an offset. Lines end with LF, CRLF or a lone CR, as in VS Code; a column counts
// UTF-16 code units.
func (l *locator) at(offset int) (line, column int) {
	offset = min(max(offset, 0), len(l.text))
	if offset < l.offset {
		l.line, l.start, l.offset = 0, 0, 0
	}
	for ; l.offset < offset; l.offset++ {
		c := l.text[l.offset]
		crlf := c == '\r' && l.offset+1 < len(l.text) && l.text[l.offset+1] == '\n'
		if c == '\n' || c == '\r' && !crlf {
			l.line++
			l.start = l.offset + 1
		}
	}
	return l.line + 1, units(l.text[l.start:offset]) + 1
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
