//go:build unix

package daemon

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
	"unicode/utf16"

	"github.com/stretchr/testify/require"

	"github.com/runlight-dev/runlight/internal/process"
	"github.com/runlight-dev/runlight/internal/protocol"
	"github.com/runlight-dev/runlight/internal/rpc"
)

// openLogging makes a daemon as open does, one that keeps logs in a folder.
func openLogging(t testing.TB, root, logs string) *Daemon {
	bin := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(bin, "npm"), []byte(fakeManager), 0o755))
	d, err := Open(Options{
		Root: root, BuildID: "test", Log: slog.New(slog.DiscardHandler), Output: logs,
		Environ: []string{"PATH=" + bin + ":" + os.Getenv("PATH"), "HOME=" + t.TempDir()},
	})
	require.NoError(t, err)
	t.Cleanup(d.Close)
	return d
}

// printers are scripts that print in the ways that are hard to keep.
func printers(t testing.TB) string {
	return newRoot(t, files{
		"package.json": `{"name":"root","scripts":{"hello":"a","burst":"b","long":"c","raw":"d","ask":"e","paint":"f","many":"g","serve":"h"}}`,
		"hello.sh":     `printf 'first\nsecond "%s"\nlast words' "$1"`,
		"burst.sh":     `head -c 299995 /dev/zero | tr '\0' x; printf 'LAST\n'`,
		"long.sh":      "head -c 10000000 /dev/zero | tr '\\0' x; echo needle",
		"raw.sh":       "stty -opost; printf '\\000\\377\\303\\050\\342\\202\\n\\033[31mred\\033[0m\\r\\n'; printf '\\303'; printf '\\251'",
		"ask.sh":       "printf 'starting\\nname? '; read name; echo hello $name",
		"paint.sh":     `printf '\033[32m 10%%\r\033[K100%%\033[0m\r\n\033]0;title\007done\n'`,
		"many.sh":      "yes 'a line of text that is searched' | head -n 400000; echo needle",
		"serve.sh":     "echo ready; read x",
	})
}

// ran runs a script to its end.
func (c *client) ran(name string, args ...string) process.ID {
	c.Helper()
	result, err := rpc.Call(c.Context(), c.conn, protocol.RunScript, protocol.RunParams{Package: ".", Name: name, Args: args})
	require.NoError(c, err)
	require.True(c, result.Started)
	require.Empty(c, c.finished(result.Process.ID).LogProblem)
	return result.Process.ID
}

func (c *client) read(p protocol.ReadParams) protocol.ReadResult {
	c.Helper()
	result, err := rpc.Call(c.Context(), c.conn, protocol.ReadOutput, p)
	require.NoError(c, err)
	require.Equal(c, p.Offset+result.Lost, result.Offset)
	return result
}

// readAll reads a whole output in pieces, with a note where bytes are missing.
func (c *client) readAll(id process.ID, plain bool, limit int) string {
	c.Helper()
	var text strings.Builder
	for offset := int64(0); ; {
		piece := c.read(protocol.ReadParams{ID: id, Offset: offset, Limit: limit, Plain: plain})
		if piece.Lost > 0 {
			fmt.Fprintf(&text, "<%d lost>", piece.Lost)
		}
		text.WriteString(piece.Text)
		if piece.Last {
			require.Equal(c, piece.End, piece.Next)
			return text.String()
		}
		require.Greater(c, piece.Next, offset, "it gets on")
		offset = piece.Next
	}
}

func (c *client) search(p protocol.SearchParams) protocol.SearchResult {
	c.Helper()
	result, err := rpc.Call(c.Context(), c.conn, protocol.SearchOutput, p)
	require.NoError(c, err)
	return result
}

// TestReadOutput reads the same run from memory and log together, from the log of an earlier daemon, and with no log at all.
func TestReadOutput(t *testing.T) {
	root, logs := printers(t), t.TempDir()
	first := openLogging(t, root, logs)
	c := connect(t, first, trusting)
	id := c.ran("hello", "é")
	const want = "first\r\nsecond \"é\"\r\nlast words"
	require.Equal(t, want, c.readAll(id, false, 0))
	require.Equal(t, "first\nsecond \"é\"\nlast words", c.readAll(id, true, 0))
	for limit := 1; limit < 9; limit++ {
		if limit > 1 { // one byte of é is no character
			require.Equal(t, want, c.readAll(id, false, limit))
		}
	}
	piece := c.read(protocol.ReadParams{ID: id, Offset: 7, Limit: 6})
	require.Equal(t, protocol.ReadResult{Text: "second", Offset: 7, Next: 13, End: int64(len(want))}, piece)
	first.Close()

	next := connect(t, openLogging(t, root, logs), trusting)
	require.Empty(t, next.init.Processes)
	require.Equal(t, want, next.readAll(id, false, 5))

	off := 0
	bare := connect(t, openLogging(t, root, t.TempDir()), protocol.Settings{Trusted: true, OutputLog: &off})
	id = bare.ran("hello", "é")
	require.Equal(t, want, bare.readAll(id, false, 0))
}

