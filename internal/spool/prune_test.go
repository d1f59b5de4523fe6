package spool

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/runlight-dev/runlight/internal/process"
)

// finished is a log of a run that has ended so long ago.
func finished(t *testing.T, s *Store, size int, ago time.Duration) process.ID {
	p := play(t, s, 4096, 1<<20)
	p.write(make([]byte, size))
	p.end()
	s.Close()
	dir := filepath.Join(s.dir, string(p.id()))
	then := time.Now().Add(-ago)
	entries, err := os.ReadDir(dir)
	require.NoError(t, err)
	for _, entry := range entries {
		require.NoError(t, os.Chtimes(filepath.Join(dir, entry.Name()), then, then))
	}
	require.NoError(t, os.Chtimes(dir, then, then))
	return p.id()
}

func TestRetention(t *testing.T) {
	const hour = time.Hour
	for name, test := range map[string]struct {
		limits Limits
		ages   []time.Duration // of logs of 2,000 bytes
		want   int             // how many of the first stay
	}{
		"all":      {Limits{Runs: 5, Age: 10 * hour, Bytes: 1 << 20}, []time.Duration{1 * hour, 2 * hour, 3 * hour}, 3},
		"count":    {Limits{Runs: 2, Age: 10 * hour, Bytes: 1 << 20}, []time.Duration{1 * hour, 2 * hour, 3 * hour}, 2},
		"age":      {Limits{Runs: 5, Age: 10 * hour, Bytes: 1 << 20}, []time.Duration{1 * hour, 20 * hour, 30 * hour}, 1},
		"bytes":    {Limits{Runs: 5, Age: 10 * hour, Bytes: 5000}, []time.Duration{1 * hour, 2 * hour, 3 * hour}, 2},
		"all gone": {Limits{Runs: 5, Age: 10 * hour, Bytes: 1 << 20}, []time.Duration{20 * hour}, 0},
	} {
		t.Run(name, func(t *testing.T) {
			s := openStore(t, DefaultLimits)
			var made []process.ID
			for _, ago := range test.ages {
				made = append(made, finished(t, s, 2000, ago))
			}
			Open(s.dir, test.limits, s.log).Close()
			for i, id := range made {
				require.Equal(t, i < test.want, exists(filepath.Join(s.dir, string(id))), "%d", i)
			}
		})
	}
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

// TestLivingStay has a living run that is too old and too large, and another program that prunes.
func TestLivingStay(t *testing.T) {
	s := openStore(t, Limits{Runs: 1, Age: time.Hour, Bytes: 100})
	p := play(t, s, 4096, 1<<20)
	p.write(make([]byte, 1000))
	dir := filepath.Join(s.dir, string(p.id()))
	require.Eventually(t, func() bool { return exists(part{}.path(dir)) }, 10*time.Second, time.Millisecond)
	then := time.Now().Add(-48 * time.Hour)
	require.NoError(t, os.Chtimes(dir, then, then))
	s.prune()
	other := Open(s.dir, s.limits, s.log)
	other.Close()
	elsewhere := Open(filepath.Join(filepath.Dir(s.dir), "other"), s.limits, s.log)
	elsewhere.Close()
	require.True(t, exists(dir))
	require.True(t, other.lives(p.id()), "by its lock")
	p.end()
	s.Close()
	require.False(t, other.lives(p.id()))
	other.prune()
	require.False(t, exists(dir))
}

// TestCrashed is a run whose daemon was killed: its lock file is there, and nobody holds it.
func TestCrashed(t *testing.T) {
	s := openStore(t, DefaultLimits)
	id := finished(t, s, 2000, 48*time.Hour)
	lock := lockPath(filepath.Join(s.dir, string(id)))
	require.NoError(t, os.WriteFile(lock, nil, 0o600))
	require.False(t, s.lives(id))
	s.limits.Age = time.Hour
	require.NoError(t, os.Chtimes(lock, time.Now().Add(-48*time.Hour), time.Now().Add(-48*time.Hour)))
	require.NoError(t, os.Chtimes(filepath.Dir(lock), time.Now().Add(-48*time.Hour), time.Now().Add(-48*time.Hour)))
	s.prune()
	require.Empty(t, s.Runs())
}

// TestNewRunsPrune starts one run too many.
func TestNewRunsPrune(t *testing.T) {
	s := openStore(t, Limits{Runs: 2, Age: time.Hour, Bytes: 1 << 20})
	var last process.ID
	for range 4 {
		p := play(t, s, 4096, 1<<20)
		p.write([]byte("x"))
		p.end()
		s.Close()
		last = p.id()
	}
	runs := s.Runs()
	require.Len(t, runs, 2)
	require.Equal(t, last, runs[0].ID)
}

// TestOtherRoots removes what is too old of roots that nobody opens any more, and nothing else.
func TestOtherRoots(t *testing.T) {
	s := openStore(t, DefaultLimits)
	finished(t, s, 100, 48*time.Hour)
	recent := Open(filepath.Join(filepath.Dir(s.dir), "recent"), DefaultLimits, s.log)
	id := finished(t, recent, 100, time.Minute)
	Open(filepath.Join(filepath.Dir(s.dir), "third"), Limits{Runs: 0, Age: time.Hour, Bytes: 0}, s.log).Close()
	require.False(t, exists(s.dir))
	require.True(t, exists(filepath.Join(recent.dir, string(id))))
}
