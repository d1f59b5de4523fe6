package plaintext

import (
	"strings"
	"testing"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/stretchr/testify/require"
)

func TestFind(t *testing.T) {
	for name, test := range map[string]struct {
		text, line            string
		expression, matchCase bool
		want                  string // what was found, "-" for nothing
	}{
		"text":                    {"error", "an error", false, true, "error"},
		"other case":              {"error", "an ERRor", false, false, "ERRor"},
		"other case, refused":     {"error", "an ERRor", false, true, "-"},
		"other case beyond ASCII": {"ÄRGER", "großer ärger", false, false, "ärger"},
		"beyond ASCII in line":    {"x", "größe X", false, false, "X"},
		"no expression":           {"a.c", "abc a.c", false, false, "a.c"},
		"quoted":                  {"ä.c", "äbc ä.c", false, false, "ä.c"},
		"expression":              {`\d+ ms`, "in 12 ms", true, true, "12 ms"},
		"expression, other case":  {`e.+r`, "an ERRor", true, false, "ERRor"},
		"anchored":                {`^b`, "ab", true, true, "-"},
	} {
		t.Run(name, func(t *testing.T) {
			p, err := Compile(test.text, test.expression, test.matchCase)
			require.NoError(t, err)
			start, end, found := p.Find([]byte(test.line))
			if test.want == "-" {
				require.False(t, found)
				return
			}
			require.True(t, found)
			require.Equal(t, test.want, test.line[start:end])
		})
	}
}

func TestBadPatterns(t *testing.T) {
	for name, text := range map[string]string{"empty": "", "broken": "a(b", "too long": strings.Repeat("x", maxPattern+1), "too many": "(a{1000}){1000}"} {
		_, err := Compile(text, true, true)
		require.ErrorIs(t, err, ErrPattern, name)
	}
	_, err := Compile("a(b", true, false)
	require.ErrorContains(t, err, "missing closing )")
}

func TestExcerpt(t *testing.T) {
	long := strings.Repeat("é", 300) + "needle" + strings.Repeat("😀", 300)
	for name, test := range map[string]struct{ line, needle string }{
		"short":         {"😀 a needle", "needle"},
		"middle":        {long, "needle"},
		"at the start":  {"needle" + long, "needle"},
		"at the end":    {long + "NEEDLE", "NEEDLE"},
		"wide":          {long, "é"},
		"nothing found": {"abc", ""},
	} {
		t.Run(name, func(t *testing.T) {
			start := strings.Index(test.line, test.needle)
			text, from, to := Excerpt([]byte(test.line), start, start+len(test.needle))
			require.LessOrEqual(t, len(text), shown+utf8.UTFMax)
			require.True(t, utf8.ValidString(text))
			require.Equal(t, test.needle, string(utf16.Decode(utf16.Encode([]rune(text))[from:to])))
		})
	}
	text, from, to := Excerpt([]byte(long), 0, len(long))
	require.Len(t, utf16.Encode([]rune(text)), to-from, "a match that is longer than what is shown")
}

func FuzzExcerpt(f *testing.F) {
	f.Add("a line", 2, 4)
	f.Fuzz(func(t *testing.T, line string, start, end int) {
		line = strings.ToValidUTF8(line, "\ufffd")
		if start < 0 || end < start || end > len(line) {
			return
		}
		text, from, to := Excerpt([]byte(line), boundary([]byte(line), start), boundary([]byte(line), end))
		require.True(t, utf8.ValidString(text))
		require.True(t, 0 <= from && from <= to && to <= len(utf16.Encode([]rune(text))))
	})
}
