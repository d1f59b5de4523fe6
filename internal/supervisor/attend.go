package supervisor

import (
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
	look     *time.Ticker // nil while nobody asks the tree to end
}

// step is one stage of ending a tree.
type step struct {
	signal launch.Signal
	grace  time.Duration
}

// attend serves the tree until it is gone, and returns how its first process ended and who could not be ended.
func (r *run) attend(tree Tree) (launch.Exit, []int) {
	a := &attendance{run: r, tree: tree, exited: make(chan launch.Exit, 1), stopping: r.stopping}
	drained, done := r.pump(tree), make(chan struct{})
	go r.typist(tree, done)
	go func() { a.exited <- tree.Wait() }()
	survivors := a.untilGone()
	a.drain(drained)
	close(done)
	return a.exit, survivors
}

// untilGone is the loop of the owner. It returns the members that outlived even a kill.
func (a *attendance) untilGone() []int {
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
		case a.exit = <-a.exited:
			a.ended = true
		case <-a.deadline:
			if len(a.next) == 0 {
				return a.tree.Members()
			}
			a.advance()
		case <-looks:
		}
		if a.ended && len(a.tree.Members()) == 0 {
			return nil
		}
		if a.ended && a.deadline == nil {
			// The script ended by itself and left children behind. They would hold its ports while it counts as ended.
			a.endBy(step{launch.Terminate, a.supervisor.grace.Terminate})
		}
	}
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
	a.deadline = time.After(now.grace)
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
