package quote

import "strings"

// Cmd is npm's form for cmd.exe (@npmcli/promise-spawn, escape.js). The program is thought to split its command line
// as the Microsoft C runtime does ("Parsing C command-line arguments"), and cmd.exe to take a caret before each of
// its signs away. Twice is for a batch file: cmd.exe reads what that gets a second time.
func Cmd(arg string, twice bool) string {
	if arg == "" {
		return `""`
	}
	text := arg
	if strings.ContainsAny(arg, " \t\n\v\"") {
		text = runtime(arg)
	}
	text = carets.Replace(text)
	if twice {
		text = carets.Replace(text)
	}
	return text
}

// runtime quotes for the C runtime: backslashes are doubled where a quote follows, and nowhere else.
func runtime(arg string) string {
	var text strings.Builder
	text.WriteByte('"')
	slashes := 0
	for i := range len(arg) {
		switch c := arg[i]; c {
		case '\\':
			slashes++
			continue
		case '"':
			slashes = 2*slashes + 1
		}
		text.WriteString(strings.Repeat(`\`, slashes))
		text.WriteByte(arg[i])
		slashes = 0
	}
	text.WriteString(strings.Repeat(`\`, 2*slashes))
	text.WriteByte('"')
	return text.String()
}

var carets = strings.NewReplacer(
	" ", "^ ", "!", "^!", "%", "^%", "^", "^^", "&", "^&", "(", "^(", ")", "^)", "<", "^<", ">", "^>", "|", "^|", `"`, `^"`)

// FirstWord is the part of a script that npm takes for the program, to learn whether that is a batch file: up to the
// first blank outside quotes of either kind, the quotes included.
func FirstWord(script string) string {
	inside := false
	for i := range len(script) {
		switch script[i] {
		case '"', '\'':
			inside = !inside
		case ' ':
			if !inside {
				return script[:i]
			}
		}
	}
	return script
}
