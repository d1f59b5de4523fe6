//go:build unix

package launch

import (
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"slices"
	"sync"
	"syscall"

	"github.com/charmbracelet/x/xpty"
	"golang.org/x/sys/unix"
)

// Tree is a running program with all its descendants.
type Tree struct {
	cmd      *exec.Cmd
	terminal *xpty.UnixPty
	// master is the terminal's own end once more, but non-blocking, so that Close ends a blocked Read: the one in
	// terminal was made blocking by the ioctls that opened it.
	master *os.File
	closed sync.Once
	err    error
}

func start(cmd *exec.Cmd, columns, rows int) (*Tree, error) {
	terminal, err := xpty.NewUnixPty(columns, rows)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrTerminal, err)
	}
	t := &Tree{cmd: cmd, terminal: terminal}
	if t.master, err = nonBlocking(terminal.Master()); err != nil {
		_ = terminal.Close()
		return nil, fmt.Errorf("%w: %w", ErrTerminal, err)
	}
	// A session of its own: the whole tree can be found by it, and it has the terminal as its controlling one.
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Setctty: true, Ctty: 0}
	if err := terminal.Start(cmd); err != nil {
		_ = t.Close()
		_ = terminal.Slave().Close()
		return nil, fmt.Errorf("%w: %s: %w", ErrNoProgram, cmd.Path, unwrapPath(err))
	}
	return t, nil
}

// nonBlocking duplicates a file for use with the runtime's poller.
func nonBlocking(f *os.File) (*os.File, error) {
	fd, err := unix.FcntlInt(f.Fd(), unix.F_DUPFD_CLOEXEC, 0)
	if err != nil {
		return nil, fmt.Errorf("duplicate the terminal: %w", err)
	}
	if err := unix.SetNonblock(fd, true); err != nil {
		_ = unix.Close(fd)
		return nil, fmt.Errorf("make the terminal non-blocking: %w", err)
	}
	return os.NewFile(uintptr(fd), f.Name()), nil
}

// unwrapPath drops the "fork/exec /path" that os.PathError puts before the cause: the caller names the path.
func unwrapPath(err error) error {
	if path := (*os.PathError)(nil); errors.As(err, &path) {
		return path.Err
	}
	return err
}

// PID is the process ID of the first process, and the ID of its session.
func (t *Tree) PID() int { return t.cmd.Process.Pid }

// Read reads what the tree writes to its terminal.
func (t *Tree) Read(p []byte) (int, error) {
	n, err := t.master.Read(p)
	// Linux answers EIO when the last holder of the terminal is gone.
	if err != nil && (errors.Is(err, syscall.EIO) || errors.Is(err, os.ErrClosed)) {
		err = io.EOF
	}
	return n, err
}

// Write types into the terminal. It waits while the tree does not read.
func (t *Tree) Write(p []byte) (int, error) { return t.master.Write(p) }

// Resize sets the size of the terminal in cells; the tree is told by SIGWINCH.
func (t *Tree) Resize(columns, rows int) error { return t.terminal.Resize(columns, rows) }

// Wait returns when the first process has ended. Read gets what is still in the terminal.
func (t *Tree) Wait() Exit {
	_ = t.cmd.Wait() // what it says stands in ProcessState as well
	releaseTerminal(t.terminal.Slave())
	status, ok := t.cmd.ProcessState.Sys().(syscall.WaitStatus)
	if ok && status.Signaled() {
		return Exit{Code: 128 + int(status.Signal()), Signal: unix.SignalName(status.Signal())}
	}
	return Exit{Code: t.cmd.ProcessState.ExitCode()}
}

// Signal tells the tree. That members are gone already is no error.
func (t *Tree) Signal(s Signal) error {
	if s == Interrupt {
		if group, err := t.foreground(); err == nil {
			return kill(group, unix.SIGINT)
		}
		return kill(t.PID(), unix.SIGINT)
	}
	number := unix.SIGTERM
	if s == Kill {
		number = unix.SIGKILL
	}
	var failed error
	for _, group := range t.groups() {
		failed = errors.Join(failed, kill(group, number))
		if s == Terminate {
			// A stopped process takes SIGTERM only when it is continued.
			failed = errors.Join(failed, kill(group, unix.SIGCONT))
		}
	}
	return failed
}

// foreground is the process group that Ctrl-C would reach (tcgetpgrp(3)), if it belongs to this tree.
func (t *Tree) foreground() (group int, err error) {
	controlError := t.terminal.Control(func(fd uintptr) {
		group, err = unix.IoctlGetInt(int(fd), unix.TIOCGPGRP)
	})
	if err := errors.Join(controlError, err); err != nil {
		return 0, err
	}
	if !slices.Contains(t.groups(), group) {
		return 0, unix.ESRCH
	}
	return group, nil
}

// groups are the process groups that have members of this tree.
func (t *Tree) groups() []int {
	var groups []int
	for _, m := range members(t.PID()) {
		if !slices.Contains(groups, m.group) {
			groups = append(groups, m.group)
		}
	}
	return groups
}

// Members are the process IDs of the tree, without those that have ended and only wait to be collected.
func (t *Tree) Members() []int {
	var pids []int
	for _, m := range members(t.PID()) {
		pids = append(pids, m.pid)
	}
	return pids
}

// Close gives up the terminal, which hangs up on members that still hold it, and ends a blocked Read.
func (t *Tree) Close() error {
	t.closed.Do(func() {
		t.err = errors.Join(t.master.Close(), t.terminal.Master().Close())
	})
	return t.err
}

// kill signals a process group.
func kill(group int, s unix.Signal) error {
	err := unix.Kill(-group, s)
	if errors.Is(err, unix.ESRCH) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("send %s to process group %d: %w", unix.SignalName(s), group, err)
	}
	return nil
}

// member is one process of a tree.
type member struct{ pid, group int }