func TestReadRefusals(t *testing.T) {
	c := connect(t, openLogging(t, printers(t), t.TempDir()), trusting)
	id := c.ran("hello")
	for name, test := range map[string]struct {
		code   protocol.ErrorCode
		params protocol.ReadParams
	}{
		"unknown":         {protocol.CodeUnknownProcess, protocol.ReadParams{ID: "nobody"}},
		"a path":          {protocol.CodeUnknownProcess, protocol.ReadParams{ID: "../" + id}},
		"negative offset": {protocol.CodeInvalidParams, protocol.ReadParams{ID: id, Offset: -1}},
		"negative limit":  {protocol.CodeInvalidParams, protocol.ReadParams{ID: id, Limit: -1}},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := rpc.Call(t.Context(), c.conn, protocol.ReadOutput, test.params)
			requireCode(t, test.code, err)
		})
	}
}

// TestReadLiving reads while the script waits for input: a line without an end is handed out alone, so that it is read
// whole when it has one.
func TestReadLiving(t *testing.T) {
	c := connect(t, openLogging(t, printers(t), t.TempDir()), trusting)
	id := c.run(".", "ask")
	c.printed(id, "name? ")
	lines := c.read(protocol.ReadParams{ID: id, Plain: true})
	require.Equal(t, protocol.ReadResult{Text: "starting\n", Next: 10, End: 16}, lines)
	prompt := c.read(protocol.ReadParams{ID: id, Offset: lines.Next, Plain: true})
	require.Equal(t, protocol.ReadResult{Text: "name? ", Offset: 10, Next: 16, End: 16}, prompt)
	nothing := c.read(protocol.ReadParams{ID: id, Offset: 16, Plain: true})
	require.Equal(t, protocol.ReadResult{Offset: 16, Next: 16, End: 16}, nothing)
	_, err := rpc.Call(t.Context(), c.conn, protocol.SendInput, protocol.InputParams{ID: id, Data: "you\r"})
	require.NoError(t, err)
	c.finished(id)
	require.Contains(t, c.readAll(id, true, 0), "hello you\n")
}

// TestRawBytes wants in the log what the script wrote, whatever it is.
func TestRawBytes(t *testing.T) {
	logs := t.TempDir()
	c := connect(t, openLogging(t, printers(t), logs), trusting)
	id := c.ran("raw")
	want := "\x00\xff\xc3(\xe2\x82\n\x1b[31mred\x1b[0m\r\né"
	onDisk, err := os.ReadFile(filepath.Join(logs, string(id), "000000000000000.out"))
	require.NoError(t, err)
	require.Equal(t, want, string(onDisk))
	require.Equal(t, "\x00\ufffd\ufffd(\ufffd\ufffd\n\x1b[31mred\x1b[0m\r\né", c.readAll(id, false, 4))
	require.Equal(t, "\ufffd\ufffd(\ufffd\ufffd\nred\né", c.readAll(id, true, 0))
}

// TestBursts has twenty scripts at once write 300 kB and end: each has all of it in its log when it is said to have ended.
func TestBursts(t *testing.T) {
	f := files{"package.json": `{"workspaces":["packages/*"]}`}
	for i := range 20 {
		f[fmt.Sprintf("packages/p%d/package.json", i)] = `{"scripts":{"burst":"b"}}`
		f[fmt.Sprintf("packages/p%d/burst.sh", i)] = "head -c 299995 /dev/zero | tr '\\0' x; printf 'LAST\\n'"
	}
	logs := t.TempDir()
	c := connect(t, openLogging(t, newRoot(t, f), logs), trusting)
	var all []process.ID
	for i := range 20 {
		result, err := rpc.Call(t.Context(), c.conn, protocol.RunScript, protocol.RunParams{Package: fmt.Sprintf("packages/p%d", i), Name: "burst"})
		require.NoError(t, err)
		all = append(all, result.Process.ID)
	}
	want := strings.Repeat("x", 299_995) + "LAST\r\n"
	for _, id := range all {
		require.Equal(t, process.Success, c.finished(id).Status)
		onDisk, err := os.ReadFile(filepath.Join(logs, string(id), "000000000000000.out"))
		require.NoError(t, err)
		require.True(t, string(onDisk) == want, "%d bytes", len(onDisk))
	}
}

