package quote

import (
	"regexp"
	"strings"

	"github.com/runlight-dev/runlight/internal/javascript"
)

// ShellQuote is the form of pnpm 9 for a POSIX shell, that of the npm package "shell-quote" 1.8. It is not sound: a
// backslash beside a blank arrives doubled, since it is doubled between single quotes too.
func ShellQuote(arg string) string {
	blank := strings.IndexFunc(arg, javascript.Blank) >= 0
	switch single, double := strings.Contains(arg, "'"), strings.Contains(arg, `"`); {
	case arg == "":
		return "''"
	case (double || blank) && !single:
		return "'" + strings.ReplaceAll(arg, `\`, `\\`) + "'"
	case double || blank || single:
		return `"` + doubleQuoted.Replace(arg) + `"`
	}
	return bare.ReplaceAllString(arg, `${1}\${2}`)
}

var (
	doubleQuoted = strings.NewReplacer(`"`, `\"`, `\`, `\\`, `$`, `\$`, "`", "\\`", `!`, `\!`)
	// bare has the letter of a drive in it, whose colon stays as it is before another sign.
	bare = regexp.MustCompile("([A-Za-z]:)?([#!\"$&'()*,:;<=>?@\\[\\\\\\]^`{|}])")
)

// CmdLine is the form of pnpm 11 for cmd.exe: npm's, with line ends, which would end the command, written as \r and \n.
func CmdLine(arg string, twice bool) string {
	return Cmd(strings.NewReplacer("\r", `\r`, "\n", `\n`).Replace(arg), twice)
}

// CmdLast is the part of a script that arguments behind it belong to for pnpm 11: what follows the last sign that
// separates commands of cmd.exe, outside quotes.
func CmdLast(script string) string {
	start, inside, redirecting := 0, false, false
	for i := 0; i < len(script); i++ {
		after := redirecting
		redirecting = false
		switch c := script[i]; {
		case c == '"':
			inside = !inside
		case inside:
		case c == '^':
			i++
		case c == '>' || c == '<':
			redirecting = true
		case c == '|' || c == '&' && !after: // 2>&1 is one redirection
			start = i + 1
		}
	}
	return script[min(start, len(script)):]
}

// CmdWord is the program of a command for pnpm 11: up to the first blank outside quotes, without the quotes.
func CmdWord(command string) string {
	command = strings.TrimLeftFunc(command, javascript.Blank)
	inside := false
	for i := range len(command) {
		switch c := command[i]; {
		case c == '"':
			inside = !inside
		case !inside && (c == ' ' || c == '\t'):
			return strings.ReplaceAll(command[:i], `"`, "")
		}
	}
	return strings.ReplaceAll(command, `"`, "")
}
