// Package process is the core of Runlight: the state of one process as an immutable snapshot, the lock-free cell that
// holds the newest one, and the registry of all processes of a root. It knows no operating system and no protocol.
//
// Readers never wait. Everything that is read (a state, a look-up, the ordered list) is one atomic load of something
// that nobody changes any more; everything that is written replaces it by a compare-and-swap or under the writers' lock
// of the registry, which no reader takes.
package process

import (
	"errors"
	"fmt"
	"sync/atomic"
)

// ErrIdentity is wrapped by the errors of [Process.Update] when a field that never changes was to be changed.
var ErrIdentity = errors.New("identity of a process never changes")

// Process is the one mutable thing: a cell that holds the current state of one process. It is made by [Registry.Start]
// and safe for use by many goroutines; the zero Process is not usable.
type Process struct {
	state   atomic.Pointer[State]
	done    chan struct{}
	changed func(*Process, *State)
}

// newProcess takes the first state over: the caller keeps nothing of it. changed is called after every swap, by the
// goroutine that made it, and must not block.
func newProcess(first State, changed func(*Process, *State)) *Process {
	p := &Process{done: make(chan struct{}), changed: changed}
	p.state.Store(&first)
	return p
}

// State is the current snapshot: one atomic load, inlined, no allocation, never nil. It is shared with all other
// readers, so it must not be modified. It is a pointer because a copy of the state would cost over twenty times as much.
func (p *Process) State() *State { return p.state.Load() }

// Done is closed once, after the one swap into a final status. Who wakes by it finds the final state in [Process.State],
// and the registry's history and its change hook already told.
func (p *Process) Done() <-chan struct{} { return p.done }

// Update replaces the state by what derive makes of it, in a compare-and-swap loop, and returns the new snapshot with a
// Revision one higher. derive gets a copy of the current state and may be called several times when others update too,
// so it must have no effect beside its result; it uses the With… methods and replaces slices and pointers instead of
// writing through them.
//
// Nothing is written, and the state that was found is returned with the error, when derive returns an error (handed on
// as it is), when the new status may not follow the old one ([ErrTransition]; after a final status nothing may change
// at all), or when a field of the identity differs ([ErrIdentity]). So of many that try to end a process exactly one
// succeeds.
func (p *Process) Update(derive func(State) (State, error)) (*State, error) {
	for {
		current := p.state.Load()
		next, err := derive(*current)
		if err != nil {
			return current, err
		}
		if err := validate(current, &next); err != nil {
			return current, err
		}
		next.Revision = current.Revision + 1
		// The very pointer that was loaded is compared, so that nothing can have happened since derive looked.
		if p.state.CompareAndSwap(current, &next) {
			p.announce(&next)
			return &next, nil
		}
	}
}

// announce runs after each successful swap. The table lets one swap at most enter a final status, so that done is
// closed once without a guard; a second close would be a bug worth a panic.
func (p *Process) announce(next *State) {
	p.changed(p, next)
	if next.IsFinished() {
		close(p.done)
	}
}

func validate(current, next *State) error {
	if current.ID != next.ID || current.script() != next.script() ||
		current.Script != next.Script || current.Owner != next.Owner {
		return fmt.Errorf("%v: %w; start another process instead", current, ErrIdentity)
	}
	if current.IsFinished() {
		return fmt.Errorf("%v has ended, no change to %s: %w; start the script again for a new process",
			current, next.Status, ErrTransition)
	}
	if !current.Status.canBecome(next.Status) {
		return fmt.Errorf("%v cannot become %q: %w; from here it may become %v",
			current, next.Status, ErrTransition, transitions[current.Status])
	}
	return nil
}
