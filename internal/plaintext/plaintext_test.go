package plaintext

import (
	"fmt"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/stretchr/testify/require"
)

// read is all lines of a text, each as "number@offset-end text", with "…" behind one without an end.
func read(pieces ...string) []string {
	var lines []string
	p := New(0)
	keep := func(l Line) bool {
		mark := ""
		if l.Open {
			mark = "…"
		}
		lines = append(lines, fmt.Sprintf("%d@%d-%d %s%s", l.Number, l.Offset, l.End, l.Text, mark))
		return true
	}
	for _, piece := range pieces {
		p.Feed([]byte(piece), keep)
	}
	p.Finish(keep)
	return lines
}

func TestText(t *testing.T) {
	for name, test := range map[string]struct{ in, want string }{
		"nothing":                {"", ""},
		"no line end":            {"abc", "abc"},
		"lines":                  {"a\r\nb\n\nc\n", "a\nb\n\nc\n"},
		"two returns":            {"a\r\r\nb\n", "a\nb\n"},
		"colours":                {"\x1b[1;31merror\x1b[0m: \x1b[38;2;1;2;3mx\x1b[m\n", "error: x\n"},
		"colon parameters":       {"\x1b[4:3mwavy\x1b[m\n", "wavy\n"},
		"progress":               {" 10%\r 50%\r100%\n", "100%\n"},
		"shorter over longer":    {"downloading\rdone\n", "doneloading\n"},
		"erased before":          {"downloading\r\x1b[Kdone\n", "done\n"},
		"erased whole":           {"downloading\x1b[2K\x1b[1Gdone\n", "done\n"},
		"erased to the start":    {"abcdef\x1b[3D\x1b[1K\n", "    ef\n"},
		"erased characters":      {"abcdef\r\x1b[3X\n", "   def\n"},
		"deleted characters":     {"abcdef\r\x1b[2P\n", "cdef\n"},
		"progress to nothing":    {"100%\r\x1b[K\n", "\n"},
		"spinner":                {"⠋ wait\b\b\b\b\b\b⠙\n", "⠙ wait\n"},
		"backspace":              {"ab\b\bX\n", "Xb\n"},
		"backspace at the start": {"\b\bX\n", "X\n"},
		"bold by overstriking":   {"b\bbo\bol\bld\bd _\bu\n", "bold u\n"},
		"moves right":            {"a\x1b[3Cb\x1b[2Dc\n", "a  cb\n"},
		"moves to a column":      {"abc\x1b[2GX\x1b[6GY\n", "aXc  Y\n"},
		"another line":           {"one\x1b[5;1Htwo\x1b[Athree", "one\ntwo\nthree"},
		"up from an empty line":  {"one\n\x1b[A\rtwo\n", "one\ntwo\n"},
		"title":                  {"\x1b]0;title\x07a\x1b]2;title\x1b\\b\n", "ab\n"},
		"link":                   {"\x1b]8;;https://x.y\x1b\\text\x1b]8;;\x1b\\\n", "text\n"},
		"title without an end":   {"\x1b]0;title\nnext\n", "\nnext\n"},
		"device string":          {"\x1bP1$r0m\x1b\\a\x1b_app\x1b\\b\x1b^pm\x1b\\c\x1bXsos\x1b\\d\n", "abcd\n"},
		"character set":          {"\x1b(Ba\x1b#8b\x1b=c\x1b7d\n", "abcd\n"},
		"private mode":           {"\x1b[?25l\x1b[?1049ha\x1b[>4;2mb\n", "ab\n"},
		"clear screen":           {"old\x1b[2J\x1b[3J\x1b[Hnew\n", "new\n"},
		"C1":                     {"\u009b31ma\u009d0;t\u009cb\u0090x\u009cc\u0085d\u0081e\n", "abc\nde\n"},
		"cancelled":              {"\x1b[31\x18a\x1b]0;\x1ab\n", "ab\n"},
		"sequence in a sequence": {"\x1b[3\x1b[31ma\n", "a\n"},
		"line end in a sequence": {"a\x1b[3\n1mb\n", "a\nb\n"},
		"cut by a character":     {"\x1b[31éa\x1béb\n", "éaéb\n"},
		"controls":               {"a\x00\x01\x07\x7fb\tc\n", "ab\tc\n"},
		"form feed":              {"a\fb\vc\n", "a\nb\nc\n"},
		"invalid":                {"a\xffb\xc3\xe2\x82c\n", "a\ufffdb\ufffd\ufffd\ufffdc\n"},
		"cut at the end":         {"a\xe2\x82", "a\ufffd\ufffd"},
		"wide":                   {"日本 😀\n", "日本 😀\n"},
		"far right":              {"\x1b[999999999999999999999Cx\n", strings.Repeat(" ", MaxLine-1) + "x" + "\n\n"},
	} {
		t.Run(name, func(t *testing.T) { require.Equal(t, test.want, join(test.in)) })
	}
}

