package javascript

import (
	"math"
	"regexp"
	"strconv"
	"strings"
)

// decimal is a number as ECMAScript writes it (StrDecimalLiteral); Go would also take underscores, "inf" and "0x1p4".
var decimal = regexp.MustCompile(`^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$`)

// Number is Number(text): what is no number is NaN, and what is blank is 0.
func Number(text string) float64 {
	text = Trim(text)
	if text == "" {
		return 0
	}
	if len(text) > 2 && text[0] == '0' {
		if base := map[byte]int{'x': 16, 'o': 8, 'b': 2}[text[1]|0x20]; base > 0 {
			return whole(text[2:], base)
		}
	}
	switch {
	case decimal.MatchString(text):
		value, _ := strconv.ParseFloat(text, 64) // what is too large is infinite
		return value
	case strings.TrimLeft(text, "+") == "Infinity" && len(text) <= len("+Infinity"):
		return math.Inf(1)
	case text == "-Infinity":
		return math.Inf(-1)
	}
	return math.NaN()
}

func whole(digits string, base int) float64 {
	value := 0.0
	for _, digit := range []byte(digits) {
		n, err := strconv.ParseUint(string(digit), base, 8)
		if err != nil {
			return math.NaN()
		}
		value = value*float64(base) + float64(n)
	}
	return value
}
