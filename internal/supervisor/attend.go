package supervisor

import (
	"slices"
	"time"

	"github.com/runlight-dev/runlight/internal/launch"
)

// attendance is the owner's view of a launched tree until all of it is gone.
type attendance struct {
	*run
	tree   Tree
	exited chan launch.Exit // the first process has ended
	exit   launch.Exit
	ended  bool // exit is known

	stopping <-chan struct{} // nil after the stop was taken
	next     []step          // what is still to come if the tree does not end
	deadline <-chan time.Time
	signal   launch.Signal // the last one that was sent
	advanced time.Time     // when it was
	look     *time.Ticker  // nil while nobody asks the tree to end
	pace     time.Duration
}

// step is one stage of ending a tree.
type step struct {
	signal launch.Signal
	grace  time.Duration
}

// end is how a tree ended.
type end struct {
	exit   launch.Exit     // of the first process
	undead []launch.Member // could not be ended
	spared []launch.Member // were left alone
}

// attend serves the tree until it is gone.
func (r *run) attend(tree Tree) end {
	a := &attendance{run: r, tree: tree, exited: make(chan launch.Exit, 1), stopping: r.stopping}
	drained, done := r.pump(tree), make(chan struct{})
	go r.typist(tree, done)
	go func() { a.exited <- tree.Wait() }()
	undead, spared := a.untilGone()
	a.drain(drained)
	close(done)
	return end{a.exit, undead, spared}
}

// untilGone is the loop of the owner. It returns the members that outlived even a kill, and those left alone.
func (a *attendance) untilGone() (undead, spared []launch.Member) {
	defer a.stopLooking()
	for {
		var looks <-chan time.Time
		if a.look != nil {
			looks = a.look.C
		}
		select {
		case size := <-a.sizes:
			_ = a.tree.Resize(size.columns, size.rows) // fails only when the terminal is gone, and then it does not matter
			continue
		case <-a.stopping:
			a.stopping = nil
			if a.deadline != nil {
				continue // its children are being ended already
			}
			a.endBy(step{launch.Interrupt, a.supervisor.grace.Interrupt}, step{launch.Terminate, a.supervisor.grace.Terminate})
		case <-a.again:
			if len(a.next) == 0 || time.Since(a.advanced) < a.supervisor.grace.Again {
				continue
			}
			a.advance()
		case a.exit = <-a.exited:
			a.ended = true
		case <-a.deadline:
			if len(a.next) == 0 {
				return a.tree.Members()
			}
			a.advance()
		case <-looks:
			a.lookLater()
		}
		if !a.ended {
			continue
		}
		if gone, spared := a.gone(); gone {
			return nil, spared
		}
	}
}

// gone reports whether nothing is left that is to end with the tree, and sees to it that what is left ends.
func (a *attendance) gone() (gone bool, spared []launch.Member) {
	ending, spared := a.tree.Members()
	if len(ending) == 0 {
		return true, spared
	}
	if a.deadline == nil {
		if a.supervisor.keep() {
			return true, append(spared, ending...)
		}
		// The script ended by itself and left children behind. They would hold its ports while it counts as ended.
		a.endBy(step{launch.Terminate, a.supervisor.grace.Terminate})
	}
	if a.signal == launch.Interrupt && !slices.ContainsFunc(ending, func(m launch.Member) bool { return m.Asked }) {
		// Ctrl-C has done its work. Who is left has not heard it, and would be waited for in vain.
		a.advance()
	}
	return false, nil
}

// endBy begins to end the tree by these steps and, at last, a kill.
func (a *attendance) endBy(steps ...step) {
	a.next = append(steps, step{launch.Kill, a.supervisor.grace.Kill})
	a.look = time.NewTicker(a.supervisor.grace.Look)
	a.advance()
}

func (a *attendance) advance() {
	now := a.next[0]
	a.next = a.next[1:]
	// An error means that some member may not be signalled, by its rights. The next look and the last step tell.
	_ = a.tree.Signal(now.signal)
	a.signal, a.advanced = now.signal, time.Now()
	a.deadline = time.After(now.grace)
	a.pace = a.supervisor.grace.Look
	a.look.Reset(a.pace)
}

// lookLater makes the looks rarer while nothing happens. What was born while others were being killed is killed too.
func (a *attendance) lookLater() {
	a.pace = min(2*a.pace, 8*a.supervisor.grace.Look)
	a.look.Reset(a.pace)
	if len(a.next) == 0 {
		_ = a.tree.Signal(launch.Kill)
	}
}

func (a *attendance) stopLooking() {
	if a.look != nil {
		a.look.Stop()
	}
}

// drain waits for the last output, but not for a stranger that holds the terminal.
func (a *attendance) drain(drained <-chan struct{}) {
	select {
	case <-drained:
	case <-time.After(a.supervisor.grace.Drain):
	}
	_ = a.tree.Close() // ends a pump and a typist that are still at it
	<-drained
}
