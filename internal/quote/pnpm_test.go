package quote

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// The wanted texts are what shell-quote 1.8.2 itself returns.
func TestShellQuote(t *testing.T) {
	for arg, want := range map[string]string{
		"":      "''",
		"a":     "a",
		"a b":   "'a b'",
		"it's":  "\"it's\"",
		"a\"b":  "'a\"b'",
		"'\"":   "\"'\\\"\"",
		"\\":    "\\\\",
		"\\ ":   "'\\\\ '",
		"C:\\x": "C:\\\\x",
		"a:b":   "a\\:b",
		"C:$":   "C:\\$",
		"$x":    "\\$x",
		"~":     "~",
		"{a,b}": "\\{a\\,b\\}",
		"a\nb":  "'a\nb'",
		" ":     "' '",
		"é!":    "é\\!",
		"-":     "-",
		"#":     "\\#",
		"`":     "\\`",
		"!'":    "\"\\!'\"",
		"a,b=c": "a\\,b\\=c",
	} {
		require.Equal(t, want, ShellQuote(arg), "%q", arg)
	}
}

func TestCmdOfPnpm(t *testing.T) {
	for script, want := range map[string][2]string{
		"":                           {"", ""},
		"vite":                       {"vite", "vite"},
		"vite build":                 {"vite build", "vite"},
		"tsc && vite build":          {" vite build", "vite"},
		`echo "a & b" | node x`:      {" node x", "node"},
		"node a 2>&1":                {"node a 2>&1", "node"},
		"echo a^&b":                  {"echo a^&b", "echo"},
		`"C:\Program Files\a.cmd" b`: {`"C:\Program Files\a.cmd" b`, `C:\Program Files\a.cmd`},
		"a &":                        {"", ""},
		"\ta\tb":                     {"\ta\tb", "a"},
		"echo ^":                     {"echo ^", "echo"},
	} {
		require.Equal(t, want, [2]string{CmdLast(script), CmdWord(CmdLast(script))}, "%q", script)
	}
	require.Equal(t, `""`, CmdLine("", false))
	require.Equal(t, `a\nb\r`, CmdLine("a\nb\r", false))
	require.Equal(t, `^"a^ b^"`, CmdLine("a b", false))
	require.Equal(t, `^^^"a^^^ b^^^"`, CmdLine("a b", true))
}

func FuzzPnpm(f *testing.F) {
	f.Add("a && b^")
	f.Add("it's")
	f.Fuzz(func(t *testing.T, text string) {
		require.Contains(t, text, CmdLast(text))
		require.NotContains(t, CmdWord(text), `"`)
		if text != "" {
			require.NotEmpty(t, ShellQuote(text))
		}
	})
}
