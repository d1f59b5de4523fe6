// Package launch runs a program and all its descendants, a tree, on a terminal of its own, and signals the whole tree.
//
// It knows the operating system so that nothing above it must. A tree is what was started here: its members are found
// by the session (or job object) that it was started in, never by name or port.
package launch

import (
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
)

// Sentinels of Start. The error around them names the program or the folder.
var (
	ErrNoFolder  = errors.New("the folder does not exist")
	ErrNoProgram = errors.New("the program cannot be run")
	ErrTerminal  = errors.New("no terminal can be opened")
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
	// Args without the program's own name.
	Args []string
	// Env is the whole environment as KEY=value.
	Env []string
	// Dir is the absolute folder to run in.
	Dir string
	// Columns and Rows of the terminal; 0 for the default.
	Columns, Rows int
}

// Signal is what a tree can be told.
type Signal int

const (
	// Interrupt is Ctrl-C: SIGINT to what runs in the foreground of the terminal.
	Interrupt Signal = iota
	// Terminate is SIGTERM to every member. Windows has no such thing and takes it as a second Interrupt.
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

// Start runs a command on a new terminal, as the leader of a new session.
func Start(c Command) (*Tree, error) {
	if info, err := os.Stat(c.Dir); err != nil || !info.IsDir() {
		return nil, fmt.Errorf("%w: %s", ErrNoFolder, c.Dir)
	}
	if c.Columns <= 0 || c.Rows <= 0 {
		c.Columns, c.Rows = DefaultColumns, DefaultRows
	}
	cmd := &exec.Cmd{Path: c.Path, Args: append([]string{c.Path}, c.Args...), Env: c.Env, Dir: c.Dir}
	return start(cmd, c.Columns, c.Rows)
}

// A Tree is read, written and closed like the terminal that it runs on. Read returns io.EOF when no member holds the
// terminal any more, or when the tree was closed.
var _ io.ReadWriteCloser = (*Tree)(nil)
