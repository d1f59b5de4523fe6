package launch

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strconv"
	"sync"
	"time"

	"golang.org/x/sys/unix"
)

// family tells the children that this program started from the orphans that it adopted.
var family kin

// kin are the children that were started here, each the leader of a session of its own, and the adopting of orphans.
type kin struct {
	adopting sync.Once
	// reaping is held for reading while a child is started or collected, and for writing while orphans are collected:
	// between the birth of a child and its entry here it would be taken for an orphan.
	reaping sync.RWMutex
	own     sync.Map // from process IDs of living or uncollected children to nothing
}

// start starts a program in a session of its own.
func (k *kin) start(cmd *exec.Cmd) error {
	k.adopting.Do(k.adopt)
	k.reaping.RLock()
	defer k.reaping.RUnlock()
	if err := cmd.Start(); err != nil {
		return err
	}
	k.own.Store(cmd.Process.Pid, nil)
	return nil
}

// collect takes a child that has ended off the system's hands. Its number is free from then on.
func (k *kin) collect(cmd *exec.Cmd) {
	k.reaping.RLock()
	defer k.reaping.RUnlock()
	k.own.Delete(cmd.Process.Pid) // first: the next child may be given the same number
	_ = cmd.Wait()
}

func (k *kin) knows(pid int) bool {
	_, ok := k.own.Load(pid)
	return ok
}

// adopt makes this program the parent of all orphans among its descendants, instead of init: so they stay in sight, also
// those that daemonised themselves (PR_SET_CHILD_SUBREAPER(2const), for the whole program and all that is started from
// then on). Who adopts has to collect.
func (k *kin) adopt() {
	if unix.Prctl(unix.PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) != nil {
		return // orphans go to init, where their mark finds them
	}
	ended := make(chan os.Signal, 1)
	signal.Notify(ended, unix.SIGCHLD)
	session, err := unix.Getsid(0)
	if err != nil {
		return
	}
	go func() {
		for range ended {
			k.reap(session)
			time.Sleep(20 * time.Millisecond) // many end together: one round for all of them
		}
	}()
}

// reap collects the orphans that have ended. What os/exec started in this program's own session is left to os/exec, and
// what start started to collect.
func (k *kin) reap(session int) {
	k.reaping.Lock()
	defer k.reaping.Unlock()
	buffer := make([]byte, 1024)
	for _, pid := range adopted() {
		if k.knows(pid) {
			continue
		}
		e, ok := readEntry(pid, buffer)
		if ok && e.ended && e.parent == self && e.session != session {
			for errors.Is(waitFor(pid), unix.EINTR) {
			}
		}
	}
}

func waitFor(pid int) error {
	_, err := unix.Wait4(pid, nil, unix.WNOHANG, nil)
	return err
}

// adopted are all children of this program. The system lists them by the thread that started or adopted them
// (proc_tid_children(5)); a kernel without that list is asked for all processes.
func adopted() []int {
	var pids []int
	lists, _ := filepath.Glob("/proc/self/task/*/children")
	for _, list := range lists {
		data, err := os.ReadFile(list)
		if err != nil {
			continue // the thread has just ended
		}
		for _, field := range bytes.Fields(data) {
			if pid, err := strconv.Atoi(string(field)); err == nil {
				pids = append(pids, pid)
			}
		}
	}
	if len(lists) == 0 {
		for _, e := range readTable() {
			if e.parent == self {
				pids = append(pids, e.pid)
			}
		}
	}
	return pids
}
