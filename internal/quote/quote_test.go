package quote

import (
	"math/rand/v2"
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestMain lets the test binary stand in for a script: it prints its arguments, each with a NUL.
func TestMain(m *testing.M) {
	if os.Getenv("QUOTE_TEST_ECHO") == "" {
		os.Exit(m.Run())
	}
	for _, arg := range os.Args[1:] {
		os.Stdout.WriteString(arg + "\x00")
	}
}

// The expectations were printed by the packages themselves: promise-spawn's escape.js, and shlex.
func TestForms(t *testing.T) {
	for _, test := range []struct{ arg, sh, shlex, json, cmd, twice string }{
		{"", "''", "''", `""`, `""`, `""`},
		{"a", "a", "a", `"a"`, "a", "a"},
		{"a b", "'a b'", "'a b'", `"a b"`, `^"a^ b^"`, `^^^"a^^^ b^^^"`},
		{"'", `\'`, `"'"`, `"'"`, "'", "'"},
		{"''", `\'\'`, `"''"`, `"''"`, "''", "''"},
		{"it's", `'it'\''s'`, `'it'"'"'s'`, `"it's"`, "it's", "it's"},
		{"'x'", `\''x'\'`, `"'"'x'"'"`, `"'x'"`, "'x'", "'x'"},
		{`\`, `'\'`, `'\'`, `"\\"`, `\`, `\`},
		{`a\"b`, `'a\"b'`, `'a\"b'`, `"a\\\"b"`, `^"a\\\^"b^"`, `^^^"a\\\^^^"b^^^"`},
		{`a b\`, `'a b\'`, `'a b\'`, `"a b\\"`, `^"a^ b\\^"`, `^^^"a^^^ b\\^^^"`},
		{"{a,b}", "{a,b}", "'{a,b}'", `"{a,b}"`, "{a,b}", "{a,b}"},
		{"a=b^!%x%", "a=b^!%x%", "'a=b^!%x%'", `"a=b^!%x%"`, "a=b^^^!^%x^%", "a=b^^^^^^^!^^^%x^^^%"},
		{"~", "'~'", "'~'", `"~"`, "~", "~"},
		{"é\n", "'é\n'", "'é\n'", `"é\n"`, "^\"é\n^\"", "^^^\"é\n^^^\""},
	} {
		require.Equal(t, test.sh, Sh(test.arg), "sh %q", test.arg)
		require.Equal(t, test.shlex, Shlex(test.arg), "shlex %q", test.arg)
		require.Equal(t, test.json, JSON(test.arg), "json %q", test.arg)
		require.Equal(t, test.cmd, Cmd(test.arg, false), "cmd %q", test.arg)
		require.Equal(t, test.twice, Cmd(test.arg, true), "cmd twice %q", test.arg)
	}
}

func TestFirstWord(t *testing.T) {
	for script, want := range map[string]string{
		"":                      "",
		"vite --port 1":         "vite",
		`"C:\a b\x.cmd" y`:      `"C:\a b\x.cmd"`,
		`'a b'c d`:              `'a b'c`,
		"a\tb c":                "a\tb",
		`node_modules\.bin\x&y`: `node_modules\.bin\x&y`,
	} {
		require.Equal(t, want, FirstWord(script), script)
	}
}

// TestShells shows that random arguments arrive unchanged, in each shell that is here.
func TestShells(t *testing.T) {
	self, err := os.Executable()
	require.NoError(t, err)
	for _, shell := range []string{"sh", "bash", "dash", "zsh", "ksh"} {
		t.Run(shell, func(t *testing.T) {
			path, err := exec.LookPath(shell)
			if err != nil {
				t.Skip("no " + shell + " here")
			}
			random := rand.New(rand.NewPCG(1, 2)) // the same each time
			for range 4 {
				args := arguments(random, 1500)
				if shell != "sh" && shell != "dash" {
					args = withoutOwnSigns(args)
				}
				require.Equal(t, args, through(t, path, self, args, Sh))
				require.Equal(t, args, through(t, path, self, args, Shlex))
			}
		})
	}
}

// withoutOwnSigns takes out what npm leaves unquoted though shells beside sh read it: braces, and zsh's = and [.
func withoutOwnSigns(args []string) (kept []string) {
	for _, arg := range args {
		if !strings.ContainsAny(arg, "{=[^") || strings.HasPrefix(Sh(arg), "'") {
			kept = append(kept, arg)
		}
	}
	return kept
}

func through(t *testing.T, shell, program string, args []string, form func(string) string) []string {
	text := Sh(program)
	for _, arg := range args {
		text += " " + form(arg)
	}
	script := exec.Command(shell, "-c", text)
	script.Dir = t.TempDir() // holds no file that a pattern would fit
	script.Env = append(os.Environ(), "QUOTE_TEST_ECHO=1")
	out, err := script.CombinedOutput()
	require.NoError(t, err, "%s", out)
	got := strings.Split(string(out), "\x00")
	return got[:len(got)-1]
}

// arguments are n texts: of any bytes, or of those that shells know.
func arguments(random *rand.Rand, n int) []string {
	signs := " \t\n\r'\"\\$`!#&()*;<>?|~{}[],=^%@+:./-_aB0é\u00a0\u2028\v\f\x01\x7f"
	args := make([]string, n)
	for i := range args {
		arg := make([]byte, random.IntN(12))
		for j := range arg {
			if arg[j] = byte(1 + random.IntN(255)); i%2 == 0 {
				arg[j] = signs[random.IntN(len(signs))]
			}
		}
		args[i] = string(arg)
	}
	return args
}
