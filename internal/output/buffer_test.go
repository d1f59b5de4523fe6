package output

import (
	"bytes"
	"strings"
	"sync"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"
)

func TestRead(t *testing.T) {
	for name, test := range map[string]struct {
		limit  int
		writes []string
		offset int64
		n      int
		want   Chunk
	}{
		"empty":                    {8, nil, 0, 10, Chunk{Data: []byte{}}},
		"all":                      {8, []string{"abc", "de"}, 0, 10, Chunk{Data: []byte("abcde")}},
		"a part":                   {8, []string{"abcdefgh"}, 2, 3, Chunk{Offset: 2, Data: []byte("cde")}},
		"wrapped":                  {8, []string{"abcdef", "ghij"}, 2, 10, Chunk{Offset: 2, Data: []byte("cdefghij")}},
		"overwritten":              {8, []string{"abcdef", "ghij"}, 0, 10, Chunk{Offset: 2, Data: []byte("cdefghij"), Lost: 2}},
		"one write over the limit": {4, []string{"ab", "cdefghij"}, 0, 10, Chunk{Offset: 6, Data: []byte("ghij"), Lost: 6}},
		"beyond the end":           {8, []string{"abc"}, 99, 10, Chunk{Offset: 3, Data: []byte{}}},
		"before the start":         {8, []string{"abc"}, -5, 1, Chunk{Data: []byte("a")}},
	} {
		t.Run(name, func(t *testing.T) {
			b := New(test.limit)
			for _, text := range test.writes {
				n, err := b.Write([]byte(text))
				require.NoError(t, err)
				require.Len(t, text, n)
			}
			require.Equal(t, test.want, b.Read(test.offset, test.n))
			require.Equal(t, test.want, b.ReadInto(make([]byte, test.n), test.offset))
		})
	}
}

func TestClose(t *testing.T) {
	b := New(8)
	_, _ = b.Write([]byte("abc"))
	require.False(t, b.Read(0, 10).Last)
	b.Close()
	require.False(t, b.Read(0, 2).Last, "more follows")
	require.True(t, b.Read(0, 3).Last)
	_, _ = b.Write([]byte("late"))
	require.Equal(t, "abc", string(b.Read(0, 10).Data))
}

// TestGrowth writes pieces of many sizes and compares with a plain slice.
func TestGrowth(t *testing.T) {
	const limit = 3*firstSize + 7
	b := New(limit)
	var all []byte
	for size := 1; size < 2*limit; size = size*3/2 + 1 {
		piece := bytes.Repeat([]byte{byte(size)}, size)
		_, _ = b.Write(piece)
		all = append(all, piece...)
		start, end := b.Bounds()
		require.Equal(t, int64(len(all)), end)
		require.Equal(t, max(0, end-limit), start)
		require.Equal(t, all[start:], b.Read(start, limit).Data)
	}
}

// TestReaders follows a writer by offset: what they see is what was written, or counted as lost.
func TestReaders(t *testing.T) {
	b := New(64)
	line := "0123456789abcdef"
	var readers sync.WaitGroup
	for range 4 {
		wake := make(chan struct{}, 1)
		stop := b.Watch(func() {
			select {
			case wake <- struct{}{}:
			default:
			}
		})
		readers.Go(func() {
			defer stop()
			var offset int64
			for {
				chunk := b.Read(offset, 7)
				for i, c := range chunk.Data {
					if want := line[(chunk.Offset+int64(i))%16]; c != want {
						t.Errorf("at %d: got %q, want %q", chunk.Offset+int64(i), c, want)
						return
					}
				}
				offset = chunk.End()
				if chunk.Last {
					return
				}
				if len(chunk.Data) == 0 {
					<-wake
				}
			}
		})
	}
	for range 10_000 {
		_, _ = b.Write([]byte(line))
	}
	b.Close()
	readers.Wait()
}

func TestWatchStops(t *testing.T) {
	b := New(8)
	calls := 0
	stop := b.Watch(func() { calls++ })
	_, _ = b.Write([]byte("a"))
	stop()
	_, _ = b.Write([]byte("b"))
	require.Equal(t, 1, calls)
}

func TestWholeRunes(t *testing.T) {
	for text, want := range map[string]int{
		"": 0, "a": 1, "aé": 3, "a\xc3": 1, "€": 3, "\xe2\x82": 0, "x\xe2": 1, "😀": 4, "ab\xf0\x9f\x98": 2,
		"\xff": 1, "a\x80\x80\x80\x80": 5, "\xc3\xff": 2,
	} {
		require.Equal(t, want, WholeRunes([]byte(text)), "%q", text)
	}
}

func FuzzWholeRunes(f *testing.F) {
	f.Add([]byte("a€😀"), 3)
	f.Fuzz(func(t *testing.T, data []byte, size int) {
		if size < utf8.UTFMax || len(data) > 1<<12 {
			return
		}
		var text strings.Builder
		rest := data
		for len(rest) > 0 {
			piece := rest[:min(size, len(rest))]
			n := WholeRunes(piece)
			if n == 0 {
				require.Len(t, piece, len(rest), "only the end may hold back everything")
				n = len(piece)
			}
			text.WriteString(strings.ToValidUTF8(string(piece[:n]), ""))
			rest = rest[n:]
		}
		require.Equal(t, strings.ToValidUTF8(string(data), ""), text.String())
	})
}
