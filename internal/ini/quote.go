package ini

import (
	"strings"

	"github.com/runlight-dev/runlight/internal/javascript"
)

// unquote reads a key or a value. In double quotes stands JSON text. What stands in single quotes is read as JSON too,
// so '1' is a number; where it is none, it is taken as it is. Text without quotes ends at a comment.
func unquote(text string) any {
	text = javascript.Trim(text)
	if !quoted(text) {
		return plain(text)
	}
	if text[0] == '\'' {
		text = strings.TrimSuffix(text[1:], "'")
	}
	if value, err := javascript.ParseJSON([]byte(text)); err == nil {
		return value
	}
	return text
}

func quoted(text string) bool {
	return strings.HasPrefix(text, `"`) && strings.HasSuffix(text, `"`) ||
		strings.HasPrefix(text, "'") && strings.HasSuffix(text, "'")
}

// plain ends at the first ";" or "#", unless a backslash stands before it. Before all else a backslash is itself.
func plain(text string) string {
	var out strings.Builder
	escaped := false
	for i := range len(text) {
		c := text[i]
		switch {
		case escaped:
			if c != '\\' && c != ';' && c != '#' {
				out.WriteByte('\\')
			}
			out.WriteByte(c)
			escaped = false
		case c == ';' || c == '#':
			return javascript.Trim(out.String())
		case c == '\\':
			escaped = true
		default:
			out.WriteByte(c)
		}
	}
	if escaped {
		out.WriteByte('\\')
	}
	return javascript.Trim(out.String())
}
