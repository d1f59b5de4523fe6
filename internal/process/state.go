package process

import (
	"fmt"
	"time"
)

// ID names one process, unique for its root for ever, also after the daemon restarted. It is made by [Registry.Start]
// and is opaque: order and content mean nothing to others.
type ID string

// Ready is the proof that a running process serves.
type Ready struct {
	// When the proof was seen.
	Time time.Time `json:"time"`
	// What proved it, in words for a person: the line that was printed, the port that opened.
	Reason string `json:"reason"`
}

// Way is how a script is run: directly in its shell, or by its package manager.
type Way struct {
	// The script is run in its shell, and not by its package manager.
	Direct bool `json:"direct"`
	// Package manager that runs the script, or whose ways are followed, with its version where that is known: "npm 11.19.1".
	Manager string `json:"manager"`
	// Why it is done so, in words for a person, without a full stop.
	Reason string `json:"reason"`
}

// Survivor is an operating system's process that has outlived its script.
type Survivor struct {
	// Operating system's id, as it was when the script ended.
	PID int `json:"pid"`
	// Command line, cut to 200 bytes.
	Command string `json:"command"`
}

// State is an immutable snapshot of a process at one moment. Never modify one that you were given, nor anything that it
// points to: derive the next with a With… method. What travels to other programs is exactly what has a JSON name.
type State struct {
	// The process, unique for the root for ever. Never changes.
	ID ID `json:"id"`
	// Directory of the package, seen from the root, with forward slashes: "." or "packages/web". Never changes.
	Package string `json:"package"`
	// Name of the script in its package.json. Never changes.
	Name string `json:"name"`
	// Command text of the script as it was when the process was started. Never changes.
	Script string `json:"script"`
	// Arguments that were passed to the script. Never change.
	Arguments []string `json:"arguments,omitempty"`
	// Who started the process: "editor", "cli", "tui" or "mcp:<client name>". Never changes.
	Owner string `json:"owner"`

	// How the script was run. Absent before the launch.
	Way *Way `json:"way,omitempty"`
	// Phase of its life.
	Status Status `json:"status"`
	// Present exactly while the process runs and has proved that it serves.
	Ready *Ready `json:"ready,omitempty"`
	// When the script was launched. Absent while it never was.
	StartTime *time.Time `json:"startTime,omitempty"`
	// When the process ended. Present exactly in a final status.
	EndTime *time.Time `json:"endTime,omitempty"`
	// Exit code of the script. Absent while it lives, when it was never launched, and when a signal ended it.
	ExitCode *int `json:"exitCode,omitempty"`
	// Name of the signal that ended the script, as in "SIGKILL".
	Signal string `json:"signal,omitempty"`
	// Why it failed, in words for a person, where the exit code or the signal does not say it.
	Reason string `json:"reason,omitempty"`
	// Processes of the script that live on after its end: what could not be ended, what the policy for leftovers keeps,
	// and build daemons that are meant to serve the next run. Absent where nothing has survived.
	Survivors []Survivor `json:"survivors,omitempty"`
	// Why a part of the output is missing in its log on disk, in words for a person. Absent where none is, beyond the limit
	// of the log.
	LogProblem string `json:"logProblem,omitempty"`
	// Operating system's id of the script's first process. Absent before the launch and after the end, when the system
	// may give the number to a stranger.
	PID int `json:"pid,omitempty"`
	// How many restarts in a row led to this process; 0 for a fresh start.
	Restarts int `json:"restarts"`
	// Number of this snapshot: 1 when the process is reserved, one more with every change.
	Revision uint64 `json:"revision"`

	// Program to launch. Stays in the daemon.
	Command string `json:"-"`
	// Arguments of the program, without its name. Stays in the daemon.
	Args []string `json:"-"`
	// Environment of the program, as KEY=value. Never leaves the daemon: it holds secrets.
	Env []string `json:"-"`
	// Absolute directory to launch the program in. Stays in the daemon.
	Dir string `json:"-"`

	// launched is StartTime by the clock that nobody sets, zero where this program did not launch the script; lasted is
	// the time from then to the end.
	launched time.Time
	lasted   time.Duration
}

// IsRunning reports whether the process is alive in the widest sense: reserved, launched, or on its way out. It is the
// exact opposite of [State.IsFinished], so that no status falls between the two and a script that is being launched or
// stopped is never started a second time. Whether the script itself has been launched is Status == Running.
func (s *State) IsRunning() bool { return !s.Status.IsFinal() }

// IsFinished reports whether the process has ended and this is its last state.
func (s *State) IsFinished() bool { return s.Status.IsFinal() }

// Duration is how long the script has run: from its launch up to its end, or up to now while it lives. It is 0 when the
// script was never launched. In the program that launched it, setting the clock of the system does not change it.
func (s *State) Duration() time.Duration {
	switch {
	case s.StartTime == nil:
		return 0
	case !s.launched.IsZero() && s.EndTime == nil:
		return time.Since(s.launched)
	case !s.launched.IsZero():
		return s.lasted
	case s.EndTime == nil:
		return time.Since(*s.StartTime)
	default:
		return s.EndTime.Sub(*s.StartTime)
	}
}

// String is the state in one short line for logs: Process[ID-Name: status].
func (s *State) String() string {
	return fmt.Sprintf("Process[%s-%s: %s]", s.ID, s.Name, s.Status)
}

// script is what at most one living process exists of.
type script struct{ pkg, name string }

func (s *State) script() script { return script{s.Package, s.Name} }
