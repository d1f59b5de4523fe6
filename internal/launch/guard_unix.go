//go:build unix

package launch

import (
	"errors"
	"os"
	"os/exec"
	"slices"
	"sync"
	"syscall"
	"time"
)

// Guard launches trees that do not outlive this program, however it dies. A watchdog, a small process in a session of
// its own, holds the reading end of a pipe whose writing end only this program has: its end of input is our death. It
// then ends every run that stands in the journal. Should the watchdog be dead too, the next daemon does it, by
// [ReapFolder].
type Guard struct {
	folder   string
	watchdog []string
	daemon   string

	mu       sync.Mutex // guards what follows
	journal  *journal
	closed   bool
	lifeline *os.File
	watching sync.WaitGroup // for the end of the watchdog
}

// lifelines are the writing ends of the pipes of all watchdogs. A file that nothing refers to is closed by the garbage
// collector, and the watchdog would end living scripts.
var lifelines sync.Map

// NewGuard returns a guard that keeps its journal in folder, which is the same for all daemons of one root and for no
// other, and starts watchdog, a program with its arguments, with the path of the journal as one more. It does neither
// before the first launch: a daemon that runs nothing needs no watchdog.
func NewGuard(folder string, watchdog ...string) *Guard {
	return &Guard{folder: folder, watchdog: watchdog, daemon: newName()}
}

// Start is like the function [Start], under guard. Where no journal can be kept or no watchdog be started, it launches
// all the same: a full disk is no reason not to run a script.
func (g *Guard) Start(c Command) (*Tree, error) {
	if c.Run == "" {
		c.Run = newName()
	}
	j := g.open()
	if j == nil {
		return newTree(c, g.daemon)
	}
	slot, _ := j.add(c.Run)
	t, err := newTree(c, g.daemon)
	if err != nil {
		j.free(slot)
		return nil, err
	}
	_ = j.launched(slot, c.Run, t.leader)
	t.forget = func() { j.free(slot) }
	return t, nil
}

// open returns the journal and has the watchdog started; nil where there can be no journal.
func (g *Guard) open() *journal {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.journal != nil || g.closed {
		return g.journal
	}
	j, err := createJournal(g.folder, g.daemon)
	if err != nil {
		return nil
	}
	g.journal = j
	g.watch()
	return j
}

// Close says that everything has ended, and returns when the watchdog has ended too.
func (g *Guard) Close() error {
	g.mu.Lock()
	var err error
	if !g.closed && g.journal != nil {
		err = g.journal.remove() // first: the watchdog then finds nothing to do
		if g.lifeline != nil {
			_ = g.lifeline.Close()
		}
	}
	g.closed = true
	g.mu.Unlock()
	g.watching.Wait()
	return err
}

// watch starts the watchdog, and starts it again should it die first. The caller holds mu.
func (g *Guard) watch() {
	if len(g.watchdog) == 0 {
		return
	}
	cmd, lifeline, err := startWatchdog(append(slices.Clone(g.watchdog), g.journal.file.Name()))
	if err != nil {
		return // the next daemon reaps by the journal
	}
	g.lifeline = lifeline
	lifelines.Store(lifeline, nil)
	started := time.Now()
	g.watching.Go(func() {
		awaitExit(cmd, -1)
		family.collect(cmd)
		lifelines.Delete(lifeline)
		_ = lifeline.Close()
		g.mu.Lock()
		defer g.mu.Unlock()
		g.lifeline = nil
		// One that cannot live is not tried for ever.
		if !g.closed && time.Since(started) > time.Second {
			g.watch()
		}
	})
}

func startWatchdog(command []string) (*exec.Cmd, *os.File, error) {
	end, lifeline, err := os.Pipe()
	if err != nil {
		return nil, nil, err
	}
	defer end.Close()
	cmd, err := untilEnd(command)
	if err != nil {
		return nil, nil, errors.Join(err, lifeline.Close())
	}
	for _, file := range cmd.ExtraFiles {
		defer file.Close()
	}
	cmd.Stdin, cmd.Dir, cmd.Env = end, "/", WithoutMarker(os.Environ())
	// A session of its own: no terminal, and no signal that is meant for this program's group.
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
	if err := family.start(cmd); err != nil {
		_ = lifeline.Close()
		return nil, nil, err
	}
	return cmd, lifeline, nil
}
