package spool

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/gofrs/flock"

	"github.com/runlight-dev/runlight/internal/process"
)

const (
	// shares is how many parts of full length make a log, and headShares how many of them are the head. One part is
	// being written, so the tail is at least half of the log.
	shares, headShares = 16, 7
	// maxParts bounds the files of a log whose disk failed often, which makes its parts short.
	maxParts = 4 * shares
)

// trail is the files of a log that is being written.
type trail struct {
	dir    string
	limit  int64
	create func(path string) (file, error)

	parts []part       // in order; the last is in file, unless that is nil
	file  file         // nil while there is none
	lock  *flock.Flock // held while the log is written; nil before its folder is made
}

func (t *trail) isNew() bool { return t.lock == nil }

func (t *trail) length() int64 { return max(1, t.limit/shares) }

func lockPath(dir string) string { return filepath.Join(dir, "lock") }

// append writes bytes that belong at an offset, as many as the part still takes, and returns how many. The first ones
// make the folder, which records the state.
func (t *trail) append(offset int64, data []byte, state *process.State) (int, error) {
	if t.lock == nil {
		if err := t.begin(state); err != nil {
			return 0, err
		}
	}
	if t.file == nil || t.last().end() != offset || t.last().size >= t.length() {
		err := t.next(offset)
		if errors.Is(err, fs.ErrNotExist) { // somebody removed the folder
			t.forget()
			err = errors.Join(t.begin(state), t.next(offset))
		}
		if err != nil {
			return 0, err
		}
	}
	n, err := t.file.Write(data[:min(int64(len(data)), t.length()-t.last().size)])
	t.last().size += int64(n)
	return n, err
}

func (t *trail) last() *part { return &t.parts[len(t.parts)-1] }

// begin makes the folder and says that it is in use.
func (t *trail) begin(state *process.State) error {
	if err := os.MkdirAll(t.dir, 0o700); err != nil {
		return err
	}
	// Who looks whether the log is in use holds the lock for a moment.
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	lock := flock.New(lockPath(t.dir), flock.SetPermissions(0o600))
	if _, err := lock.TryLockContext(ctx, time.Millisecond); err != nil {
		return errors.Join(fmt.Errorf("lock the log: %w", err), lock.Close())
	}
	if err := record(t.dir, state); err != nil {
		return errors.Join(err, lock.Close())
	}
	t.lock = lock
	return nil
}

// next goes on in a new part.
func (t *trail) next(offset int64) error {
	t.leave()
	t.makeRoom()
	opened, err := t.create(part{start: offset}.path(t.dir))
	if err != nil {
		return err
	}
	t.file, t.parts = opened, append(t.parts, part{start: offset})
	return nil
}

// leave closes the file that is being written, and removes an empty one.
func (t *trail) leave() {
	if t.file == nil {
		return
	}
	_ = t.file.Close() // what was written is with the system already
	t.file = nil
	if last := t.last(); last.size == 0 {
		_ = os.Remove(last.path(t.dir))
		t.parts = t.parts[:len(t.parts)-1]
	}
}

// makeRoom removes the oldest parts of the tail until a full one fits in.
func (t *trail) makeRoom() {
	for len(t.parts) > 0 && (t.size()+t.length() > t.limit || len(t.parts) >= maxParts) {
		oldest := slices.IndexFunc(t.parts, func(p part) bool { return p.start >= headShares*t.length() })
		if oldest < 0 {
			oldest = min(1, len(t.parts)-1) // a head in many pieces
		}
		if err := os.Remove(t.parts[oldest].path(t.dir)); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return // Windows removes no file that somebody reads: the next time
		}
		t.parts = slices.Delete(t.parts, oldest, oldest+1)
	}
}

func (t *trail) size() (sum int64) {
	for _, p := range t.parts {
		sum += p.size
	}
	return sum
}

// check reports whether the file that is being written is what stands in the folder. When somebody has removed, renamed
// or cut it, it is given up with all that is missing too, and from is the end of what is left.
func (t *trail) check() (from int64, ok bool) {
	if t.file == nil {
		return 0, true
	}
	path := t.last().path(t.dir)
	found, missing := os.Stat(path)
	mine, err := t.file.Stat()
	if missing == nil && err == nil && os.SameFile(found, mine) && mine.Size() == t.last().size {
		return 0, true
	}
	if missing == nil {
		_ = os.Remove(path) // nobody can tell any more which bytes these are
	}
	_ = t.file.Close()
	t.file, t.parts = nil, t.parts[:len(t.parts)-1]
	left, _ := parts(t.dir)
	t.parts = slices.DeleteFunc(t.parts, func(p part) bool { return !slices.Contains(left, p) })
	if len(t.parts) == 0 {
		t.forget()
		return 0, false
	}
	return t.last().end(), false
}

// forget gives up a folder that is gone.
func (t *trail) forget() {
	t.leave()
	t.parts = nil
	if t.lock != nil {
		_ = t.lock.Close()
		t.lock = nil
	}
}

// close records the last state. A log that never began is not begun for it, and one that was removed stays so.
func (t *trail) close(state *process.State) error {
	if t.lock == nil {
		return nil
	}
	err := record(t.dir, state)
	if errors.Is(err, fs.ErrNotExist) {
		err = nil
	}
	t.leave()
	_ = os.Remove(lockPath(t.dir)) // Windows keeps it while it is held, and then it says nothing
	return errors.Join(err, t.lock.Close())
}
