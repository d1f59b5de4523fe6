package protocol

// GetDaemon tells of the daemon itself. It is answered before initialize as well, so that a client can look before it
// decides to stay.
var GetDaemon = Request[Empty, DaemonStatus]{Method: "daemon/get"}

// StopDaemon ends the daemon, and every script with it, gently first. It is answered at once; the connection ends when
// all are gone. It is answered before initialize as well.
var StopDaemon = Request[StopDaemonParams, StopDaemonResult]{Method: "daemon/stop"}

// DaemonWillStop is pushed before a daemon ends that somebody asked to: who hears it should not start another.
var DaemonWillStop = Notification[Empty]{Method: "daemon/willStop"}

// DaemonStatus is what a daemon says of itself.
type DaemonStatus struct {
	// ProtocolVersion is the daemon's Version.
	ProtocolVersion int `json:"protocolVersion"`
	// BuildID names the daemon's build.
	BuildID string `json:"buildId"`
	// PID is the process ID of the daemon.
	PID int `json:"pid"`
	// Root is the absolute path of the root, symbolic links resolved.
	Root string `json:"root"`
	// Editors counts the connected editor windows.
	Editors int `json:"editors"`
	// Others counts the other connections, without the one that asks.
	Others int `json:"others"`
	// Running counts the processes that have not ended.
	Running int `json:"running"`
}

// StopDaemonParams say when.
type StopDaemonParams struct {
	// IfIdle refuses while a process runs or another client is connected.
	IfIdle bool `json:"ifIdle,omitempty"`
}

// StopDaemonResult says whether it will.
type StopDaemonResult struct {
	// Stopping is false for a daemon that is not idle.
	Stopping bool `json:"stopping"`
}

// DaemonReady is the one line of JSON that a daemon prints when clients can connect, and that connect prints of a daemon.
type DaemonReady struct {
	// PID is the process ID of the daemon.
	PID int `json:"pid,omitempty"`
	// BuildID names the build of the program that printed this.
	BuildID string `json:"buildId,omitempty"`
	// Endpoint is the path of a socket or the name of a pipe.
	Endpoint string `json:"endpoint,omitempty"`
	// Log is the file that the daemon writes its log to.
	Log string `json:"log,omitempty"`
	// Error says why there is no daemon; the other members are missing then.
	Error string `json:"error,omitempty"`
}
