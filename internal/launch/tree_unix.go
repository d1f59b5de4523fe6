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
	// handle is a pidfd of the first process, or -1.
	handle   int
	newlines newlines
	leader   identity
	mark     string
	closed   sync.Once
	err      error
	// forget tells the guard that the run is over; nil without a guard.
	forget func()

	mu        sync.Mutex // guards what follows
	seen      []identity // members at the last look
	asked     []identity // members that an Interrupt has reached
	ended     bool       // the first process
	left      bool       // Close was called
	collected bool
}

func start(c Command, cmd *exec.Cmd, mark string) (*Tree, error) {
	terminal, err := xpty.NewUnixPty(c.Columns, c.Rows)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrTerminal, err)
	}
	t := &Tree{cmd: cmd, terminal: terminal, mark: mark}
	if t.master, err = nonBlocking(terminal.Master()); err != nil {
		_ = terminal.Close()
		return nil, fmt.Errorf("%w: %w", ErrTerminal, err)
	}
	t.newlines.watch(t.control)
	// A session of its own: the whole tree can be found by it, and it has the terminal as its controlling one.
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Setctty: true, Ctty: 0}
	wantHandle(cmd, &t.handle)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = terminal.Slave(), terminal.Slave(), terminal.Slave()
	if err := family.start(cmd); err != nil {
		t.hangUp()
		_ = terminal.Slave().Close()
		if errors.Is(err, unix.E2BIG) { // execve(2): one argument has at most 128 KiB on Linux, and all together some MiB
			return nil, fmt.Errorf("%w: %s: give the script a file to read instead of long arguments", ErrTooLong, cmd.Path)
		}
		return nil, fmt.Errorf("%w: %s: %w", ErrNoProgram, cmd.Path, unwrapPath(err))
	}
	// It is there even if it has ended: nobody has collected it.
	t.leader, _ = identify(cmd.Process.Pid)
	t.leader.pid = cmd.Process.Pid
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

// Read reads what the tree writes to its terminal into p, which has room for two bytes at least.
func (t *Tree) Read(p []byte) (int, error) {
	n, err := t.newlines.read(t.master, p)
	// Linux answers EIO when the last holder of the terminal is gone.
	if err != nil && (errors.Is(err, syscall.EIO) || errors.Is(err, os.ErrClosed)) {
		err = io.EOF
	}
	return n, err
}

// Write types into the terminal. It waits while the tree does not read.
func (t *Tree) Write(p []byte) (int, error) {
	t.newlines.typed()
	return t.master.Write(p)
}

// Resize sets the size of the terminal in cells; the tree is told by SIGWINCH.
func (t *Tree) Resize(columns, rows int) error { return t.terminal.Resize(columns, rows) }

// Wait returns when the first process has ended. Read gets what is still in the terminal.
func (t *Tree) Wait() Exit {
	exit := awaitExit(t.cmd, t.handle)
	releaseTerminal(t.terminal.Slave())
	t.collect(func() { t.ended = true })
	return exit
}

// collect gives up the first process when it has ended and the tree was closed. Until then its number, which is the one
// of the session too, is taken, so that no stranger is mistaken for a member.
func (t *Tree) collect(change func()) {
	t.mu.Lock()
	defer t.mu.Unlock()
	change()
	if t.ended && t.left && !t.collected {
		t.collected = true
		family.collect(t.cmd)
	}
}

// Signal tells the tree. That members are gone already is no error; one that may not be signalled, by its rights, is.
// Build daemons are not told.
func (t *Tree) Signal(s Signal) error {
	members, _ := t.look()
	switch s {
	case Interrupt:
		return t.interrupt(members)
	case Terminate:
		// A stopped process takes SIGTERM only when it is continued.
		return errors.Join(each(members, unix.SIGTERM), each(members, unix.SIGCONT))
	default:
		return each(members, unix.SIGKILL)
	}
}

// interrupt reaches each process once: wrappers such as npm pass a signal on, and many programs take a second Ctrl-C
// for the wish to end at once.
func (t *Tree) interrupt(members []entry) error {
	group, reached, failed := t.foreground(), members, error(nil)
	if slices.ContainsFunc(members, func(m entry) bool { return m.group == group }) {
		failed = t.control(func(fd int) error { return pressInterrupt(fd, group) })
		reached = slices.DeleteFunc(slices.Clone(members), func(m entry) bool { return m.group != group })
	} else {
		failed = each(members, unix.SIGINT)
	}
	t.mu.Lock()
	t.asked = identities(reached)
	t.mu.Unlock()
	stopped := slices.DeleteFunc(slices.Clone(members), func(m entry) bool { return !m.stopped })
	return errors.Join(failed, each(stopped, unix.SIGCONT))
}

// control does something with the descriptor of the master, unless that was closed.
func (t *Tree) control(do func(fd int) error) error {
	var err error
	closed := t.terminal.Control(func(fd uintptr) { err = do(int(fd)) })
	return errors.Join(closed, err)
}

// foreground is the process group that Ctrl-C would reach (tcgetpgrp(3)), 0 for none.
func (t *Tree) foreground() (group int) {
	_ = t.control(func(fd int) (err error) {
		group, err = unix.IoctlGetInt(fd, unix.TIOCGPGRP)
		return err
	})
	return group
}

func each(members []entry, s unix.Signal) error {
	var failed error
	for _, m := range members {
		failed = errors.Join(failed, send(m.identity, s))
	}
	return failed
}

// look finds the members as they are now, and the build daemons among them that are left alone.
func (t *Tree) look() (ending, spared []entry) {
	all := look()
	t.mu.Lock()
	defer t.mu.Unlock()
	c := claim{leader: t.leader, mark: t.mark, pinned: !t.collected, seen: t.seen}
	members := c.members(all)
	t.seen = identities(members)
	return c.spare(members, readCommand)
}

// Members are the living processes of the tree: those that are to end with it, and the build daemons, such as Gradle's
// or watchman, that it has left running in sessions of their own, with what these have started. They are meant to serve
// the next run, and are not signalled. Each call looks at all processes of the system, which takes milliseconds.
func (t *Tree) Members() (ending, spared []Member) {
	e, s := t.look()
	ending, spared = describe(e), describe(s)
	t.mu.Lock()
	defer t.mu.Unlock()
	for i := range ending {
		ending[i].Asked = slices.Contains(t.asked, e[i].identity)
	}
	return ending, spared
}

func identities(entries []entry) []identity {
	var all []identity
	for _, e := range entries {
		all = append(all, e.identity)
	}
	return all
}

func describe(entries []entry) []Member {
	var members []Member
	for _, e := range entries {
		members = append(members, Member{PID: e.pid, Command: shorten(readCommand(e.pid))})
	}
	return members
}

// Close gives up the terminal, which hangs up on members that still hold it, and ends a blocked Read.
func (t *Tree) Close() error {
	t.closed.Do(func() {
		t.hangUp()
		t.collect(func() { t.left = true })
		if t.forget != nil {
			t.forget()
		}
	})
	return t.err
}

func (t *Tree) hangUp() {
	t.err = errors.Join(t.master.Close(), t.terminal.Master().Close())
}
