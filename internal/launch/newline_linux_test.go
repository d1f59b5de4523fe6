package launch

import (
	"bytes"
	"errors"
	"io"
	"os"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"
)

// pour reads until the end as a supervisor does, and returns the bytes as they came.
func pour(t testing.TB, tree *Tree) string {
	exited := make(chan Exit, 1)
	go func() { exited <- tree.Wait() }()
	var text strings.Builder
	for piece := make([]byte, 16<<10); ; {
		n, err := tree.Read(piece)
		text.Write(piece[:n])
		if errors.Is(err, io.EOF) {
			<-exited
			return text.String()
		}
		require.NoError(t, err)
	}
}

// TestFlood prints short lines at full speed: they come as the kernel would hand them out, and the settings are then what
// they were.
func TestFlood(t *testing.T) {
	tree := begin(t, shell(t, "before=$(stty -g); yes | head -c 6000000; "+
		"until [ $(stty -g) = $before ]; do :; done; stty -a; echo after"))
	text := pour(t, tree)
	flood, rest, _ := strings.Cut(text, "speed ")
	require.Equal(t, 9_000_000, len(flood))
	require.True(t, flood == strings.Repeat("y\r\n", 3_000_000))
	require.True(t, strings.HasSuffix(rest, "after\r\n"))
	require.Regexp(t, `[^-]onlcr`, rest)
	require.True(t, tree.newlines.ever, "it was relieved meanwhile")
}

// TestFloodOfAProgramsOwn has a script choose the settings before it floods: they are its own.
func TestFloodOfAProgramsOwn(t *testing.T) {
	for name, test := range map[string]struct{ setting, line string }{
		"raw":                    {"-opost", "y\n"},
		"no returns":             {"-onlcr", "y\n"},
		"no echo":                {"-echo", "y\r\n"},
		"character by character": {"-icanon", "y\r\n"},
	} {
		t.Run(name, func(t *testing.T) {
			tree := begin(t, shell(t, "stty "+test.setting+"; yes | head -c 2000000"))
			require.True(t, pour(t, tree) == strings.Repeat(test.line, 1_000_000))
			require.False(t, tree.newlines.ever)
		})
	}
}

// TestTypedFlood floods while somebody has typed: the settings are left alone.
func TestTypedFlood(t *testing.T) {
	tree := begin(t, shell(t, "stty -echo; read x; stty echo; yes | head -c 2000000"))
	_, err := tree.Write([]byte("go\n"))
	require.NoError(t, err)
	require.True(t, strings.HasSuffix(pour(t, tree), strings.Repeat("y\r\n", 1_000_000)), "after what was echoed before it was asked not to")
	require.False(t, tree.newlines.ever)
}

// TestRawAfterFlood draws as an editor does after a flood: what it draws is left alone.
func TestRawAfterFlood(t *testing.T) {
	tree := begin(t, shell(t, "before=$(stty -g); yes | head -c 6000000; echo flood; "+
		"until [ $(stty -g) = $before ]; do :; done; stty raw; printf 'a\\nb\\n'"))
	require.True(t, strings.HasSuffix(pour(t, tree), "flood\r\na\nb\n"))
	require.True(t, tree.newlines.ever)
}

// played is a terminal whose settings the test changes.
type played struct {
	newlines
	now  unix.Termios
	sets int
}

func play() *played {
	p := &played{now: unix.Termios{Oflag: unix.OPOST | unix.ONLCR, Lflag: unix.ICANON | unix.ECHO}}
	p.made, p.able = p.now, true
	p.get = func() (unix.Termios, error) { return p.now, nil }
	p.set = func(t unix.Termios) error { p.now = t; p.sets++; return nil }
	return p
}

func (p *played) onlcr() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.now.Oflag&unix.ONLCR != 0
}

// processes reports whether the kernel puts returns in.
func (p *played) processes() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.now.Oflag&unix.OPOST != 0 && p.now.Oflag&unix.ONLCR != 0
}

// change is what a program does to the settings.
func (p *played) change(output, local uint32) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.now.Oflag, p.now.Lflag = output, local
}

// prints reads what a script prints, as the kernel hands it out.
func (p *played) prints(text string) string {
	if p.processes() {
		text = strings.ReplaceAll(text, "\n", "\r\n")
	}
	into := make([]byte, 4*len(text))
	n, err := p.read(strings.NewReader(text), into)
	if err != nil {
		panic(err)
	}
	return string(into[:n])
}

var manyLines = strings.Repeat("\n", floodLines)