// TestLongLine has a line of 10 MB: memory has its end, the log all of it, and it is found.
func TestLongLine(t *testing.T) {
	c := connect(t, openLogging(t, printers(t), t.TempDir()), trusting)
	id := c.ran("long")
	text := c.readAll(id, false, 0)
	require.Len(t, text, 10_000_000+len("needle\r\n"))
	require.True(t, strings.HasSuffix(text, "xxneedle\r\n"))
	result := c.search(protocol.SearchParams{Text: "NEEDLE"})
	require.Len(t, result.Runs, 1)
	require.Len(t, result.Runs[0].Matches, 1)
	match := result.Runs[0].Matches[0]
	require.Equal(t, 1, match.Line)
	require.Less(t, len(match.Text), 500)
	require.Equal(t, "needle", match.Text[match.Start:match.End])
}

// TestLogSmallerThanOutput keeps head and tail, and counts what is between.
func TestLogSmallerThanOutput(t *testing.T) {
	small := 1
	c := connect(t, openLogging(t, printers(t), t.TempDir()), protocol.Settings{Trusted: true, OutputLog: &small, OutputMemory: &small})
	id := c.ran("long")
	text := c.readAll(id, false, 0)
	require.Equal(t, 458_752, strings.Index(text, "<"))
	require.Regexp(t, `^x+<\d+ lost>x+needle\r\n$`, text)
	require.GreaterOrEqual(t, len(text), 458_752+1<<20/2)
	require.Equal(t, c.read(protocol.ReadParams{ID: id, Offset: 458_752}).Lost, c.search(protocol.SearchParams{Text: "needle"}).Runs[0].Lost)
}

func TestSearch(t *testing.T) {
	root, logs := printers(t), t.TempDir()
	before := openLogging(t, root, logs)
	c := connect(t, before, trusting)
	old := c.ran("paint")
	before.Close()
	c = connect(t, openLogging(t, root, logs), trusting)
	hello := c.ran("hello", "😀 Done é")
	living := c.run(".", "serve")
	c.printed(living, "ready")
	for name, test := range map[string]struct {
		params protocol.SearchParams
		want   []string // run, line, offset, text with the match in brackets
	}{
		"newest first":   {protocol.SearchParams{Text: "done"}, []string{"hello 2@7 second \"😀 [Done] é\"", "paint 2@24 [done]"}},
		"match case":     {protocol.SearchParams{Text: "done", MatchCase: true}, []string{"paint 2@24 [done]"}},
		"expression":     {protocol.SearchParams{Text: `^\d+%$`, Regexp: true}, []string{"paint 1@0 [100%]"}},
		"drawn over":     {protocol.SearchParams{Text: "10%"}, nil},
		"no end yet":     {protocol.SearchParams{Text: "words"}, []string{"hello 3@30 last [words]"}},
		"a living run":   {protocol.SearchParams{Text: "READY"}, []string{"serve 1@0 [ready]"}},
		"one run":        {protocol.SearchParams{Text: "done", IDs: []process.ID{old}}, []string{"paint 2@24 [done]"}},
		"an unknown run": {protocol.SearchParams{Text: "done", IDs: []process.ID{"nobody"}}, nil},
		"no expression":  {protocol.SearchParams{Text: ".*"}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			result := c.search(test.params)
			require.False(t, result.More)
			require.Equal(t, test.want, flat(result))
		})
	}
	result := c.search(protocol.SearchParams{Text: "e", Limit: 2})
	require.True(t, result.More)
	require.Len(t, flat(result), 2)
	require.Equal(t, hello, c.search(protocol.SearchParams{Text: "second"}).Runs[0].ID)
	started, err := time.Parse(time.RFC3339Nano, c.search(protocol.SearchParams{Text: "second"}).Runs[0].Started)
	require.NoError(t, err)
	require.True(t, c.processes[hello].StartTime.Equal(started))
}

func flat(result protocol.SearchResult) (lines []string) {
	for _, run := range result.Runs {
		for _, m := range run.Matches {
			text := utf16.Encode([]rune(m.Text))
			marked := string(utf16.Decode(text[:m.Start])) + "[" + string(utf16.Decode(text[m.Start:m.End])) + "]" + string(utf16.Decode(text[m.End:]))
			lines = append(lines, fmt.Sprintf("%s %d@%d %s", run.Name, m.Line, m.Offset, marked))
		}
	}
	return lines
}

