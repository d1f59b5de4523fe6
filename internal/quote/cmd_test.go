package quote

import (
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestWindowsRules shows that random arguments survive cmd.exe and the C runtime, by parsers written from what
// Microsoft documents of both. Line ends aside: to cmd.exe they end the command, however they are quoted.
func TestWindowsRules(t *testing.T) {
	variables := map[string]string{"PATH": "expanded", "a": "expanded"}
	random := rand.New(rand.NewPCG(3, 4)) // the same each time
	for range 200 {
		var args []string
		for _, arg := range arguments(random, 50) {
			args = append(args, strings.NewReplacer("\r", "", "\n", "", "B", "%PATH%", "0", "%a").Replace(arg))
		}
		once, twice := "x.exe", "x.cmd"
		for _, arg := range args {
			once += " " + Cmd(arg, false)
			twice += " " + Cmd(arg, true)
		}
		want := append([]string{"x.exe"}, args...)
		require.Equal(t, want, runtimeArgs(interpreted(t, once, variables)))

		// A batch file hands all it got on, as %* in a line of its own.
		_, handed, _ := strings.Cut(interpreted(t, twice, variables), " ")
		require.Equal(t, want, runtimeArgs(interpreted(t, "x.exe "+handed, nil)))
	}
}

// interpreted is what cmd.exe makes of a line before it starts a program: variables between percent signs are
// replaced where they are set, and outside quotes a caret is taken away and the sign behind it stands for itself.
// A sign with a meaning that is left bare would start something else.
func interpreted(t *testing.T, line string, variables map[string]string) string {
	for name, value := range variables {
		line = strings.ReplaceAll(line, "%"+name+"%", value)
	}
	var out strings.Builder
	inside := false
	for i := 0; i < len(line); i++ {
		c := line[i]
		switch {
		case c == '"':
			inside = !inside
		case inside:
		case c == '^' && i+1 < len(line):
			i++
			c = line[i]
		default:
			require.NotContains(t, "&|<>()", string(c), "in %q", line)
		}
		out.WriteByte(c)
	}
	return out.String()
}

// runtimeArgs splits a command line by the rules of "Parsing C command-line arguments": 2n backslashes before a quote are
// n and the quote has its meaning, 2n+1 are n and the quote is itself, other backslashes are themselves, and "" within
// quotes is one quote. Blanks and tabs separate.
func runtimeArgs(line string) (args []string) {
	for i := 0; i < len(line); {
		for i < len(line) && (line[i] == ' ' || line[i] == '\t') {
			i++
		}
		if i == len(line) {
			return args
		}
		var arg strings.Builder
		inside := false
		for ; i < len(line) && (inside || line[i] != ' ' && line[i] != '\t'); i++ {
			slashes := 0
			for ; i < len(line) && line[i] == '\\'; i++ {
				slashes++
			}
			quote := i < len(line) && line[i] == '"'
			if !quote {
				arg.WriteString(strings.Repeat(`\`, slashes))
				if slashes > 0 {
					i--
					continue
				}
				arg.WriteByte(line[i])
				continue
			}
			arg.WriteString(strings.Repeat(`\`, slashes/2))
			switch {
			case slashes%2 == 1:
				arg.WriteByte('"')
			case inside && i+1 < len(line) && line[i+1] == '"':
				arg.WriteByte('"')
				i++
			default:
				inside = !inside
			}
		}
		args = append(args, arg.String())
	}
	return args
}

func TestRuntimeArgs(t *testing.T) {
	// The table of Microsoft's page.
	for line, want := range map[string][]string{
		`"abc" d e`:       {"abc", "d", "e"},
		`a\\b d"e f"g h`:  {`a\\b`, "de fg", "h"},
		`a\\\"b c d`:      {`a\"b`, "c", "d"},
		`a\\\\"b c" d e`:  {`a\\b c`, "d", "e"},
		`a"b"" c d`:       {`ab" c d`},
		`a"b"" c d" "" e`: {`ab" c d`, "", "e"},
	} {
		require.Equal(t, want, runtimeArgs(line), line)
	}
}
