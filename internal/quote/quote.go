// Package quote writes an argument of a script so that a shell reads it back unchanged, letter by letter as the package
// managers do: the text is seen by scripts, in npm_lifecycle_script. Arguments are bytes, NUL aside.
package quote

import (
	"strings"

	"github.com/runlight-dev/runlight/internal/javascript"
)

// Sh is npm's form for a POSIX shell (@npmcli/promise-spawn, escape.js). It leaves braces as they are: as with npm itself,
// a bash as script-shell expands {a,b}, and sh does not.
func Sh(arg string) string {
	if arg == "" {
		return "''"
	}
	if !strings.ContainsAny(arg, "\t\n\r \"#$&'()*;<>?\\`|~") {
		return arg
	}
	text := "'" + strings.ReplaceAll(arg, "'", `'\''`) + "'"
	// A quote at the beginning leaves '' before it, and one at the end behind it: npm takes both out.
	for strings.HasPrefix(text, "''") && len(text) > 2 {
		text = text[2:]
	}
	return strings.ReplaceAll(text, `\'''`, `\'`)
}

// Shlex is the form of pnpm 10 and later for a POSIX shell, that of the npm package "shlex".
func Shlex(arg string) string {
	if arg == "" {
		return "''"
	}
	if strings.IndexFunc(arg, func(r rune) bool { return !harmless(r) }) < 0 {
		return arg
	}
	var text strings.Builder
	text.WriteByte('\'')
	for rest := arg; rest != ""; {
		before, after, found := strings.Cut(rest, "'")
		text.WriteString(before)
		if !found {
			break
		}
		marks := len(after) - len(strings.TrimLeft(after, "'")) + 1
		text.WriteString(`'"` + strings.Repeat("'", marks) + `"'`)
		rest = after[marks-1:]
	}
	text.WriteByte('\'')
	return strings.TrimSuffix(strings.TrimPrefix(text.String(), "''"), "''")
}

func harmless(r rune) bool {
	return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune("_@%-+=:,./", r)
}

// JSON is the form of pnpm up to version 10 for cmd.exe. It is no more than that: cmd.exe expands what stands between
// percent signs, and programs read a doubled backslash as two.
func JSON(arg string) string { return javascript.Quote(arg) }
