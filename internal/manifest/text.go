package manifest

import (
	"encoding/json"
	"iter"
	"strings"
	"unicode/utf8"
)

// text is JSON that encoding/json found valid. Walking it needs no checks, therefore. Both together take less than half of
// the time that json.Decoder.Token needs (BenchmarkDecoderToken), and a discovery reads a thousand manifests.
type text string

// span is the place of one value: the offsets of its first byte and of the byte after its last.
type span struct{ start, end int }

// root is the one value of the text.
func (t text) root() span {
	start := t.space(0)
	return span{start, t.skip(start)}
}

// members walks an object: the key, quotes included, and the value of each member, in file order.
func (t text) members(object span) iter.Seq2[span, span] {
	return func(yield func(key, value span) bool) {
		for i := t.space(object.start + 1); t[i] != '}'; {
			key := span{i, t.skip(i)}
			start := t.space(t.space(key.end) + 1) // behind the colon
			value := span{start, t.skip(start)}
			if !yield(key, value) {
				return
			}
			i = t.comma(value.end)
		}
	}
}

// elements walks an array.
func (t text) elements(array span) iter.Seq[span] {
	return func(yield func(span) bool) {
		for i := t.space(array.start + 1); t[i] != ']'; {
			element := span{i, t.skip(i)}
			if !yield(element) {
				return
			}
			i = t.comma(element.end)
		}
	}
}

// member finds one member of an object; of a key that occurs twice the last one, as in JSON.parse.
func (t text) member(object span, name string) (found span, ok bool) {
	for key, value := range t.members(object) {
		if t.view(key) == name {
			found, ok = value, true
		}
	}
	return found, ok
}

// string is the value of a string, a copy that does not keep the whole text in memory.
func (t text) string(s span) string { return strings.Clone(t.view(s)) }

// view is the value of a string for as long as the text is needed anyway. Halves of surrogate pairs and bytes that are no
// UTF-8 become U+FFFD.
func (t text) view(s span) string {
	inner := string(t[s.start+1 : s.end-1])
	if strings.IndexByte(inner, '\\') < 0 && utf8.ValidString(inner) {
		return inner
	}
	var decoded string
	if json.Unmarshal([]byte(t[s.start:s.end]), &decoded) != nil {
		return inner // cannot be: the text is valid
	}
	return decoded
}

// kind names the type of a value for a person.
func (t text) kind(s span) string {
	switch t[s.start] {
	case '{':
		return "an object"
	case '[':
		return "a list"
	case '"':
		return "text"
	case 't', 'f':
		return "true or false"
	case 'n':
		return "null"
	default:
		return "a number"
	}
}

func (t text) is(s span, first byte) bool { return t[s.start] == first }

// skip is the offset behind the value that starts at i. It counts brackets instead of calling itself: nesting costs no
// stack.
func (t text) skip(i int) int {
	for depth := 0; i < len(t); {
		switch t[i] {
		case '"':
			i = t.quoted(i)
		case '{', '[':
			depth++
			i++
			continue
		case '}', ']':
			depth--
			i++
		case ',', ':', ' ', '\t', '\n', '\r':
			i++
			continue
		default:
			i = t.word(i)
		}
		if depth == 0 {
			return i
		}
	}
	return len(t)
}

// quoted is the offset behind the string that starts at i.
func (t text) quoted(i int) int {
	for i++; t[i] != '"'; i++ {
		if t[i] == '\\' {
			i++
		}
	}
	return i + 1
}

// word is the offset behind the number, true, false or null that starts at i.
func (t text) word(i int) int {
	for i < len(t) {
		switch t[i] {
		case ',', ':', ']', '}', ' ', '\t', '\n', '\r':
			return i
		}
		i++
	}
	return i
}

func (t text) space(i int) int {
	for i < len(t) && (t[i] == ' ' || t[i] == '\n' || t[i] == '\t' || t[i] == '\r') {
		i++
	}
	return i
}

// comma is the offset of the next element, or of the closing bracket, behind an element that ends at i.
func (t text) comma(i int) int {
	i = t.space(i)
	if t[i] == ',' {
		return t.space(i + 1)
	}
	return i
}
