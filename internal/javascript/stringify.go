package javascript

import (
	"fmt"
	"math"
	"strings"
)

// Stringify is JSON.stringify without blanks. Undefined is "null", as it is in a list.
func Stringify(value any) string {
	switch value := value.(type) {
	case string:
		return Quote(value)
	case float64:
		if math.IsInf(value, 0) || math.IsNaN(value) {
			return "null"
		}
		return String(value)
	case []any:
		parts := make([]string, len(value))
		for i, element := range value {
			parts[i] = Stringify(element)
		}
		return "[" + strings.Join(parts, ",") + "]"
	case *Object:
		parts := make([]string, 0, value.Len())
		for key, element := range value.All() {
			if element != (Undefined{}) {
				parts = append(parts, Quote(key)+":"+Stringify(element))
			}
		}
		return "{" + strings.Join(parts, ",") + "}"
	case Undefined:
		return "null"
	default:
		return String(value)
	}
}

var escapes = map[byte]string{
	'"': `\"`, '\\': `\\`, '\b': `\b`, '\f': `\f`, '\n': `\n`, '\r': `\r`, '\t': `\t`,
}

// Quote is JSON.stringify of a text: it escapes quotes, backslashes and control characters, and nothing else. Unlike
// encoding/json it leaves bytes that are no UTF-8 as they are.
func Quote(text string) string {
	var out strings.Builder
	out.WriteByte('"')
	for i := range len(text) {
		switch escape := escapes[text[i]]; {
		case escape != "":
			out.WriteString(escape)
		case text[i] < ' ':
			fmt.Fprintf(&out, `\u%04x`, text[i])
		default:
			out.WriteByte(text[i])
		}
	}
	out.WriteByte('"')
	return out.String()
}
