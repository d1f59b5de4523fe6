//go:build unix

package launch

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"golang.org/x/sys/unix"
)

// Times of the reaping of what a dead daemon left: SIGTERM is given reapTerm before SIGKILL, and this reapKill to work.
// Its members have had the hang-up of their terminals by then.
const (
	reapTerm = 700 * time.Millisecond
	reapKill = 3 * time.Second
	reapLook = 10 * time.Millisecond
)

// Crash is what daemons have left that died before their runs.
type Crash struct {
	// Runs counts the runs that were under way.
	Runs int
	// Ended counts the processes of those runs that were still there and had to be ended, by a watchdog or later.
	Ended int
}

// Reap waits until the daemon of a journal is dead, if it lives, and ends all runs that stand in the journal. Its error
// names those that would not end. It leaves the journal to the next daemon, whose users shall know, unless no run stands
// in it. A journal that is gone is no error: its daemon ended properly, or somebody else has reaped.
func Reap(path string) error {
	_, err := reap(path, unix.LOCK_EX, true)
	return err
}

// ReapFolder reaps what crashed daemons have left in a folder, deletes their journals, and leaves those of living daemons
// alone. It waits for a watchdog that is at it. Its error names what would not end.
func ReapFolder(folder string) (left Crash, err error) {
	paths, err := filepath.Glob(filepath.Join(folder, "*"+journalSuffix))
	if err != nil {
		return Crash{}, fmt.Errorf("look for run journals: %w", err)
	}
	for _, path := range paths {
		how := unix.LOCK_EX
		if daemonLives(path) {
			how |= unix.LOCK_NB
		}
		crash, failed := reap(path, how, false)
		if errors.Is(failed, unix.EWOULDBLOCK) {
			continue
		}
		left.Runs += crash.Runs
		left.Ended += crash.Ended
		err = errors.Join(err, failed)
	}
	return left, err
}

// daemonLives reports whether the daemon that wrote a journal is the process that has its number.
func daemonLives(path string) bool {
	file, err := os.Open(path)
	if err != nil {
		return false
	}
	defer file.Close()
	daemon, _, err := readJournal(file)
	now, found := identify(daemon.PID)
	return err == nil && (daemon.PID == 0 || found && now.start == daemon.Start && daemon.Boot == bootID())
}

// reap works on one journal, under its lock. At once says that the daemon has died this instant, so that no number
// that it knew can have gone to a stranger, and that nobody is there to be told yet.
func reap(path string, how int, atOnce bool) (Crash, error) {
	file, err := os.OpenFile(path, os.O_RDWR, 0)
	if errors.Is(err, fs.ErrNotExist) {
		return Crash{}, nil
	}
	if err != nil {
		return Crash{}, fmt.Errorf("open a run journal: %w", err)
	}
	defer file.Close()
	if err := lock(file, how); err != nil {
		return Crash{}, err
	}
	daemon, runs, err := readJournal(file)
	// After a restart of the system nothing is left, and process IDs with start times may repeat.
	if err != nil || daemon.Boot != bootID() || len(runs) == 0 {
		return Crash{}, errors.Join(err, remove(path))
	}
	ended, err := endAll(claims(daemon, runs, atOnce))
	daemon.Ended += ended
	if atOnce {
		err = errors.Join(err, (&journal{file: file}).write(0, daemon))
	} else {
		err = errors.Join(err, remove(path))
	}
	return Crash{Runs: len(runs), Ended: daemon.Ended}, err
}

func remove(path string) error {
	if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("delete a run journal: %w", err)
	}
	return nil
}

func claims(daemon daemonRecord, runs []runRecord, pinned bool) []*claim {
	var all []*claim
	for _, r := range runs {
		all = append(all, &claim{
			leader: identity{r.PID, r.Start}, mark: daemon.Daemon + "." + r.Run, pinned: pinned, anywhere: true,
		})
	}
	return all
}

// endAll ends the members of all claims, and counts them.
func endAll(all []*claim) (int, error) {
	left, start := living(all), time.Now()
	ended := map[identity]bool{}
	told := map[identity]bool{}
	for ; len(left) > 0 && time.Since(start) < reapTerm+reapKill; left = living(all) {
		for _, m := range left {
			ended[m.identity] = true
			switch {
			case time.Since(start) >= reapTerm:
				_ = send(m.identity, unix.SIGKILL)
			case !told[m.identity]:
				told[m.identity] = true
				_ = errors.Join(send(m.identity, unix.SIGTERM), send(m.identity, unix.SIGCONT))
			}
		}
		time.Sleep(reapLook) // nobody tells when a process ends that is not our child
	}
	if len(left) > 0 {
		return len(ended) - len(left), fmt.Errorf("%w: %v", ErrSurvivors, describe(left))
	}
	return len(ended), nil
}

// ErrSurvivors says that processes could not be ended; the error around it names them.
var ErrSurvivors = errors.New("these processes could not be ended")

// living are the members of all claims that are to end, found by one pass.
func living(all []*claim) []entry {
	if len(all) == 0 {
		return nil
	}
	t := look()
	var found []entry
	for _, c := range all {
		members := c.members(t)
		c.seen = identities(members)
		ending, _ := c.spare(members, readCommand)
		found = append(found, ending...)
	}
	return found
}
