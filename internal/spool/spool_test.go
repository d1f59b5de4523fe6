package spool

import (
	"bytes"
	"io/fs"
	"log/slog"
	"math/rand/v2"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/runlight-dev/runlight/internal/output"
	"github.com/runlight-dev/runlight/internal/process"
)

func openStore(t testing.TB, limits Limits) *Store {
	return Open(filepath.Join(t.TempDir(), "logs", "root"), limits, slog.New(slog.DiscardHandler))
}

// played is a process whose output the test writes.
type played struct {
	testing.TB
	process *process.Process
	buffer  *output.Buffer
	log     *Log
	all     []byte
}

func play(t testing.TB, s *Store, memory int, limit int64) *played {
	p, started := process.NewRegistry(nil, process.Limits{}).Start(process.State{Package: "packages/web", Name: "dev", Script: "vite", Owner: "editor"})
	require.True(t, started)
	_, err := p.Update(func(s process.State) (process.State, error) { return s.WithStarted(4711), nil })
	require.NoError(t, err)
	buffer := output.New(memory)
	return &played{TB: t, process: p, buffer: buffer, log: s.Follow(p, buffer, limit)}
}

func (p *played) id() process.ID { return p.process.State().ID }

func (p *played) write(data []byte) {
	p.log.Admit(len(data))
	_, _ = p.buffer.Write(data)
	p.all = append(p.all, data...)
}

// end ends the process as its owner does.
func (p *played) end() {
	p.buffer.Close()
	p.log.Drain()
	_, err := p.process.Update(func(s process.State) (process.State, error) { return s.WithExit(0, ""), nil })
	require.NoError(p, err)
}

// kept reads a whole log in pieces and compares it with what was written. It returns what is there, by offset, and how
// many bytes are missing.
func (p *played) kept(s *Store) (spans []part, lost int64) {
	p.Helper()
	buffer, offset := make([]byte, 777), int64(0)
	for {
		chunk, err := s.ReadInto(p.id(), buffer, offset)
		require.NoError(p, err)
		require.Equal(p, offset+chunk.Lost, chunk.Offset)
		require.True(p, bytes.Equal(p.all[chunk.Offset:chunk.End()], chunk.Data), "at %d", chunk.Offset)
		if len(spans) > 0 && chunk.Lost == 0 {
			spans[len(spans)-1].size += int64(len(chunk.Data))
		} else if len(chunk.Data) > 0 {
			spans = append(spans, part{chunk.Offset, int64(len(chunk.Data))})
		}
		lost += chunk.Lost
		offset = chunk.End()
		if len(chunk.Data) == 0 {
			return spans, lost
		}
	}
}

// TestHeadTailAndGap writes outputs of many lengths, in pieces of many lengths: all is kept up to the limit, and beyond
// it the head and the newest half, exactly, with no byte more on disk.
func TestHeadTailAndGap(t *testing.T) {
	const limit = 16 << 10
	random := rand.New(rand.NewPCG(1, 2))
	for _, total := range []int{0, 1, 1023, 1024, 1025, limit - 1, limit, limit + 1, limit + 5000, 3 * limit, 10*limit + 3} {
		s := openStore(t, DefaultLimits)
		p := play(t, s, 4096, limit)
		for len(p.all) < total {
			piece := make([]byte, min(1+random.IntN(1500), total-len(p.all)))
			for i := range piece {
				piece[i] = byte(random.Uint32())
			}
			p.write(piece)
		}
		p.end()
		s.Close()
		require.Empty(t, p.process.State().LogProblem)
		if total == 0 {
			_, err := s.End(p.id())
			require.ErrorIs(t, err, ErrNoLog, "a silent process has no log")
			continue
		}
		spans, lost := p.kept(s)
		end, err := s.End(p.id())
		require.NoError(t, err)
		require.Equal(t, int64(total), end)
		if total <= limit {
			require.Equal(t, []part{{0, int64(total)}}, spans)
			continue
		}
		require.Len(t, spans, 2)
		require.Equal(t, part{0, limit * headShares / shares}, spans[0])
		require.Equal(t, int64(total), spans[1].end())
		require.GreaterOrEqual(t, spans[1].size, int64(limit/2))
		require.LessOrEqual(t, spans[0].size+spans[1].size, int64(limit))
		require.Equal(t, int64(total)-spans[0].size-spans[1].size, lost)
	}
}