func TestSearchRefusals(t *testing.T) {
	c := connect(t, openLogging(t, printers(t), t.TempDir()), trusting)
	for name, test := range map[string]struct {
		params protocol.SearchParams
		says   string
	}{
		"no text":        {protocol.SearchParams{}, "there is no text"},
		"bad expression": {protocol.SearchParams{Text: "a(b", Regexp: true}, "missing closing )"},
		"negative limit": {protocol.SearchParams{Text: "a", Limit: -1}, "limit -1"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := rpc.Call(t.Context(), c.conn, protocol.SearchOutput, test.params)
			requireCode(t, protocol.CodeInvalidParams, err)
			require.ErrorContains(t, err, test.says)
		})
	}
}

// TestSearchIsCancelled gives up a search of much output, while other requests are answered.
func TestSearchIsCancelled(t *testing.T) {
	d := openLogging(t, printers(t), t.TempDir())
	c := connect(t, d, trusting)
	c.ran("many")
	// All places are taken, so that the search is surely under way when it is cancelled.
	for range maxSearches {
		d.searches <- struct{}{}
	}
	ctx, cancel := context.WithCancel(t.Context())
	answered := make(chan error, 1)
	go func() {
		_, err := rpc.Call(ctx, c.conn, protocol.SearchOutput, protocol.SearchParams{Text: "nothing like that"})
		answered <- err
	}()
	_, err := rpc.Call(t.Context(), c.conn, protocol.GetDaemon, protocol.Empty{})
	require.NoError(t, err)
	cancel()
	require.ErrorIs(t, <-answered, context.Canceled)
	for range maxSearches {
		<-d.searches
	}
	// One that is at work looks between two pieces.
	done, stop := context.WithCancel(t.Context())
	stop()
	r, err := d.recording(d.supervisor.Processes()[0].State().ID)
	require.NoError(t, err)
	require.ErrorIs(t, (&search{left: 1, piece: make([]byte, 10)}).look(done, withState(r, d)), context.Canceled)
	require.Len(t, c.search(protocol.SearchParams{Text: "searched"}).Runs[0].Matches, protocol.MaxMatches)
	require.Equal(t, 400_001, c.search(protocol.SearchParams{Text: "needle"}).Runs[0].Matches[0].Line)
}

func withState(r recording, d *Daemon) recording {
	r.state = *d.supervisor.Processes()[0].State()
	return r
}

func TestClearFinished(t *testing.T) {
	d := openLogging(t, printers(t), t.TempDir())
	c, other := connect(t, d, trusting), connect(t, d, trusting)
	ended, living := c.ran("hello"), c.run(".", "serve")
	c.printed(living, "ready")
	_, err := rpc.Call(t.Context(), c.conn, protocol.ClearFinished, protocol.Empty{})
	require.NoError(t, err)
	for _, each := range []*client{c, other} {
		each.await("cleared", func() bool { return each.processes[ended] == nil && each.processes[living] != nil })
	}
	_, err = rpc.Call(t.Context(), c.conn, protocol.AttachOutput, protocol.AttachParams{ID: ended})
	requireCode(t, protocol.CodeUnknownProcess, err)
	require.Contains(t, c.readAll(ended, false, 0), "last words", "the log stays")
	again := c.ran("hello")
	require.NotEqual(t, ended, again)
}

// TestLogsVanish removes the folder of the logs while a script writes: the script goes on, and so does its log.
func TestLogsVanish(t *testing.T) {
	logs := filepath.Join(t.TempDir(), "output", "root")
	c := connect(t, openLogging(t, printers(t), logs), trusting)
	id := c.run(".", "ask")
	c.printed(id, "name? ")
	part := filepath.Join(logs, string(id), "000000000000000.out")
	onDisk := func(text string) func() bool {
		return func() bool {
			kept, _ := os.ReadFile(part)
			return strings.Contains(string(kept), text)
		}
	}
	require.Eventually(t, onDisk("name? "), waitLimit, time.Millisecond)
	require.NoError(t, os.RemoveAll(filepath.Dir(logs)))
	_, err := rpc.Call(t.Context(), c.conn, protocol.SendInput, protocol.InputParams{ID: id, Data: "you\r"})
	require.NoError(t, err)
	state := c.finished(id)
	require.Equal(t, process.Success, state.Status)
	require.Contains(t, state.LogProblem, "removed")
	require.True(t, onDisk("starting")(), "what memory still had is written again")
	require.True(t, onDisk("hello you")())
}
