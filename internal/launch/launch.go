// Package launch runs a program and all its descendants, a tree, on a terminal of its own, and signals the whole tree.
//
// It knows the operating system so that nothing above it must. A tree is what was started here: its members are found
// by the session that it was started in, by descent, and by the mark in their environment (on Windows by the job
// object), never by name or port. Each signal goes to a process whose identity was verified.
package launch

import (
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"slices"
	"strings"
)

// Sentinels of Start. The error around them names the program or the folder.
var (
	ErrNoFolder  = errors.New("the folder does not exist")
	ErrNoProgram = errors.New("the program cannot be run")
	ErrTerminal  = errors.New("no terminal can be opened")
	ErrTooLong   = errors.New("the command line is longer than the system allows")
)

// Default size of a terminal that nobody has sized yet, in cells. 80 by 24 is what programs assume without a terminal.
const (
	DefaultColumns = 80
	DefaultRows    = 24
)

// Command says what to run.
type Command struct {
	// Path of the program, absolute.
	Path string
	// Name is what the program is told of its own name (argv[0]): shells begin their messages with it. Empty for Path.
	Name string
	// Args without the program's own name.
	Args []string
	// Line is the whole command line instead of Args, for programs that read it by rules of their own, such as cmd.exe.
	// Only Windows has such a thing.
	Line string
	// Env is the whole environment as KEY=value.
	Env []string
	// Dir is the absolute folder to run in.
	Dir string
	// Columns and Rows of the terminal; 0 for the default.
	Columns, Rows int
	// Run names this run, in letters and digits, unique for the root. Empty for a random name.
	Run string
}

// Marker is the variable in the environment of every member of a tree. Its value is <daemon>.<run>, as in
// RUNLIGHT_RUN=9f2c4e8a1b3d5f70.mbk3v9q2x7. A program that starts a process without it, in a session of its own, and
// lets it be orphaned, has said that this process is not part of the script, and it is left alone: the way out for
// build daemons, as in "env -u RUNLIGHT_RUN setsid -f my-daemon".
const Marker = "RUNLIGHT_RUN"

// Member is a living process of a tree.
type Member struct {
	// PID is its process ID.
	PID int
	// Command is its command line, cut to 200 bytes, or the name of its program in brackets where the system hides it.
	Command string
	// Asked says that an Interrupt has reached it. It does not reach who has left the terminal's foreground.
	Asked bool
}

// String is the member in words for a person, as in "4711 (node server.js)".
func (m Member) String() string { return fmt.Sprintf("%d (%s)", m.PID, m.Command) }

// Signal is what a tree can be told.
type Signal int

const (
	// Interrupt is Ctrl-C: SIGINT to what runs in the foreground of the terminal.
	Interrupt Signal = iota
	// Terminate is SIGTERM, and then SIGCONT, to every member. Windows has no such thing and takes it as a second
	// Interrupt.
	Terminate
	// Kill ends every member without asking.
	Kill
)

// Exit is how the first process of a tree ended.
type Exit struct {
	// Code is the exit code; meaningless while Signal is set.
	Code int
	// Signal is the name of the signal that ended it, such as SIGKILL, or empty.
	Signal string
}

// Start runs a command on a new terminal, as the leader of a new session. Nobody ends the tree when this program dies:
// see [Guard].
func Start(c Command) (*Tree, error) { return newTree(c, newName()) }

// newTree launches a command as a run of this daemon.
func newTree(c Command, daemon string) (*Tree, error) {
	if info, err := os.Stat(c.Dir); err != nil || !info.IsDir() {
		return nil, fmt.Errorf("%w: %s", ErrNoFolder, c.Dir)
	}
	if c.Columns <= 0 || c.Rows <= 0 {
		c.Columns, c.Rows = DefaultColumns, DefaultRows
	}
	if c.Run == "" {
		c.Run = newName()
	}
	if c.Name == "" {
		c.Name = c.Path
	}
	mark := daemon + "." + c.Run
	return start(c, &exec.Cmd{
		Path: c.Path, Args: append([]string{c.Name}, c.Args...), Env: withMark(c.Env, mark), Dir: c.Dir,
	}, mark)
}

// withMark is an environment with the mark of a run. One that is there already is the mark of an outer run, in which
// this daemon was started.
func withMark(env []string, mark string) []string {
	return append(WithoutMarker(env), Marker+"="+mark)
}

// WithoutMarker is an environment, as KEY=value, for a program that must not be taken for a part of the script that
// starts it: a daemon above all.
func WithoutMarker(env []string) []string {
	return slices.DeleteFunc(slices.Clone(env), func(v string) bool { return strings.HasPrefix(v, Marker+"=") })
}

// newName is a random name that nobody else has: 16 hexadecimal digits.
func newName() string {
	var random [8]byte
	_, _ = rand.Read(random[:]) // does not fail: it ends the program where there is no randomness
	return hex.EncodeToString(random[:])
}

// A Tree is read, written and closed like the terminal that it runs on. Read returns io.EOF when no member holds the
// terminal any more, or when the tree was closed.
var _ io.ReadWriteCloser = (*Tree)(nil)
