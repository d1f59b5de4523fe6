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
