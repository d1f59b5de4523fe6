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

// Reap waits until the daemon of a journal is dead, if it lives, ends all runs that stand in the journal, and deletes
// it. It returns how many processes it had to end, with an error for those that would not. A journal that is gone is
// no error: its daemon ended properly, or somebody else has reaped.
func Reap(path string) (ended int, err error) { return reap(path, unix.LOCK_EX, true) }

// ReapFolder reaps what crashed daemons have left in a folder, and leaves the journals of living daemons alone. It waits
// for a watchdog that is at it. It returns how many processes were ended and how many daemons had crashed with runs
// alive.
func ReapFolder(folder string) (ended, crashed int, err error) {
	paths, err := filepath.Glob(filepath.Join(folder, "*"+journalSuffix))
	if err != nil {
		return 0, 0, fmt.Errorf("look for run journals: %w", err)
	}
	for _, path := range paths {
		how := unix.LOCK_EX
		if daemonLives(path) {
			how |= unix.LOCK_NB
		}
		n, failed := reap(path, how, false)
		if errors.Is(failed, unix.EWOULDBLOCK) {
			continue
		}
		if n > 0 || failed != nil {
			crashed++
		}
		ended += n
		err = errors.Join(err, failed)
	}
	return ended, crashed, err
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
// that it knew can have gone to a stranger.
func reap(path string, how int, atOnce bool) (int, error) {
	file, err := os.OpenFile(path, os.O_RDWR, 0)
	if errors.Is(err, fs.ErrNotExist) {
		return 0, nil
	}
	if err != nil {
		return 0, fmt.Errorf("open a run journal: %w", err)
	}
	defer file.Close()
	if err := lock(file, how); err != nil {
		return 0, err
	}
	daemon, runs, err := readJournal(file)
	if err != nil {
		return 0, err
	}
	ended := 0
	// After a restart of the system nothing is left, and process IDs with start times may repeat.
	if daemon.Boot == bootID() {
		ended, err = endAll(claims(daemon, runs, atOnce))
	}
	return ended, errors.Join(err, remove(path))
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
