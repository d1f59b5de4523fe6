package manifest_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"

	"github.com/runlight-dev/runlight/internal/manifest"
)

func TestParse(t *testing.T) {
	tests := []struct {
		name, content string
		want          manifest.Manifest
	}{
		{"empty object", `{}`, manifest.Manifest{}},
		{"all fields", `{
  "name": "web", "version": "1.2.3",
  "packageManager": "pnpm@9.1.0+sha512.abc",
  "devEngines": {"packageManager": {"name": "pnpm", "version": "^9", "onFail": "warn"}},
  "workspaces": ["packages/*", "!packages/old"],
  "other": [{"deep": "\"}"}, -1.5e3, null, true],
  "scripts": {
    "dev": "vite",
    "a \"b\"": "echo \u00e9\n"
  }
}`, manifest.Manifest{
			Name: "web", Version: "1.2.3", PackageManager: "pnpm@9.1.0+sha512.abc", DevEngines: "pnpm", DevEnginesVersion: "^9",
			Workspaces: []string{"packages/*", "!packages/old"}, HasWorkspaces: true,
			Scripts: []manifest.Script{{"dev", "vite", 8, 5}, {`a "b"`, "echo é\n", 9, 5}},
		}},
		{"byte order mark is no column", "\ufeff{\"scripts\":{\"a\":\"x\"}}", manifest.Manifest{Scripts: []manifest.Script{{"a", "x", 1, 13}}}},
		{"CRLF", "{\r\n\"scripts\": {\r\n  \"a\": \"x\"\r\n}}", manifest.Manifest{Scripts: []manifest.Script{{"a", "x", 3, 3}}}},
		{"lone CR ends a line", "{\r\"scripts\": {\r \"a\": \"x\"}}", manifest.Manifest{Scripts: []manifest.Script{{"a", "x", 3, 2}}}},
		{"columns in UTF-16", `{"scripts": {"💡é": "x", "b": "y"}}`, manifest.Manifest{Scripts: []manifest.Script{{"💡é", "x", 1, 14}, {"b", "y", 1, 26}}}},
		{"no surprise in names", `{"scripts": {"__proto__": "p", "constructor": "c", "": "e", "10": "n", "2": "m"}}`, manifest.Manifest{Scripts: []manifest.Script{
			{"__proto__", "p", 1, 14}, {"constructor", "c", 1, 32}, {"", "e", 1, 52}, {"10", "n", 1, 61}, {"2", "m", 1, 72},
		}}},
		{"escaped keys", "{\"\\u0073cripts\": {\"a\\u0062\": \"x\"}}", manifest.Manifest{Scripts: []manifest.Script{{"ab", "x", 1, 19}}}},
		{"empty scripts", `{"scripts": {}}`, manifest.Manifest{Scripts: []manifest.Script{}}},
		{"empty command", `{"scripts": {"a": ""}}`, manifest.Manifest{Scripts: []manifest.Script{{"a", "", 1, 14}}}},
		{"nested scripts are others", `{"config": {"scripts": {"a": "x"}}}`, manifest.Manifest{}},
		{"duplicate script", `{"scripts": {"a": "1", "b": "2", "a": "3"}}`, manifest.Manifest{
			Scripts:  []manifest.Script{{"b", "2", 1, 24}, {"a", "3", 1, 34}},
			Warnings: []manifest.Warning{{1, 34, `the script "a" is here a second time: this one counts`}},
		}},
		{"thrice", `{"scripts": {"a": "1", "a": "2", "a": "3"}}`, manifest.Manifest{
			Scripts: []manifest.Script{{"a", "3", 1, 34}},
			Warnings: []manifest.Warning{
				{1, 24, `the script "a" is here a second time: this one counts`},
				{1, 34, `the script "a" is here a second time: this one counts`},
			},
		}},
		{"duplicate that is no text", `{"scripts": {"a": "1", "a": 3}}`, manifest.Manifest{
			Scripts: []manifest.Script{},
			Warnings: []manifest.Warning{
				{1, 24, `the script "a" is here a second time: this one counts`},
				{1, 29, `the script "a" must be text, not a number: it is skipped`},
			},
		}},
		{"second scripts", `{"scripts": {"a": "1"}, "scripts": {"b": "2"}}`, manifest.Manifest{
			Scripts:  []manifest.Script{{"b", "2", 1, 37}},
			Warnings: []manifest.Warning{{1, 25, `"scripts" is here a second time: this one counts`}},
		}},
		{"values that are no text", "{\"scripts\": {\"a\": 1,\n\"b\": null, \"c\": {}, \"d\": [], \"e\": false, \"f\": \"x\"}}", manifest.Manifest{
			Scripts: []manifest.Script{{"f", "x", 2, 42}},
			Warnings: []manifest.Warning{
				{1, 19, `the script "a" must be text, not a number: it is skipped`},
				{2, 6, `the script "b" must be text, not null: it is skipped`},
				{2, 17, `the script "c" must be text, not an object: it is skipped`},
				{2, 26, `the script "d" must be text, not a list: it is skipped`},
				{2, 35, `the script "e" must be text, not true or false: it is skipped`},
			},
		}},
		{"scripts no object", `{"scripts": ["a"], "name": 1}`, manifest.Manifest{Warnings: []manifest.Warning{
			{1, 13, `"scripts" must be an object, not a list: there are no scripts`},
			{1, 28, `"name" must be text, not a number: it is ignored`},
		}}},
		{"workspaces as object", `{"workspaces": {"nohoist": ["x"], "packages": ["a"]}}`, manifest.Manifest{Workspaces: []string{"a"}, HasWorkspaces: true}},
		{"workspaces empty", `{"workspaces": []}`, manifest.Manifest{HasWorkspaces: true}},
		{"workspaces null", `{"workspaces": null}`, manifest.Manifest{}},
		{"workspaces odd", `{"workspaces": ["a", 1]}`, manifest.Manifest{
			Workspaces: []string{"a"}, HasWorkspaces: true,
			Warnings: []manifest.Warning{{1, 22, `a workspace pattern must be text, not a number: it is skipped`}},
		}},
		{"workspaces text", `{"workspaces": "a"}`, manifest.Manifest{Warnings: []manifest.Warning{{1, 16, `"workspaces" must be a list of patterns, not text: it is ignored`}}}},
		{"workspaces without packages", `{"workspaces": {}}`, manifest.Manifest{Warnings: []manifest.Warning{{1, 16, `"workspaces" has no "packages": it declares nothing`}}}},
		{"devEngines list", `{"devEngines": {"packageManager": [{"name": "yarn"}, {"name": "npm"}]}}`, manifest.Manifest{DevEngines: "yarn"}},
		{"devEngines empty list", `{"devEngines": {"packageManager": []}}`, manifest.Manifest{}},
		{"devEngines for node alone", `{"devEngines": {"runtime": {"name": "node"}}}`, manifest.Manifest{}},
		{"devEngines nameless", `{"devEngines": {"packageManager": {"version": "1"}}}`, manifest.Manifest{
			Warnings: []manifest.Warning{{1, 35, `"devEngines.packageManager" has no name: it is ignored`}},
		}},
		{"devEngines odd", `{"devEngines": {"packageManager": "npm"}}`, manifest.Manifest{
			Warnings: []manifest.Warning{{1, 35, `"devEngines.packageManager" must be an object with a name, not text: it is ignored`}},
		}},
		{"invalid UTF-8", "{\"scripts\": {\"a\xff\": \"\xc3x\"}}", manifest.Manifest{Scripts: []manifest.Script{{"a\ufffd", "\ufffdx", 1, 14}}}},
		{"half a surrogate pair", `{"scripts": {"\ud83d": "\udca1x"}}`, manifest.Manifest{Scripts: []manifest.Script{{"\ufffd", "\ufffdx", 1, 14}}}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := manifest.Parse("package.json", []byte(tt.content))
			require.NoError(t, err)
			require.Equal(t, &tt.want, got)
		})
	}
}

