package protocol

import "github.com/runlight-dev/runlight/internal/process"

// RunScript starts a script. When it runs already, nothing is started and the running process is the answer.
var RunScript = Request[RunParams, RunResult]{Method: "script/run"}

// StopProcess asks a process to end and answers at once with its state; the end is pushed. To stop a process that
// has ended is no error.
var StopProcess = Request[ProcessParams, process.State]{Method: "process/stop"}

// RestartProcess stops a process, waits until its whole tree is gone and starts the script again, as the manifest
// has it now. The answer is the new process.
var RestartProcess = Request[ProcessParams, process.State]{Method: "process/restart"}

// StopAll asks every live process to end and answers at once.
var StopAll = Request[Empty, Empty]{Method: "process/stopAll"}

// ClearFinished makes the daemon forget all processes that have ended. Their logs stay until their time comes.
var ClearFinished = Request[Empty, Empty]{Method: "process/clearFinished"}

// PlanScript tells how a script would be run now, and runs nothing.
var PlanScript = Request[RunParams, ScriptPlan]{Method: "script/plan"}

// SendInput writes to the terminal of a process, as typed by a person.
var SendInput = Request[InputParams, Empty]{Method: "process/input"}

// ResizeTerminal sets the size of the terminal of a process.
var ResizeTerminal = Request[ResizeParams, Empty]{Method: "process/resize"}

// StateDidChange is pushed when processes changed. Intermediate states may be left out, the newest never is.
var StateDidChange = Notification[StateDelta]{Method: "state/didChange"}

// RunParams names a script.
type RunParams struct {
	// Package is the path of the package, as in Package.Path.
	Package string `json:"package"`
	// Name of the script.
	Name string `json:"name"`
	// Args are passed to the script after its own text, unchanged.
	Args []string `json:"args,omitempty"`
	// Columns of the terminal; 0 for a default.
	Columns int `json:"columns,omitempty"`
	// Rows of the terminal; 0 for a default.
	Rows int `json:"rows,omitempty"`
}

// RunResult is the process of a script.
type RunResult struct {
	// Process is the newest state.
	Process process.State `json:"process"`
	// Started is false when the script ran already.
	Started bool `json:"started"`
}

// ScriptPlan is how a script would be run.
type ScriptPlan struct {
	// Direct says that the script is run in its shell, and not by its package manager.
	Direct bool `json:"direct"`
	// Manager is the package manager that runs the script, or whose ways are followed, with its version where that is
	// known: "npm 11.19.1".
	Manager string `json:"manager"`
	// Reason says why it is done so, in words for a person.
	Reason string `json:"reason"`
	// Steps are the command lines that are run in order, with the names of their scripts: hooks stand around the script
	// itself. A package manager that runs the script is one step.
	Steps []PlanStep `json:"steps"`
}

// PlanStep is one command of a plan.
type PlanStep struct {
	// Event is the name of the script that the step runs, such as predev.
	Event string `json:"event"`
	// Command is the text that the shell gets, with the arguments of the script.
	Command string `json:"command"`
}

// ProcessParams names a process.
type ProcessParams struct {
	// ID of the process.
	ID process.ID `json:"id"`
}

// InputParams is text for the terminal of a process.
type InputParams struct {
	// ID of the process.
	ID process.ID `json:"id"`
	// Data as the keyboard sends it: Enter is "\r", Ctrl-C is "\u0003".
	Data string `json:"data"`
}

// ResizeParams is the size of the terminal of a process.
type ResizeParams struct {
	// ID of the process.
	ID process.ID `json:"id"`
	// Columns, at least 1.
	Columns int `json:"columns"`
	// Rows, at least 1.
	Rows int `json:"rows"`
}

// StateDelta is what changed in the processes since this connection was last told.
type StateDelta struct {
	// Processes are the newest states of those that are new or different, oldest process first.
	Processes []*process.State `json:"processes"`
	// Removed are the processes that the daemon no longer remembers.
	Removed []process.ID `json:"removed"`
}
