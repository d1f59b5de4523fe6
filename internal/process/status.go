package process

import (
	"errors"
	"slices"
)

// ErrTransition is wrapped by the errors of [Process.Update] when the wanted status may not follow the current one.
var ErrTransition = errors.New("illegal status transition")

// Status is the phase of its life that a process is in.
type Status string

const (
	// Pending is a process that is reserved and not launched yet.
	Pending Status = "pending"
	// Running is a process whose script has been launched and has not ended.
	Running Status = "running"
	// Stopping is a process that was asked to end and has not ended yet.
	Stopping Status = "stopping"
	// Stopped is final: the process ended because it was asked to.
	Stopped Status = "stopped"
	// Success is final: the script ended by itself with exit code 0.
	Success Status = "success"
	// Failed is final: anything else, from a script that could not be launched to one that was killed by a stranger.
	Failed Status = "failed"
)

// transitions is the one table of what may follow what. A final status has no row: nothing follows it.
//
// Three entries and two gaps need their reason:
//   - Pending to Stopped: a stop that came before the launch leaves nothing to wait for.
//   - Pending to Stopping: a stop that came during the launch, which must not be lost when the launch succeeds.
//   - Stopping to Failed: the launch failed after all, or part of the tree survived; Reason says which.
//   - Pending to Success is missing: a script succeeds only after it has been seen running.
//   - Running to Stopped is missing: "stopped" means "asked to", and the asking is visible as Stopping.
var transitions = map[Status][]Status{
	Pending:  {Running, Stopping, Stopped, Failed},
	Running:  {Stopping, Success, Failed},
	Stopping: {Stopped, Failed},
}

// IsFinal reports whether the process has ended: no change follows a final status.
func (s Status) IsFinal() bool {
	return s == Stopped || s == Success || s == Failed
}

// canBecome reports whether next may follow s. A status may follow itself while it is not final, because the fields
// beside it (Ready, PID) change on their own.
func (s Status) canBecome(next Status) bool {
	following, lives := transitions[s]
	return lives && (s == next || slices.Contains(following, next))
}