// TestReaders read a log while it is written and its parts come and go.
func TestReaders(t *testing.T) {
	const limit = 64 << 10
	s := openStore(t, DefaultLimits)
	p := play(t, s, 8<<10, limit)
	line := []byte("0123456789abcdef")
	p.write(line)
	var readers sync.WaitGroup
	for range 3 {
		readers.Go(func() {
			buffer, offset := make([]byte, 1000), int64(0)
			for offset < 40*limit {
				chunk, err := s.ReadInto(p.id(), buffer, offset)
				if err != nil {
					continue // not begun yet
				}
				for i, c := range chunk.Data {
					if want := line[(chunk.Offset+int64(i))%16]; c != want {
						t.Errorf("at %d: got %q, want %q", chunk.Offset+int64(i), c, want)
						return
					}
				}
				offset = chunk.End()
			}
		})
	}
	for range 40 * limit / 1600 {
		p.write(bytes.Repeat(line, 100))
	}
	p.write(bytes.Repeat(line, 100))
	p.end()
	readers.Wait()
	s.Close()
	p.kept(s)
}

func TestRuns(t *testing.T) {
	s := openStore(t, DefaultLimits)
	first, second := play(t, s, 4096, 1<<20), play(t, s, 4096, 1<<20)
	first.write([]byte("one\n"))
	first.end()
	second.write([]byte("two\x00\xff\n"))
	require.Eventually(t, func() bool { return len(s.Runs()) == 2 && s.Runs()[1].EndTime != nil }, 10*time.Second, time.Millisecond)
	chunk, err := s.ReadInto(second.id(), make([]byte, 100), 0)
	require.NoError(t, err)
	require.False(t, chunk.Last, "it lives")
	chunk, err = s.ReadInto(first.id(), make([]byte, 100), 0)
	require.NoError(t, err)
	require.True(t, chunk.Last)

	// The next daemon of the root: the second run looks as if its daemon was killed.
	next := Open(s.dir, DefaultLimits, s.log)
	runs := next.Runs()
	require.Equal(t, []process.ID{second.id(), first.id()}, []process.ID{runs[0].ID, runs[1].ID})
	require.Equal(t, process.Running, runs[0].Status)
	require.Equal(t, process.Success, runs[1].Status)
	require.Equal(t, "packages/web", runs[1].Package)
	require.Equal(t, "vite", runs[1].Script)
	second.kept(next)
	second.end()
	s.Close()
	require.Equal(t, process.Success, next.Runs()[0].Status)
}

func TestStrangeNames(t *testing.T) {
	s := openStore(t, DefaultLimits)
	require.NoError(t, os.WriteFile(filepath.Join(filepath.Dir(s.dir), "000000000000000.out"), []byte("secret"), 0o600))
	for _, id := range []process.ID{"", ".", "..", "../root", "a/b", "A", "none", "\x00"} {
		_, err := s.ReadInto(id, make([]byte, 10), 0)
		require.ErrorIs(t, err, ErrNoLog, "%q", id)
	}
}

func TestPrivate(t *testing.T) {
	if os.PathSeparator == '\\' {
		t.Skip("access lists are inherited from the profile of the user")
	}
	s := openStore(t, DefaultLimits)
	p := play(t, s, 4096, 1<<20)
	p.write([]byte("token"))
	p.end()
	s.Close()
	files := 0
	require.NoError(t, filepath.WalkDir(s.dir, func(path string, entry fs.DirEntry, err error) error {
		require.NoError(t, err)
		info, err := entry.Info()
		require.NoError(t, err)
		want := fs.FileMode(0o600)
		if entry.IsDir() {
			want = 0o700
		} else {
			files++
		}
		require.Equal(t, want, info.Mode().Perm(), path)
		return nil
	}))
	require.Equal(t, 2, files, "one part and the record; the lock is gone")
}

func BenchmarkFollow(b *testing.B) {
	s := openStore(b, DefaultLimits)
	piece := bytes.Repeat([]byte("0123456789abcde\n"), 256)
	p := play(b, s, 2<<20, 32<<20)
	p.log.budget = time.Hour // no terminal is as fast as this
	b.SetBytes(int64(len(piece)))
	for b.Loop() {
		p.log.Admit(len(piece))
		_, _ = p.buffer.Write(piece)
	}
	p.end()
	s.Close()
	require.Empty(b, p.process.State().LogProblem)
}
