package watch

import (
	"fmt"
	"os"
	"path/filepath"
	"time"
)

const (
	// DefaultPollInterval is the shortest time between two rounds of polling: a person who saved and looks over waits
	// about as long for a slow build, and a round of 300 directories costs 2 ms.
	DefaultPollInterval = 2 * time.Second
	// pollShare bounds the cost of polling to 1 % of one processor, however many directories there are: the pause after
	// a round is at least this many times as long as the round took.
	pollShare = 100
	// retryRounds is the number of rounds after which the system is asked again to watch what is polled, because its
	// limit may have been raised or other programs may have ended.
	retryRounds = 15
)

// Notice says in one sentence that directories are polled, how many and why, and what would help; "" when there are
// none. Directories that are polled only until they exist do not count.
func (w *Watcher) Notice() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	count, reason := 0, ""
	for _, entry := range w.dirs {
		if entry.polled && entry.reason != "" {
			count++
			// Reasons may differ; the one that sorts first is shown, so that the sentence is stable.
			if reason == "" || entry.reason < reason {
				reason = entry.reason
			}
		}
	}
	switch count {
	case 0:
		return ""
	case 1:
		return "watching 1 folder by polling: " + reason
	}
	return fmt.Sprintf("watching %d folders by polling: %s", count, reason)
}

func ownLimit(limit int) string {
	return fmt.Sprintf("only %d folders are watched at once, so that other programs can watch too; exclude folders that hold no packages", limit)
}

// poll takes a directory into polling. The goroutine that polls lives only while there is something to poll.
func (w *Watcher) poll(dir string, entry *directory, reason string) {
	seen := w.look(dir)
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.dirs[dir] != entry {
		return
	}
	entry.polled, entry.reason, entry.seen = true, reason, seen
	w.polled++
	select {
	case <-w.closing:
		return
	default:
	}
	if !w.polling {
		w.polling = true
		w.running.Go(w.pollAll)
	}
}

// pollAll looks at every polled directory again and again, and ends when there is none left.
func (w *Watcher) pollAll() {
	pause := w.options.PollInterval
	for round := 1; ; round++ {
		select {
		case <-time.After(pause):
		case <-w.closing:
			return
		}
		dirs := w.polledDirs()
		if len(dirs) == 0 {
			return
		}
		start := time.Now()
		if !w.pollRound(dirs, round%retryRounds == 0) {
			return
		}
		pause = max(w.options.PollInterval, pollShare*time.Since(start))
	}
}

// polledDirs lists what there is to poll; when that is nothing, the goroutine that asks has to end.
func (w *Watcher) polledDirs() []string {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.polled == 0 {
		w.polling = false
		return nil
	}
	dirs := make([]string, 0, w.polled)
	for dir, entry := range w.dirs {
		if entry.polled {
			dirs = append(dirs, dir)
		}
	}
	return dirs
}

// pollRound is false when the watcher is being closed.
func (w *Watcher) pollRound(dirs []string, retry bool) bool {
	for _, dir := range dirs {
		seen := w.look(dir)
		w.mu.Lock()
		entry := w.dirs[dir]
		if entry == nil || !entry.polled {
			w.mu.Unlock()
			continue
		}
		before := entry.seen
		entry.seen = seen
		w.mu.Unlock()

		if !w.report(dir, before, seen) {
			return false
		}
		appeared := before[0] == nil && seen[0] != nil
		if (retry || appeared) && !w.promote(dir, entry, seen) {
			retry = false // the limit is still there, for all the others too
		}
	}
	return true
}

// promote hands a polled directory over to the system, and reports what changed meanwhile.
func (w *Watcher) promote(dir string, entry *directory, seen fingerprint) bool {
	w.mu.Lock()
	full := w.backend == nil || w.watched >= w.options.Limit
	w.mu.Unlock()
	if full || w.backend.Add(dir) != nil {
		return false
	}
	w.mu.Lock()
	if w.dirs[dir] != entry {
		w.mu.Unlock()
		_ = w.backend.Remove(dir) // it was removed in between
		return true
	}
	told := entry.reason != ""
	entry.polled, entry.reason, entry.seen = false, "", nil
	w.polled--
	w.hold(entry, true)
	w.mu.Unlock()
	w.report(dir, seen, w.look(dir))
	if told {
		w.send("") // so that the notice is read again
	}
	return true
}

// fingerprint is what polling compares: the directory itself, then each of Options.Files in it; nil for what is absent.
type fingerprint []os.FileInfo

func (w *Watcher) look(dir string) fingerprint {
	seen := make(fingerprint, 1+len(w.options.Files))
	seen[0], _ = os.Stat(dir)
	if seen[0] == nil {
		return seen
	}
	for i, name := range w.options.Files {
		seen[i+1], _ = os.Stat(filepath.Join(dir, name))
	}
	return seen
}

// report sends what differs between two looks; false when the watcher is being closed.
func (w *Watcher) report(dir string, before, after fingerprint) bool {
	if differ(before[0], after[0]) && !w.send(dir) {
		return false
	}
	for i, name := range w.options.Files {
		if differ(before[i+1], after[i+1]) && !w.send(filepath.Join(dir, name)) {
			return false
		}
	}
	return true
}

// differ compares by identity, time, mode and size. A directory's time changes when an entry comes, goes or is renamed.
func differ(a, b os.FileInfo) bool {
	if a == nil || b == nil {
		return (a == nil) != (b == nil)
	}
	return !a.ModTime().Equal(b.ModTime()) || a.Size() != b.Size() || a.Mode() != b.Mode() || !os.SameFile(a, b)
}

func (w *Watcher) send(path string) bool {
	select {
	case w.found <- path:
		return true
	case <-w.closing:
		return false
	}
}
