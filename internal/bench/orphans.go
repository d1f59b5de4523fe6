package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"sync"
)

const (
	orphansMeasure = "processes of a script that are left alive"
	// allCases is the figure of all cases together.
	allCases = "all"
)

// tree is a script of three generations. It is complete when so many of them sleep: what comes before that, such as
// traps and sessions, is done then.
type tree struct {
	script   string
	sleepers int
}

var (
	plainTree  = tree{`sh -c 'sleep 1000; true'; true`, 1}
	deafTree   = tree{`sh -c 'sh -c "trap \"\" TERM INT HUP; exec sleep 1000"; true'; true`, 1}
	deafChild  = tree{`sh -c 'trap "" TERM INT HUP; sleep 1000; sleep 1000'; true`, 1}
	ownSession = tree{`sh -c 'setsid sleep 1000; true'; true`, 1}
	doubleFork = tree{`sh -c '(setsid sleep 1000 </dev/null >/dev/null 2>&1 &); sleep 1000; true'; true`, 2}
)

// cases are the ways in which a script is left: its supervisor is killed with SIGKILL, or is asked to stop.
var cases = []struct {
	name   string
	tree   tree
	killed bool
}{
	{"killed: plain", plainTree, true},
	{"killed: setsid", ownSession, true},
	{"killed: daemon", doubleFork, true},
	{"stop: plain", plainTree, false},
	{"stop: deaf", deafTree, false},
	{"stop: setsid", ownSession, false},
	{"stop: leader goes", deafChild, false},
	{"stop: daemon", doubleFork, false},
}

// orphans counts what each supervisor leaves. Nothing here depends on time, so all cases of a tool run at once.
func orphans(ctx context.Context, l *lab) error {
	return l.eachTool(func(name string, open func(*scene) tool) error {
		progress("what %s leaves alive", name)
		left, failures := make([]int, len(cases)), make([]error, len(cases))
		var all sync.WaitGroup
		for i, c := range cases {
			all.Go(func() { left[i], failures[i] = l.leave(ctx, open, c.tree, c.killed) })
		}
		all.Wait()
		if err := errors.Join(failures...); err != nil {
			return err
		}
		sum := 0
		for i, c := range cases {
			l.results.add(orphansMeasure, name, c.name, float64(left[i]), count)
			sum += left[i]
		}
		l.results.add(orphansMeasure, name, allCases, float64(sum), count)
		return nil
	})
}

// leave runs a script until it is complete, ends it, and counts what is left of it.
func (l *lab) leave(ctx context.Context, open func(*scene) tool, t tree, killed bool) (left int, err error) {
	s, err := l.scene(map[string]string{"tree": "exec " + asScript + "sh ./tree.sh"})
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, s.close()) }()
	if err := os.WriteFile(s.path("tree.sh"), []byte(t.script+"\n"), 0o600); err != nil {
		return 0, err
	}
	supervisor := open(s)
	defer supervisor.close()
	if err := supervisor.run(ctx, "tree"); err != nil {
		return 0, err
	}
	if err := s.awaitSleepers(ctx, t.sleepers); err != nil {
		return 0, err
	}
	if killed {
		err = s.killTool(supervisor)
	} else {
		limited, cancel := context.WithTimeout(ctx, stopLimit)
		err = supervisor.stop(limited)
		if limited.Err() != nil {
			err = ctx.Err() // a tool that hangs is judged by what it leaves
		}
		cancel()
	}
	if err != nil {
		return 0, err
	}
	_ = until(ctx, "the end", stopLimit, glance, func() (bool, error) {
		all, err := s.living()
		left = len(among(all, true))
		return left == 0, err
	})
	return left, ctx.Err()
}

// killTool ends the process that supervises, and nothing else.
func (s *scene) killTool(supervisor tool) error {
	pid, err := supervisor.pid()
	if err != nil {
		return err
	}
	all, err := s.living()
	if err != nil {
		return err
	}
	i := slices.IndexFunc(all, func(b being) bool { return b.pid == pid })
	if i < 0 {
		return fmt.Errorf("the supervisor, process %d, is gone before it was killed", pid)
	}
	return all[i].kill()
}
