package output

import "unicode/utf8"

// WholeRunes returns the length of the longest prefix of p that does not end inside a UTF-8 sequence, so that a piece
// can be sent as text and the rest with the next. Bytes that can never become valid are not held back.
func WholeRunes(p []byte) int {
	for back := 1; back < utf8.UTFMax && back <= len(p); back++ {
		tail := p[len(p)-back:]
		if !utf8.RuneStart(tail[0]) {
			continue
		}
		if utf8.FullRune(tail) {
			break
		}
		return len(p) - back
	}
	return len(p)
}
