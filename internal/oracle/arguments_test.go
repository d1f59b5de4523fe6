//go:build unix

package oracle

var argumentScenarios = []scenario{
	{name: "no arguments", manifest: plain},
	{name: "plain arguments", manifest: plain, args: []string{"a", "b", "c"}},
	{name: "an empty argument", manifest: plain, args: []string{""}},
	{name: "empty arguments between others", manifest: plain, args: []string{"", "a", "", ""}},
	{name: "blanks", manifest: plain, args: []string{" ", "a b", "  a  ", "\t", "a\tb"}},
	{name: "options", manifest: plain, args: []string{"--flag", "-f", "--key=value", "-"}},
	{name: "the manager's own options", manifest: plain, args: []string{"--silent", "--prefix", "/", "-w", "--help", "--version", "--if-present"}},
	{name: "a double dash first", manifest: plain, args: []string{"--", "a"}, on: "npm pnpm bun"},
	{name: "a double dash first, which Yarn drops", manifest: plain, args: []string{"--", "a"}, on: "yarn"},
	{name: "a double dash later", manifest: plain, args: []string{"a", "--", "b", "--"}},
	{name: "two double dashes", manifest: plain, args: []string{"--", "--", "b"}},
	{name: "only a double dash", manifest: plain, args: []string{"--"}},
	{name: "single quotes", manifest: plain, args: []string{"'", "''", "a'b", "'a'", `'\''`, `\'`, `'"'`}},
	{name: "double quotes", manifest: plain, args: []string{`"`, `""`, `a"b`, `"a b"`}},
	{name: "backslashes", manifest: plain, args: []string{`\`, `\\`, `a\b`, `a\\b c`, `\n`, `a b\`}, on: "npm pnpm>=10 yarn bun"},
	{name: "dollars and backquotes", manifest: plain, args: []string{"$HOME", "${HOME}", "$(id)", "`id`", "$", "a$", "$$", "$1"}},
	{name: "operators", manifest: plain, args: []string{"&", "&&", "|", "||", ";", "<", ">", ">>", "(", ")", "a;b", "a&b", "#", "a#b", "!"}},
	{name: "patterns", manifest: plain, args: []string{"*", "?", "[ab]", "*.json", "~", "~/x", "a~"}},
	{name: "braces and carets", manifest: plain, args: []string{"{a,b}", "{1..3}", "^", "a^b", "%", "%PATH%", "="}},
	{name: "an assignment", manifest: `{"scripts": {"x": ""}}`, args: []string{"A=1", "probe"}, silent: "all", left: map[string]string{"yarn": "special"}},
	{name: "line breaks", manifest: plain, args: []string{"a\nb", "\n", "a\r\nb", "\r"}},
	{name: "control characters", manifest: plain, args: []string{"\a\b\v\f", "\x1b[31m", "\x7f", "\x01"}},
	{name: "unicode", manifest: plain, args: []string{"größe", "漢字", "🚀", "e\u0301", "\u00a0", "\u2028", "\ufeff"}},
	{name: "a long argument", manifest: plain, args: []string{long + "'" + long}},
	{name: "an argument for a script with hooks", manifest: `{"scripts": {"prex": "probe", "x": "probe x", "postx": "probe"}}`, args: []string{"'$a'"}},
	{name: "arguments under bash", manifest: plain, args: []string{"a b", "$HOME", "'", "!", "~", "^"}, files: map[string]string{"bin/sh": "->/bin/bash"}},
	{
		name: "arguments under a script-shell", on: "npm pnpm<=10", manifest: plain, args: []string{"a b", "$HOME", "'", "!", "*"},
		files: map[string]string{"project/.npmrc": "script-shell=/bin/bash\n"},
	},
}

// plain is a package with one script that does nothing but look.
const plain = `{"name": "a", "version": "1.0.0", "scripts": {"x": "probe"}}`
