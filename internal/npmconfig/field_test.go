package npmconfig

import (
	"strings"
	"testing"

	"github.com/runlight-dev/runlight/internal/javascript"
	"github.com/stretchr/testify/require"
)

func lookup(name string) (string, bool) {
	value, ok := map[string]string{"A": "1", "E": "", "B": `b\c`}[name]
	return value, ok
}

// The expectations of this file were printed by npm 11.19 and npm 10.9 themselves.
func TestExpand(t *testing.T) {
	for _, test := range []struct{ text, want, want10 string }{
		{`${A}`, `1`, `1`},
		{`x${A}y${B}`, `x1yb\c`, `x1yb\c`},
		{`${NO}`, `${NO}`, `${NO}`},
		{`${NO?}`, ``, `${NO?}`},
		{`${A?}`, `1`, `${A?}`},
		{`${E}`, ``, ``},
		{`\${A}`, `${A}`, `${A}`},
		{`\\${A}`, `\1`, `\1`},
		{`\\\${A}`, `\${A}`, `\${A}`},
		{`${}`, `${}`, `${}`},
		{`${A`, `${A`, `${A`},
		{`${A}}`, `1}`, `1}`},
		{`$${A}`, `$1`, `$1`},
		{`${A?B}`, `${A?B}`, `${A?B}`},
		{`${${A}}`, `${1}`, `${1}`},
		{`\${NO?}`, `${NO?}`, `${NO?}`},
		{`a\b${A}`, `a\b1`, `a\b1`},
		{`${ A }`, `${ A }`, `${ A }`},
	} {
		require.Equal(t, test.want, reader{major: 11, lookup: lookup}.expand(test.text), test.text)
		require.Equal(t, test.want10, reader{major: 10, lookup: lookup}.expand(test.text), test.text)
	}
}

func TestField(t *testing.T) {
	for _, test := range []struct{ text, kinds, want string }{
		{`true`, `bool`, `true`},
		{``, `bool`, `true`},
		{`x`, `bool`, `"x"`},
		{`0`, `bool`, `"0"`},
		{`null`, ``, `null`},
		{`true`, `string`, `"true"`},
		{`null`, `string`, `"null"`},
		{``, `string`, `""`},
		{`12`, `number`, `12`},
		{`0x10`, `number`, `16`},
		{``, `number`, `0`},
		{`true`, `number`, `"true"`},
		{`x`, `number`, `"x"`},
		{`022`, `umask`, `18`},
		{`0o22`, `umask`, `18`},
		{`18`, `umask`, `18`},
		{`08`, `umask`, `"08"`},
		{`0`, `umask`, `"0"`},
		{"a\n\nb", `string,list`, `["a","b"]`},
		{``, `string,list`, `[""]`},
		{`true`, `list`, `[true]`},
		{`true`, `string,list`, `["true"]`},
		{`true`, `bool,string`, `"true"`},
		{``, `bool,string`, `""`},
		{` ${A} `, `string`, `"1"`},
	} {
		require.Equal(t, test.want, javascript.Stringify(parseField(test.text, test.kinds)), "%+v", test)
	}
	require.Equal(t, javascript.Undefined{}, parseField("undefined", ""))
	require.Equal(t, opaque{}, parseField("2020-01-01", "date"))
	require.Equal(t, []any{"${A}"}, reader{lookup: lookup}.field([]any{"${A}"}, kinds["string"], false), "no list: left as it is")
	require.Equal(t, []any{"1", true}, reader{lookup: lookup}.field([]any{"${A}", true}, list|text, false))
}

func parseField(value, types string) any {
	var all kind
	for name := range strings.SplitSeq(types, ",") {
		all |= kinds[name]
	}
	return reader{major: 11, lookup: lookup, home: "/h", dir: "/"}.field(value, all, false)
}

func FuzzExpand(f *testing.F) {
	f.Add(`\\${A}${NO?}$`)
	f.Fuzz(func(t *testing.T, text string) {
		r := reader{major: 11, lookup: func(string) (string, bool) { return "", false }}
		if got := r.expand(text); !strings.ContainsAny(text, `\?`) {
			require.Equal(t, text, got, "nothing is set, so nothing changes")
		}
	})
}
