package javascript

import (
	"math"
	"strconv"
	"strings"
)

// Blank says whether trim and \s take a character for a blank: the white space and line ends of ECMAScript, which
// unlike Go's unicode.IsSpace include the byte order mark and leave out U+0085.
func Blank(r rune) bool {
	switch {
	case r >= '\t' && r <= '\r', r == ' ', r == 0xa0, r == 0x1680, r >= 0x2000 && r <= 0x200a:
		return true
	}
	return r == 0x2028 || r == 0x2029 || r == 0x202f || r == 0x205f || r == 0x3000 || r == 0xfeff
}

// Trim is String.prototype.trim.
func Trim(text string) string { return strings.TrimFunc(text, Blank) }

// String is what String(value) returns.
func String(value any) string {
	switch value := value.(type) {
	case nil:
		return "null"
	case Undefined:
		return "undefined"
	case bool:
		return strconv.FormatBool(value)
	case float64:
		return number(value)
	case string:
		return value
	case []any:
		parts := make([]string, len(value))
		for i, element := range value {
			if element != nil && element != (Undefined{}) {
				parts[i] = String(element)
			}
		}
		return strings.Join(parts, ",")
	default:
		return "[object Object]"
	}
}

// number is Number.prototype.toString: the fewest digits that tell the number from all others, with an exponent from
// 1e21 on and below 1e-6.
func number(value float64) string {
	switch {
	case math.IsNaN(value):
		return "NaN"
	case math.IsInf(value, 1):
		return "Infinity" // 1e999 is one
	case math.IsInf(value, -1):
		return "-Infinity"
	case value == 0:
		return "0" // minus zero too
	}
	if size := math.Abs(value); size < 1e21 && size >= 1e-6 {
		return strconv.FormatFloat(value, 'f', -1, 64)
	}
	mantissa, exponent, _ := strings.Cut(strconv.FormatFloat(value, 'e', -1, 64), "e")
	sign, digits := exponent[:1], strings.TrimLeft(exponent[1:], "0")
	return mantissa + "e" + sign + digits
}
