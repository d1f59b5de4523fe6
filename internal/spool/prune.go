package spool

import (
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/runlight-dev/runlight/internal/process"
)

// kept is a log on disk, as far as its retention depends on it.
type kept struct {
	dir     string
	changed time.Time // when anything in it was written last
	size    int64
}

// prune removes the logs that the limits no longer allow, the oldest first. What cannot be removed is left to the next
// time; two at once are one too many.
func (s *Store) prune() {
	if !s.pruning.TryLock() {
		return
	}
	defer s.pruning.Unlock()
	s.remove(s.dir, s.limits)
}

// pruneOthers removes what is too old in the folders of other roots, and a folder that is empty then.
func (s *Store) pruneOthers() {
	above := filepath.Dir(s.dir)
	entries, _ := os.ReadDir(above)
	for _, entry := range entries {
		if dir := filepath.Join(above, entry.Name()); entry.IsDir() && dir != s.dir {
			s.remove(dir, Limits{Runs: 1 << 30, Age: s.limits.Age, Bytes: 1 << 62})
			_ = os.Remove(dir)
		}
	}
}

func (s *Store) remove(dir string, limits Limits) {
	total := int64(0)
	for i, log := range survey(dir) {
		total += log.size
		tooMany := i >= limits.Runs || total > limits.Bytes || time.Since(log.changed) > limits.Age
		if tooMany && !s.inUse(log.dir) {
			_ = os.RemoveAll(log.dir)
		}
	}
}

func (s *Store) inUse(dir string) bool {
	// Our own lock need not be tried, and may not be held yet.
	_, here := s.living.Load(process.ID(filepath.Base(dir)))
	return here && filepath.Dir(dir) == s.dir || held(dir)
}

// survey is the logs in a folder, the one that changed last first.
func survey(dir string) []kept {
	entries, _ := os.ReadDir(dir)
	var logs []kept
	for _, entry := range entries {
		if entry.IsDir() && ids.MatchString(entry.Name()) {
			logs = append(logs, weigh(filepath.Join(dir, entry.Name())))
		}
	}
	slices.SortFunc(logs, func(a, b kept) int { return b.changed.Compare(a.changed) })
	return logs
}

func weigh(dir string) kept {
	log := kept{dir: dir}
	_ = filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return nil // gone meanwhile
		}
		info, err := entry.Info()
		if err != nil {
			return nil
		}
		if info.Mode().IsRegular() {
			log.size += info.Size()
		}
		if info.ModTime().After(log.changed) {
			log.changed = info.ModTime()
		}
		return nil
	})
	return log
}