func TestNewlines(t *testing.T) {
	const text, cooked = unix.OPOST | unix.ONLCR, unix.ICANON | unix.ECHO
	for name, test := range map[string]struct {
		play func(p *played)
		want string // of "a\nb" that is printed then
	}{
		"no flood":          {func(p *played) { p.prints("x\n") }, "a\r\nb"},
		"flood":             {func(p *played) { p.prints(manyLines); requireOff(p) }, "a\r\nb"},
		"calm again":        {func(p *played) { p.prints(manyLines); time.Sleep(2 * calm); requireOn(p) }, "a\r\nb"},
		"in flight at calm": {func(p *played) { p.prints(manyLines); p.restore(); p.change(unix.OPOST, cooked) }, "a\r\nb"},
		"long lines": {func(p *played) {
			p.prints(strings.ReplaceAll(manyLines, "\n", strings.Repeat("x", floodLength)+"\n"))
			requireOn(p)
		}, "a\r\nb"},
		"slow lines":        {func(p *played) { p.slowly(); requireOn(p) }, "a\r\nb"},
		"second flood":      {func(p *played) { p.prints(manyLines); time.Sleep(2 * calm); p.prints(manyLines); requireOff(p) }, "a\r\nb"},
		"goes on":           {func(p *played) { p.goesOn(); requireOff(p) }, "a\r\nb"},
		"typed":             {func(p *played) { p.prints(manyLines); p.typed(); p.prints(manyLines); requireOn(p) }, "a\r\nb"},
		"raw meanwhile":     {func(p *played) { p.prints(manyLines); p.change(0, 0); p.raw("x\n") }, "a\nb"},
		"raw in the end":    {func(p *played) { p.prints(manyLines); time.Sleep(2 * calm); p.change(0, 0) }, "a\nb"},
		"restored too late": {func(p *played) { p.prints(manyLines); time.Sleep(2 * calm); p.change(unix.OPOST, cooked) }, "a\r\nb"},
		"no echo meanwhile": {func(p *played) { p.prints(manyLines); p.change(unix.OPOST, unix.ICANON); p.raw("x"); requireOn(p) }, "a\r\nb"},
		"by the kernel":     {func(p *played) { p.prints(manyLines); p.change(text, cooked) }, "a\r\nb"},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				p := play()
				test.play(p)
				require.Equal(t, test.want, p.prints("a\nb"))
			})
		})
	}
}

func requireOff(p *played) {
	if p.onlcr() {
		panic("the kernel was not relieved")
	}
}

func requireOn(p *played) {
	if !p.onlcr() {
		panic("the settings are not those of the beginning")
	}
}

// raw reads what the kernel hands out without a change.
func (p *played) raw(text string) { _, _ = p.read(strings.NewReader(text), make([]byte, 100)) }

func (p *played) slowly() {
	for range 20 {
		p.prints(manyLines[:floodLines/2])
		time.Sleep(floodWindow)
	}
}

func (p *played) goesOn() {
	for range 20 {
		p.prints(manyLines)
		time.Sleep(calm / 2)
	}
}

func TestReturnsAcrossPieces(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := play()
		p.prints(manyLines)
		var got strings.Builder
		for _, piece := range []string{"a\r", "\nb", "\n", "\n\n", "c\r\n"} {
			got.WriteString(p.prints(piece))
		}
		require.Equal(t, "a\r\nb\r\n\r\n\r\nc\r\n", got.String())
	})
}

// TestNoRoom fills the piece that is read into to the last byte.
func TestNoRoom(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := play()
		p.prints(manyLines)
		for size := 2; size < 20; size++ {
			from, piece, got := strings.NewReader(strings.Repeat("\n", 100)), make([]byte, size), bytes.Buffer{}
			for from.Len() > 0 {
				n, err := p.read(from, piece)
				require.NoError(t, err)
				got.Write(piece[:n])
			}
			require.Equal(t, strings.Repeat("\r\n", 100), got.String())
		}
	})
}

// BenchmarkShortLines is 20 MB in lines of two bytes, through a terminal.
func BenchmarkShortLines(b *testing.B) {
	for name, setting := range map[string]string{"relieved": "true", "by the kernel": "stty -echo"} {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(20_000_000)
			for b.Loop() {
				tree, err := Start(Command{Path: "/bin/sh", Args: []string{"-c", setting + "; yes | head -c 20000000"}, Env: os.Environ(), Dir: "/"})
				require.NoError(b, err)
				require.Len(b, pour(b, tree), 30_000_000)
				require.NoError(b, tree.Close())
			}
		})
	}
}
