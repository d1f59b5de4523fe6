package npmconfig

import (
	"math"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"

	"github.com/runlight-dev/runlight/internal/javascript"
)

// reader reads the text of settings.
type reader struct {
	major  int
	lookup func(string) (string, bool) // of the environment
	home   string
	dir    string // what relative paths start from
}

// opaque stands for a value that never reaches a script, such as a date.
type opaque struct{}

// field reads a value by the types of its setting (npm: parse-field.js).
func (r reader) field(value any, types kind, element bool) any {
	switch value := value.(type) {
	case []any:
		if element || !types.is(list) {
			return value
		}
		parts := make([]any, len(value))
		for i, part := range value {
			parts[i] = r.field(part, types, true)
		}
		return parts
	case string:
		return r.text(javascript.Trim(value), types, element)
	default:
		return value
	}
}

func (r reader) text(value string, types kind, element bool) any {
	if types.is(list) && !element {
		var parts []any
		for part := range strings.SplitSeq(value, "\n\n") {
			parts = append(parts, part)
		}
		return r.field(parts, types, false)
	}
	if types.is(boolean) && !types.is(text) && value == "" {
		return true
	}
	if literal, ok := literals[value]; ok && !types.is(text|number) {
		return literal
	}
	value = r.expand(value)
	switch {
	case types.is(date):
		return opaque{}
	case types.is(path):
		value = r.path(value)
	case types.is(umask):
		if mask, ok := parseUmask(value); ok {
			return mask
		}
		return value
	}
	if types.is(number) {
		if n := javascript.Number(value); !math.IsNaN(n) {
			return n
		}
	}
	return value
}

var literals = map[string]any{"true": true, "false": false, "null": nil, "undefined": javascript.Undefined{}}

// path makes a path absolute; "~/" is the home folder.
func (r reader) path(value string) string {
	if rest, ok := strings.CutPrefix(value, "~"); ok && r.home != "" && rest != "" && (rest[0] == '/' || rest[0] == filepath.Separator) {
		return filepath.Join(r.home, rest)
	}
	if filepath.IsAbs(value) {
		return filepath.Clean(value)
	}
	return filepath.Join(r.dir, value)
}

var octal, plain = regexp.MustCompile(`^0o?([0-7]+)$`), regexp.MustCompile(`^[1-9][0-9]*$`)

func parseUmask(value string) (float64, bool) {
	digits, base := value, 10
	if match := octal.FindStringSubmatch(value); match != nil {
		digits, base = match[1], 8
	} else if !plain.MatchString(value) {
		return 0, false
	}
	mask, err := strconv.ParseUint(digits, base, 64)
	return float64(mask), err == nil
}

// reference names a variable, with the backslashes before it. npm 10 knows no "?".
var reference, reference10 = regexp.MustCompile(`\\*\$\{([^${}?]+)(\?)?\}`), regexp.MustCompile(`\\*\$\{([^${}]+)()\}`)

// expand replaces ${NAME} by the variable. One that is not set stays as it is, and with ${NAME?} is nothing. An odd number
// of backslashes before it takes its meaning away, and each two are one.
func (r reader) expand(value string) string {
	if !strings.Contains(value, "${") {
		return value
	}
	pattern := reference
	if r.major < 11 {
		pattern = reference10
	}
	var out strings.Builder
	last := 0
	for _, at := range pattern.FindAllStringSubmatchIndex(value, -1) {
		out.WriteString(value[last:at[0]])
		last = at[1]
		name := value[at[2]:at[3]]
		slashes := at[2] - len("${") - at[0]
		if slashes%2 == 1 {
			out.WriteString(value[at[0]+(slashes+1)/2 : at[1]])
			continue
		}
		out.WriteString(value[at[0] : at[0]+slashes/2])
		set, ok := r.lookup(name)
		switch {
		case ok:
			out.WriteString(set)
		case at[4] == at[5]:
			out.WriteString("${" + name + "}")
		}
	}
	return out.String() + value[last:]
}