func TestParseTellsWhatIsWrong(t *testing.T) {
	tests := []struct {
		name, content string
		line, column  int
		message       string
	}{
		{"empty", "", 1, 1, "the file is empty: at least {} is expected"},
		{"blank", " \n ", 1, 1, "the file is empty: at least {} is expected"},
		{"only a mark", "\ufeff", 1, 1, "the file is empty: at least {} is expected"},
		{"truncated object", "{\n  \"scripts\": {\n    \"a\": \"x\"", 3, 13, "the file ends too early: the { of line 2, column 14 is never closed"},
		{"truncated text", "{\"scripts\": {\"a\": \"x", 1, 21, "the file ends too early: the \" of line 1, column 19 is never closed"},
		{"truncated value", "{\"a\": tru", 1, 10, "the file ends too early: the { of line 1, column 1 is never closed"},
		{"line comment", "{\n  // hello\n}", 2, 3, "JSON has no comments: remove this one"},
		{"block comment", "{\"a\": /* hello */ 1}", 1, 7, "JSON has no comments: remove this one"},
		{"comment behind", "{}\n# end", 2, 1, "JSON has no comments: remove this one"},
		{"trailing comma", "{\n  \"a\": 1,\n}", 2, 9, "a comma before '}' is not allowed in JSON: remove it"},
		{"trailing comma in list", "{\"a\": [1, 2,]}", 1, 12, "a comma before ']' is not allowed in JSON: remove it"},
		{"single quotes", "{'a': 1}", 1, 2, "text stands in double quotes in JSON"},
		{"conflict", "{\n<<<<<<< HEAD\n\"a\": 1\n=======\n", 2, 1, "a merge conflict is not resolved here"},
		{"missing comma", "{\"a\": \"1\"\n \"b\": 2}", 2, 2, `a comma or "}" is expected here, not a quote`},
		{"missing comma in list", "{\"a\": [1 2]}", 1, 10, `a comma or "]" is expected here, not "2"`},
		{"missing colon", "{\"a\" 1}", 1, 6, `a colon is expected here, not "1"`},
		{"bare key", "{\"é💡\": 1, a: 1}", 1, 12, `a key in double quotes is expected here, not "a"`},
		{"bare word", "{\"a\": NaN}", 1, 7, `a value is expected here (text in double quotes, a number, true, false, null, {…} or […]), not "N"`},
		{"broken word", "{\"a\": trye}", 1, 9, `only true, false and null stand without quotes: "y" does not belong here`},
		{"truncated escape", "{\"a\": \"x\\", 1, 10, "the file ends too early: the \" of line 1, column 7 is never closed"},
		{"number", "{\"a\": 1.x}", 1, 9, `a digit is expected in this number, not "x"`},
		{"more", "{} {}", 1, 4, `nothing more is allowed after the end, but "{" follows`},
		{"line end in text", "{\"a\": \"x\n\"}", 1, 9, `the line ends inside a text: its closing quote is missing, or write \n`},
		{"tab in text", "{\"a\": \"x\ty\"}", 1, 9, `the character U+0009 must not stand in a text: write \u0009`},
		{"escape", `{"a": "C:\dir"}`, 1, 11, `this is no escape that JSON knows: write \\ for a backslash`},
		{"unicode escape", `{"a": "\u12g4"}`, 1, 12, `this is no escape that JSON knows: write \\ for a backslash`},
		{"control character", "{\x00}", 1, 2, "a key in double quotes is expected here, not the character U+0000"},
		{"UTF-16", "\xff\xfe{\x00}\x00", 1, 1, "the file is UTF-16: save it as UTF-8"},
		{"too deep", "{\"a\":" + strings.Repeat("[", 1_000_000) + "1", 1, 10005, "nested more than 10,000 levels deep"},
		{"a list", " []", 1, 2, "an object in braces is expected here, not a list"},
		{"a number", "\n12", 2, 1, "an object in braces is expected here, not a number"},
		{"null", "null", 1, 1, "an object in braces is expected here, not null"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			m, err := manifest.Parse("a/package.json", []byte(tt.content))
			require.Nil(t, m)
			var detail *manifest.Error
			require.ErrorAs(t, err, &detail)
			require.Equal(t, tt.message, detail.Message)
			require.Equal(t, [2]int{tt.line, tt.column}, [2]int{detail.Line, detail.Column})
			require.EqualError(t, err, fmt.Sprintf("a/package.json:%d:%d: %s", tt.line, tt.column, tt.message))
			require.True(t, errors.Is(err, manifest.ErrSyntax) || errors.Is(err, manifest.ErrShape))
		})
	}
}