func join(in string) string {
	var text strings.Builder
	p := New(0)
	keep := func(l Line) bool {
		text.Write(l.Text)
		if !l.Open || len(l.Text) >= MaxLine {
			text.WriteByte('\n')
		}
		return true
	}
	p.Feed([]byte(in), keep)
	p.Finish(keep)
	return text.String()
}

func TestOffsets(t *testing.T) {
	require.Equal(t, []string{"1@0-13 red", "2@13-14 ", "3@14-18 é", "4@18-19 x…"},
		read("\x1b[31mred\x1b[", "0m\n\n\xc3", "\xa9\r\nx"))
}

func TestLongLine(t *testing.T) {
	lines := read(strings.Repeat("x", 2*MaxLine), "yz\nnext\n")
	require.Len(t, lines, 4)
	require.Equal(t, fmt.Sprintf("1@0-%d %s…", MaxLine, strings.Repeat("x", MaxLine)), lines[0])
	require.Equal(t, fmt.Sprintf("1@%d-%d %s…", MaxLine, 2*MaxLine, strings.Repeat("x", MaxLine)), lines[1])
	require.Equal(t, fmt.Sprintf("1@%d-%d yz", 2*MaxLine, 2*MaxLine+3), lines[2])
	require.Equal(t, fmt.Sprintf("2@%d-%d next", 2*MaxLine+3, 2*MaxLine+8), lines[3])
}

func TestSkip(t *testing.T) {
	var lines []string
	p := New(10)
	keep := func(l Line) bool {
		lines = append(lines, fmt.Sprintf("%d@%d %s %v", l.Number, l.Offset, l.Text, l.Open))
		return true
	}
	p.Feed([]byte("one\ntw\x1b[3"), keep)
	p.Skip(100, keep)
	p.Feed([]byte("1m\nfour\n"), keep)
	p.Skip(200, keep)
	p.Feed([]byte("five\xe2"), keep)
	require.Equal(t, int64(204), p.Settled())
	p.Finish(keep)
	require.Equal(t, []string{"1@10 one false", "2@14 tw true", "3@100 1m false", "4@103 four false", "5@200 five\ufffd true"}, lines)
}

func TestSettled(t *testing.T) {
	for text, want := range map[string]int64{
		"": 0, "ab": 2, "a\x1b": 1, "a\x1b[3": 1, "a\x1b[3m": 5, "a\x1b]0;x": 1, "a\xe2\x82": 1, "\u009b3": 0, "a\x1b[\x1b[": 1,
	} {
		p := New(0)
		p.Feed([]byte(text), func(Line) bool { return true })
		require.Equal(t, want, p.Settled(), "%q", text)
	}
}

func TestStops(t *testing.T) {
	for _, text := range []string{"a\nb\n", "a\xe2\n", strings.Repeat("x", 2*MaxLine), "a\x1b[Hb"} {
		calls := 0
		require.False(t, New(0).Feed([]byte(text), func(Line) bool { calls++; return false }), "%.10q", text)
		require.Equal(t, 1, calls)
	}
}

// FuzzParser wants the same lines however the text is cut, valid and without control characters, and no byte uncounted.
func FuzzParser(f *testing.F) {
	f.Add([]byte("\x1b[31mred\x1b[0m\r\n10%\r20%\n\x1b]0;t\x07\xe2\x82\xac\xff\b\t\x1bPx\x1b\\"), 3)
	f.Add([]byte("\u009b5Cx\x1b[3Xy\x1b[2P\x1b[1Kz\x1b[999C!"), 1)
	f.Fuzz(func(t *testing.T, data []byte, cut int) {
		whole := read(string(data))
		var bytes []string
		for i := range data {
			bytes = append(bytes, string(data[i:i+1]))
		}
		require.Equal(t, whole, read(bytes...))
		if cut > 0 && cut < len(data) {
			require.Equal(t, whole, read(string(data[:cut]), string(data[cut:])))
		}
		next := int64(0)
		p := New(0)
		check := func(l Line) bool {
			require.True(t, utf8.Valid(l.Text))
			require.Equal(t, next, l.Offset)
			require.LessOrEqual(t, utf8.RuneCount(l.Text), MaxLine)
			require.Negative(t, strings.IndexFunc(string(l.Text), func(r rune) bool { return r != '\t' && unicode.IsControl(r) }))
			next = l.End
			return true
		}
		p.Feed(data, check)
		require.LessOrEqual(t, next, p.Settled())
		p.Finish(check)
		require.LessOrEqual(t, next, int64(len(data)))
	})
}

func BenchmarkParser(b *testing.B) {
	for name, line := range map[string]string{
		"short":    "y\n",
		"plain":    strings.Repeat("x", 99) + "\n",
		"coloured": "\x1b[32m✓\x1b[39m test of something \x1b[2m12 ms\x1b[22m\r\n",
	} {
		b.Run(name, func(b *testing.B) {
			data := []byte(strings.Repeat(line, 1<<20/len(line)))
			b.SetBytes(int64(len(data)))
			for b.Loop() {
				New(0).Feed(data, func(Line) bool { return true })
			}
		})
	}
}
