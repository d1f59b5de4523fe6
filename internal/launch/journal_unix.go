//go:build unix

package launch

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"sync"

	"golang.org/x/sys/unix"
)

// journal is a file that says which runs of a daemon live, for whoever has to end them when the daemon is dead: a first
// line about the daemon, and one slot for each run that lives. Slots are used again, so that the file is as long as the
// most runs that lived at once. The daemon holds a lock on the file for its life: a journal that can be locked is the
// journal of a dead daemon.
type journal struct {
	file *os.File

	mu    sync.Mutex // guards slots
	slots []bool     // which are taken
}

// slotSize is the length of a line, in bytes. Lines are padded with spaces, so that one write replaces one whole line.
const slotSize = 256

// daemonRecord is the first line of a journal. Ended counts the processes that the watchdog had to end when the daemon
// was dead.
type daemonRecord struct {
	Daemon string `json:"daemon"`
	PID    int    `json:"pid"`
	Start  uint64 `json:"start"`
	Boot   string `json:"boot"`
	Ended  int    `json:"ended,omitempty"`
}

// runRecord is a slot. PID and Start are those of the first process, and 0 until it is launched.
type runRecord struct {
	Run   string `json:"run"`
	PID   int    `json:"pid,omitempty"`
	Start uint64 `json:"start,omitempty"`
}

// createJournal makes the journal of this daemon in a folder, which only the user may enter.
func createJournal(folder, daemon string) (*journal, error) {
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return nil, fmt.Errorf("create the folder of the run journal: %w", err)
	}
	file, err := os.OpenFile(filepath.Join(folder, daemon+journalSuffix), os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return nil, fmt.Errorf("create the run journal: %w", err)
	}
	j := &journal{file: file}
	id, _ := identify(self)
	// The lock first: a journal without one is taken for that of a dead daemon.
	err = errors.Join(lock(file, unix.LOCK_EX|unix.LOCK_NB), stillThere(file))
	if err == nil {
		err = j.write(0, daemonRecord{Daemon: daemon, PID: id.pid, Start: id.start, Boot: bootID()})
	}
	if err != nil {
		return nil, errors.Join(err, j.remove())
	}
	return j, nil
}

// stillThere makes sure that nobody took the new journal for an old one and deleted it.
func stillThere(file *os.File) error {
	mine, err := file.Stat()
	if err != nil {
		return fmt.Errorf("create the run journal: %w", err)
	}
	there, err := os.Stat(file.Name())
	if err != nil {
		return fmt.Errorf("create the run journal: %w", err)
	}
	if !os.SameFile(mine, there) {
		return fmt.Errorf("create the run journal: %s was replaced", file.Name())
	}
	return nil
}

// journalSuffix ends the names of journals.
const journalSuffix = ".runs"

func lock(file *os.File, how int) error {
	for {
		err := unix.Flock(int(file.Fd()), how)
		if errors.Is(err, unix.EINTR) {
			continue
		}
		if err != nil {
			return fmt.Errorf("lock the run journal %s: %w", file.Name(), err)
		}
		return nil
	}
}

func (j *journal) write(line int, record any) error {
	text, err := json.Marshal(record)
	if err != nil {
		return fmt.Errorf("write the run journal: %w", err)
	}
	if len(text) >= slotSize {
		return fmt.Errorf("write the run journal: %d bytes are too many for a line", len(text))
	}
	return j.put(line, text)
}

func (j *journal) put(line int, text []byte) error {
	padded := append(bytes.Repeat([]byte{' '}, slotSize-1), '\n')
	copy(padded, text)
	if _, err := j.file.WriteAt(padded, int64(line)*slotSize); err != nil {
		return fmt.Errorf("write the run journal: %w", err)
	}
	return nil
}

// add takes a slot for a run that is about to be launched.
func (j *journal) add(run string) (slot int, err error) {
	j.mu.Lock()
	slot = slices.Index(j.slots, false)
	if slot < 0 {
		slot = len(j.slots)
		j.slots = append(j.slots, false)
	}
	j.slots[slot] = true
	j.mu.Unlock()
	return slot, j.write(1+slot, runRecord{Run: run})
}

// launched completes a slot.
func (j *journal) launched(slot int, run string, leader identity) error {
	return j.write(1+slot, runRecord{Run: run, PID: leader.pid, Start: leader.start})
}

// free gives a slot back. An error leaves a line about a run that is over, of which nothing will be found.
func (j *journal) free(slot int) {
	_ = j.put(1+slot, nil)
	j.mu.Lock()
	defer j.mu.Unlock()
	j.slots[slot] = false
}

// remove deletes the journal: its daemon has ended, and so have its runs.
func (j *journal) remove() error {
	return errors.Join(os.Remove(j.file.Name()), j.file.Close())
}

// readJournal reads what a daemon has left. A line that is cut short was being written when the system went down.
func readJournal(r io.Reader) (daemon daemonRecord, runs []runRecord, err error) {
	data, err := io.ReadAll(io.LimitReader(r, maxJournal))
	if err != nil {
		return daemonRecord{}, nil, fmt.Errorf("read a run journal: %w", err)
	}
	first, rest, _ := bytes.Cut(data, []byte{'\n'})
	if json.Unmarshal(first, &daemon) != nil {
		return daemonRecord{}, nil, nil // the daemon died before it launched anything
	}
	for line := range bytes.SplitSeq(rest, []byte{'\n'}) {
		var run runRecord
		if json.Unmarshal(line, &run) == nil && run.Run != "" {
			runs = append(runs, run)
		}
	}
	return daemon, runs, nil
}

// maxJournal is how much of a journal is read, in bytes: 65,536 runs at once.
const maxJournal = 65_536 * slotSize