func TestParseLargeFile(t *testing.T) {
	padding := strings.Repeat(`{"k": ["v\"", 1]}, `, 10<<20/19)
	m, err := manifest.Parse("package.json", []byte(`{"x": [`+padding+`0],`+"\n"+` "scripts": {"a": "b"}}`))
	require.NoError(t, err)
	require.Equal(t, []manifest.Script{{Name: "a", Command: "b", Line: 2, Column: 14}}, m.Scripts)
}

func TestParseDeepNestingWithinTheLimit(t *testing.T) {
	deep := strings.Repeat("[", 9_000) + strings.Repeat("]", 9_000)
	m, err := manifest.Parse("package.json", []byte(`{"x": `+deep+`, "scripts": {"a": "b"}}`))
	require.NoError(t, err)
	require.Len(t, m.Scripts, 1)
}

// FuzzParse: encoding/json agrees on what is valid and on the scripts, and every place is within the text, at a quote for
// scripts.
func FuzzParse(f *testing.F) {
	for _, seed := range []string{
		`{"scripts":{"a":"b","a":1,"c":"d"}}`, "\ufeff{\r\n\"scripts\":{\"💡\":\"\\ud83d\"}}", `{"workspaces":{"packages":["a"]}}`,
		`{"devEngines":{"packageManager":[{"name":"x"}]},"scripts":{}}`, `{"a":1,}`, "{\"a\": \"\n\"}", `[1`, "{// x\n}", "{\"a\xff\":1}", `{"":{"":[{},[]]}}`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		m, err := manifest.Parse("package.json", data)
		plain := strings.TrimPrefix(string(data), "\ufeff")
		var top map[string]json.RawMessage
		valid := json.Unmarshal([]byte(plain), &top) == nil && top != nil
		require.Equal(t, valid, err == nil, "%v", err)
		if err != nil {
			var detail *manifest.Error
			require.ErrorAs(t, err, &detail)
			requirePlace(t, plain, detail.Line, detail.Column)
			require.True(t, utf8.ValidString(detail.Message))
			return
		}
		require.Equal(t, scriptsOf(top), byName(m.Scripts))
		require.Len(t, byName(m.Scripts), len(m.Scripts))
		for _, s := range m.Scripts {
			require.Equal(t, byte('"'), requirePlace(t, plain, s.Line, s.Column))
		}
		for _, w := range m.Warnings {
			requirePlace(t, plain, w.Line, w.Column)
		}
	})
}

