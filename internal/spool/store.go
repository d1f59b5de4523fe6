// Package spool keeps on disk what processes wrote: for each run a bounded log of raw bytes by absolute offset, with a
// record of which run it is, for as long as the limits of the whole allow.
//
// A log is a folder. Its parts are plain files, each named by the offset of its first byte, and what lies between two of
// them is missing. So a log needs no index, is right at every moment, also after a crash, and can be read with cat. The
// first parts are the head and stay; of the others the oldest goes when there is no room for one more.
//
// A log follows the memory of the process and not the process: nothing here makes a script wait but [Log.Admit], and
// that only for a short time.
package spool

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/runlight-dev/runlight/internal/process"
)

// ErrNoLog says that there is no log of a run.
var ErrNoLog = errors.New("no log is kept of this process")

// Limits bound the logs of one root. Logs of living runs count, and are never removed.
type Limits struct {
	// Runs is how many logs are kept, the newest.
	Runs int
	// Age is how long a log is kept after its last change.
	Age time.Duration
	// Bytes is how much all logs may hold.
	Bytes int64
}

// DefaultLimits are what a daemon uses. A gigabyte is 32 runs that were as chatty as they may be; most keep kilobytes.
var DefaultLimits = Limits{Runs: 200, Age: 30 * 24 * time.Hour, Bytes: 1 << 30}

// Store is the logs of one root. Its methods may be called from any goroutine, and other programs may use the same folder.
type Store struct {
	dir    string
	limits Limits
	log    *slog.Logger
	create func(path string) (file, error)

	living  sync.Map // from the IDs of the runs that are written here to nothing
	writers sync.WaitGroup
	pruning sync.Mutex
}

// file is what a part is written to; *os.File is the real one.
type file interface {
	io.WriteCloser
	Stat() (fs.FileInfo, error)
}

// Open returns the logs in a folder, which is made where it is missing, and removes what its limits no longer allow, also
// what is too old in the folders beside it, whose roots may never be opened again. It never fails: where there can be no
// folder now there may be one later, and no script waits for it.
func Open(dir string, limits Limits, log *slog.Logger) *Store {
	s := &Store{dir: dir, limits: limits, log: log, create: createFile}
	err := os.MkdirAll(dir, 0o700)
	if err == nil {
		err = os.Chmod(dir, 0o700) // it may have been made by somebody else
	}
	if err != nil {
		log.Warn("no folder for the logs of scripts", "folder", dir, "error", err)
	}
	s.writers.Go(func() { // nobody waits for it
		s.prune()
		s.pruneOthers()
	})
	return s
}

func createFile(path string) (file, error) {
	opened, err := os.OpenFile(path, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, err // and no file that is nil inside
	}
	return opened, nil
}

// Close waits until what has ended is written, but not for a disk that hangs.
func (s *Store) Close() {
	done := make(chan struct{})
	go func() {
		s.writers.Wait()
		close(done)
	}()
	select {
	case <-done:
	case <-time.After(patience):
		s.log.Warn("the disk hangs: the logs of scripts are not complete", "folder", s.dir)
	}
}

// ids are the names that a log can have, so that no other file is ever looked at, whatever a client asks for.
var ids = regexp.MustCompile(`^[0-9a-z]{1,64}$`)

func (s *Store) folder(id process.ID) (string, error) {
	if !ids.MatchString(string(id)) {
		return "", fmt.Errorf("%w: %q", ErrNoLog, id)
	}
	return filepath.Join(s.dir, string(id)), nil
}

// Runs are the runs that have a log, the newest first, each with the state that was written last. That of a run that has
// no final status is the one at its first byte: it lives, or its daemon was killed.
func (s *Store) Runs() []process.State {
	entries, _ := os.ReadDir(s.dir)
	var runs []process.State
	for _, entry := range entries {
		var state process.State
		text, err := os.ReadFile(filepath.Join(s.dir, entry.Name(), recordName))
		if err == nil && json.Unmarshal(text, &state) == nil && string(state.ID) == entry.Name() {
			runs = append(runs, state)
		}
	}
	slices.SortFunc(runs, func(a, b process.State) int { return Newer(&a, &b) })
	return runs
}

// Newer orders runs by their launch, the newest first.
func Newer(a, b *process.State) int {
	if order := launched(b).Compare(launched(a)); order != 0 {
		return order
	}
	return strings.Compare(string(b.ID), string(a.ID))
}

func launched(s *process.State) time.Time {
	if s.StartTime == nil {
		return time.Time{}
	}
	return *s.StartTime
}

// recordName is the file in the folder of a log that says which run it is, as a state is on the wire.
const recordName = "run.json"

// record writes a state. The one before stays when the disk is full.
func record(dir string, state *process.State) error {
	text, err := json.Marshal(state)
	if err != nil {
		return err
	}
	path := filepath.Join(dir, recordName)
	if err := os.WriteFile(path+".new", text, 0o600); err != nil {
		return err
	}
	return os.Rename(path+".new", path)
}
