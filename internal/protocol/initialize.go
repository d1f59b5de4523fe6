package protocol

import "github.com/runlight-dev/runlight/internal/process"

// Initialize is the first request of a connection. Its answer is the whole state, and from that moment on the
// connection is told of every change: state and subscription are one step, so that no change falls between them.
var Initialize = Request[InitializeParams, InitializeResult]{Method: "initialize"}

// UpdateSettings replaces the settings of the root, for example when the user granted trust.
var UpdateSettings = Request[Settings, Empty]{Method: "settings/update"}

// InitializeParams is what a client says of itself.
type InitializeParams struct {
	// ProtocolVersion is the Version that the client was built with.
	ProtocolVersion int `json:"protocolVersion"`
	// BuildID names the client's build. A daemon of another build says so in its hint.
	BuildID string `json:"buildId,omitempty"`
	// Root is the absolute path of the folder that the client wants to see. A daemon of another root refuses.
	Root string `json:"root,omitempty"`
	// Client is the kind of client, and becomes the owner of what it starts: editor, cli, tui or mcp:<name>.
	Client string `json:"client"`
	// Settings are the user's choices for this root. Those of an editor are for all clients; those of another client
	// count until an editor has said its own. Trust is each client's own.
	Settings Settings `json:"settings"`
	// Env is the environment, as KEY=value, that scripts get which this client starts. It is never told to any client.
	// Without it they get the daemon's own.
	Env []string `json:"env,omitempty"`
}

// EditorClient is the kind of client that an editor window is. The last of them that goes takes its scripts along.
const EditorClient = "editor"

// DefaultReloadGrace is how long scripts outlive the last editor, in seconds, where a client does not say. It is what
// VS Code grants to its own terminals.
const DefaultReloadGrace = 60

// KeepScripts is the OnLastWindowClosed under which scripts go on without an editor.
const KeepScripts = "keep"

// KeepLeftovers is the Leftovers under which processes that a script leaves behind live on.
const KeepLeftovers = "keep"

// Defaults of the output that is kept of each process, in MiB. 2 are some 20,000 lines, more than a terminal of the
// editor scrolls back.
const (
	DefaultOutputMemory = 2
	DefaultOutputLog    = 32
)

// Values of Runner.
const (
	RunnerAuto    = "auto"
	RunnerDirect  = "direct"
	RunnerManager = "manager"
)

// Settings are the choices of a user for one root.
type Settings struct {
	// Trusted says that the user trusts the root. Scripts of a root that is not trusted are shown and never run.
	Trusted bool `json:"trusted"`
	// PackageManager is auto or the name of the manager to use for every package: npm, pnpm, yarn or bun.
	PackageManager string `json:"packageManager,omitempty"`
	// Exclude are globs over the paths of packages, relative to the root, that are not shown.
	Exclude []string `json:"exclude,omitempty"`
	// ReloadGrace is how long after the last editor has gone OnLastWindowClosed applies, in seconds; without it
	// DefaultReloadGrace. A window that is only reloaded is back sooner.
	ReloadGrace *int `json:"reloadGrace,omitempty"`
	// OnLastWindowClosed is stop, which is what it is without a value, or keep.
	OnLastWindowClosed string `json:"onLastWindowClosed,omitempty"`
	// Leftovers says what becomes of processes that a script leaves behind when it ends by itself: kill, which is what it
	// is without a value, or keep.
	Leftovers string `json:"leftovers,omitempty"`
	// OutputMemory is how much of the output of each process is kept in memory, in MiB; without it DefaultOutputMemory.
	OutputMemory *int `json:"outputMemory,omitempty"`
	// OutputLog is how large the log of the output of each process may grow on disk, in MiB; 0 for no log, and without it
	// DefaultOutputLog.
	OutputLog *int `json:"outputLog,omitempty"`
	// Runner is auto, which is what it is without a value, direct or manager: whether scripts are run without their
	// package manager where that makes no difference to them, wherever it is possible at all, or never.
	Runner string `json:"runner,omitempty"`
}

// InitializeResult is the whole state of a root at the moment of subscription.
type InitializeResult struct {
	// ProtocolVersion is the daemon's Version.
	ProtocolVersion int `json:"protocolVersion"`
	// BuildID names the daemon's build.
	BuildID string `json:"buildId"`
	// PID is the process ID of the daemon.
	PID int `json:"pid"`
	// Root is the absolute path of the root, symbolic links resolved.
	Root string `json:"root"`
	// Workspace is the packages of the root.
	Workspace Workspace `json:"workspace"`
	// Processes are the processes that the daemon remembers, oldest first.
	Processes []*process.State `json:"processes"`
	// Hint is what the user should know about the daemon itself: that it is of another build than the client,
	// or that the one before it crashed, which only the first editor is told.
	Hint string `json:"hint,omitempty"`
}