func byName(scripts []manifest.Script) map[string]string {
	named := map[string]string{}
	for _, s := range scripts {
		named[s.Name] = s.Command
	}
	return named
}

// scriptsOf reads the scripts with encoding/json alone.
func scriptsOf(top map[string]json.RawMessage) map[string]string {
	named, values := map[string]string{}, map[string]any{}
	if json.Unmarshal(top["scripts"], &values) != nil {
		return named
	}
	for name, value := range values {
		if command, ok := value.(string); ok {
			named[name] = command
		}
	}
	return named
}

// requirePlace demands that a place lies in the text and gives the byte there, 0 at the end.
func requirePlace(t *testing.T, content string, line, column int) byte {
	t.Helper()
	lines := strings.Split(strings.NewReplacer("\r\n", "\r\n", "\r", "\n").Replace(content), "\n")
	require.GreaterOrEqual(t, line, 1)
	require.LessOrEqual(t, line, len(lines))
	units := 1
	for i, r := range lines[line-1] {
		if units == column {
			return lines[line-1][i]
		}
		if units++; r > 0xffff {
			units++
		}
	}
	require.Equal(t, units, column, "line %d", line)
	return 0
}

func BenchmarkParse(b *testing.B) {
	data, err := os.ReadFile("testdata/typical.json")
	require.NoError(b, err)
	b.SetBytes(int64(len(data)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := manifest.Parse("package.json", data); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkDecoderToken is the baseline for BenchmarkParse: the tokens alone, of which nothing is kept.
func BenchmarkDecoderToken(b *testing.B) {
	data, err := os.ReadFile("testdata/typical.json")
	require.NoError(b, err)
	b.SetBytes(int64(len(data)))
	b.ReportAllocs()
	for b.Loop() {
		decoder := json.NewDecoder(bytes.NewReader(data))
		for err = nil; err == nil; {
			_, err = decoder.Token()
		}
		require.ErrorIs(b, err, io.EOF)
	}
}
