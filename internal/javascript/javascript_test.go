package javascript

import (
	"maps"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
)

// The expectations of this file were printed by Node.js: JSON.stringify(JSON.parse(text)) and String(JSON.parse(text)).
func TestParse(t *testing.T) {
	for text, want := range map[string]struct{ json, text string }{
		`{"b":1,"2":2,"a":3,"1":4,"b":5}`:        {`{"1":4,"2":2,"b":5,"a":3}`, "[object Object]"},
		`{"01":1,"4294967295":2,"4294967294":3}`: {`{"4294967294":3,"01":1,"4294967295":2}`, "[object Object]"},
		`[1,[null,true],{"a":[]},"x"]`:           {`[1,[null,true],{"a":[]},"x"]`, "1,,true,[object Object],x"},
		"1.50":                                   {"1.5", "1.5"},
		"1e21":                                   {"1e+21", "1e+21"},
		"123456789012345680000":                  {"123456789012345680000", "123456789012345680000"},
		"1e-7":                                   {"1e-7", "1e-7"},
		"0.000001":                               {"0.000001", "0.000001"},
		"1.5e-10":                                {"1.5e-10", "1.5e-10"},
		"-0":                                     {"0", "0"},
		"-1e400":                                 {"null", "-Infinity"},
		"1e400":                                  {"null", "Infinity"},
		"9007199254740993":                       {"9007199254740992", "9007199254740992"},
		"5e-324":                                 {"5e-324", "5e-324"},
		"1.7976931348623157e308":                 {"1.7976931348623157e+308", "1.7976931348623157e+308"},
		"null":                                   {"null", "null"},
		" false\n":                               {"false", "false"},
		`"\u00e9\ud83d\ude00\"\\\/\b\u0001\u007f"`: {"\"é😀\\\"\\\\/\\b\\u0001\u007f\"", "é😀\"\\/\b\x01\x7f"},
		`"\ud800x"`: {"\"\ufffdx\"", "\ufffdx"},
	} {
		value, err := ParseJSON([]byte(text))
		require.NoError(t, err, text)
		require.Equal(t, want.json, Stringify(value), text)
		require.Equal(t, want.text, String(value), text)
	}
	for _, text := range []string{"", "{", "{} x", "[1 2]", "{a:1}", "[1,]", "01", "\ufeff1", "'a'", "NaN"} {
		_, err := ParseJSON([]byte(text))
		require.Error(t, err, text)
	}
}

func TestObject(t *testing.T) {
	var none *Object
	require.Zero(t, none.Len())
	require.Empty(t, maps.Collect(none.All()))
	o := &Object{}
	for _, key := range []string{"b", "10", "a", "9", "b"} {
		o.Set(key, key)
	}
	o.Delete("a")
	o.Delete("nothing")
	var keys []string
	for key := range o.All() {
		keys = append(keys, key)
	}
	require.Equal(t, []string{"9", "10", "b"}, keys)
	_, there := o.Get("a")
	require.False(t, there)
	require.Equal(t, `{"9":"9","10":"10","b":"b"}`, Stringify(o))
}

func TestTrim(t *testing.T) {
	require.Equal(t, "a\u0085", Trim("\ufeff\u00a0\t a\u0085\u2029\u3000"))
	require.Equal(t, 25, len(slices.Collect(blanks())), "as many as /\\s/ fits, of all characters")
}

func blanks() func(func(rune) bool) {
	return func(yield func(rune) bool) {
		for r := rune(0); r <= 0x10ffff; r++ {
			if Blank(r) && !yield(r) {
				return
			}
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add(`{"a":[1,"x",null],"2":{}}`)
	f.Fuzz(func(t *testing.T, text string) {
		value, err := ParseJSON([]byte(text))
		if err != nil {
			return
		}
		once := Stringify(value)
		again, err := ParseJSON([]byte(once))
		require.NoError(t, err)
		require.Equal(t, once, Stringify(again))
	})
}

// The expectations were printed by Node.js: String(Number(text)).
func TestNumber(t *testing.T) {
	for text, want := range map[string]string{
		"": "0", " 1 ": "1", "1e3": "1000", ".5": "0.5", "5.": "5", "0x1F": "31", "0o17": "15", "0B101": "5", "-1": "-1",
		"+1": "1", "Infinity": "Infinity", "-Infinity": "-Infinity", "+Infinity": "Infinity", "1e999": "Infinity", "007": "7",
		"1_000": "NaN", "x": "NaN", "inf": "NaN", "0x": "NaN", "0xg": "NaN", "-0x1": "NaN", "1 2": "NaN", "nan": "NaN",
		"++Infinity": "NaN", "0b2": "NaN", "1e": "NaN", ".": "NaN",
	} {
		require.Equal(t, want, String(Number(text)), text)
	}
}
