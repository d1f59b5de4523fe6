package launch

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"sync"
	"syscall"
	"unsafe"

	"github.com/charmbracelet/x/xpty"
	"golang.org/x/sys/windows"
)

// Tree is a running program with all its descendants, held together by a job object.
type Tree struct {
	cmd      *exec.Cmd
	terminal *xpty.ConPty
	job      windows.Handle
	closed   sync.Once
	err      error
}

func start(c Command, cmd *exec.Cmd, _ string) (*Tree, error) {
	terminal, err := xpty.NewConPty(c.Columns, c.Rows)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrTerminal, err)
	}
	job, err := newJob()
	if err != nil {
		_ = terminal.Close()
		return nil, err
	}
	t := &Tree{cmd: cmd, terminal: terminal, job: job}
	// It runs only when it is in its job: what it started before would not be. The pseudo console's library has no room for
	// the job in the list of attributes that it makes (PROC_THREAD_ATTRIBUTE_JOB_LIST).
	cmd.SysProcAttr = &syscall.SysProcAttr{CmdLine: c.Line, CreationFlags: windows.CREATE_SUSPENDED}
	if err := terminal.Start(cmd); err != nil {
		return nil, errors.Join(fmt.Errorf("%w: %s: %w", ErrNoProgram, cmd.Path, err), t.Close())
	}
	if err := t.join(); err != nil {
		return nil, errors.Join(err, cmd.Process.Kill(), t.Close())
	}
	if err := resume(uint32(t.PID())); err != nil {
		return nil, errors.Join(err, t.Close())
	}
	return t, nil
}

// resume lets the threads of a process run that was started suspended. It has one, which the library does not tell, and
// perhaps those that a virus scanner has put into it, on which it has no effect.
func resume(pid uint32) error {
	snapshot, err := windows.CreateToolhelp32Snapshot(windows.TH32CS_SNAPTHREAD, 0)
	if err != nil {
		return fmt.Errorf("list the threads of process %d: %w", pid, err)
	}
	defer windows.CloseHandle(snapshot)
	resumed := 0
	thread := windows.ThreadEntry32{Size: uint32(unsafe.Sizeof(windows.ThreadEntry32{}))}
	for err = windows.Thread32First(snapshot, &thread); err == nil; err = windows.Thread32Next(snapshot, &thread) {
		if thread.OwnerProcessID != pid {
			continue
		}
		if err := resumeThread(thread.ThreadID); err != nil {
			return fmt.Errorf("let process %d run: %w", pid, err)
		}
		resumed++
	}
	if resumed == 0 {
		return fmt.Errorf("let process %d run: no thread was found: %w", pid, err)
	}
	return nil
}

func resumeThread(id uint32) error {
	thread, err := windows.OpenThread(windows.THREAD_SUSPEND_RESUME, false, id)
	if err != nil {
		return err
	}
	defer windows.CloseHandle(thread)
	_, err = windows.ResumeThread(thread)
	return err
}

// newJob makes a job object whose members end with it, so also when this program dies.
func newJob() (windows.Handle, error) {
	job, err := windows.CreateJobObject(nil, nil)
	if err != nil {
		return 0, fmt.Errorf("create a job object: %w", err)
	}
	var limits windows.JOBOBJECT_EXTENDED_LIMIT_INFORMATION
	limits.BasicLimitInformation.LimitFlags = windows.JOB_OBJECT_LIMIT_KILL_ON_JOB_CLOSE
	_, err = windows.SetInformationJobObject(job, windows.JobObjectExtendedLimitInformation,
		uintptr(unsafe.Pointer(&limits)), uint32(unsafe.Sizeof(limits)))
	if err != nil {
		return 0, errors.Join(fmt.Errorf("limit a job object: %w", err), windows.CloseHandle(job))
	}
	return job, nil
}

// join puts the first process into the job; what it starts is in it by itself.
func (t *Tree) join() error {
	const access = windows.PROCESS_SET_QUOTA | windows.PROCESS_TERMINATE
	process, err := windows.OpenProcess(access, false, uint32(t.PID()))
	if err != nil {
		return fmt.Errorf("open process %d: %w", t.PID(), err)
	}
	defer windows.CloseHandle(process)
	if err := windows.AssignProcessToJobObject(t.job, process); err != nil {
		return fmt.Errorf("put process %d into its job: %w", t.PID(), err)
	}
	return nil
}

// PID is the process ID of the first process.
func (t *Tree) PID() int { return t.cmd.Process.Pid }

// Read reads what the tree writes to its terminal.
func (t *Tree) Read(p []byte) (int, error) {
	n, err := t.terminal.Read(p)
	if err != nil && (errors.Is(err, windows.ERROR_BROKEN_PIPE) || errors.Is(err, os.ErrClosed)) {
		err = io.EOF
	}
	return n, err
}

// Write types into the terminal.
func (t *Tree) Write(p []byte) (int, error) { return t.terminal.Write(p) }

// Resize sets the size of the terminal in cells.
func (t *Tree) Resize(columns, rows int) error { return t.terminal.Resize(columns, rows) }

// Wait returns when the first process has ended.
func (t *Tree) Wait() Exit {
	_ = xpty.WaitProcess(context.Background(), t.cmd) // what it says stands in ProcessState as well
	return Exit{Code: t.cmd.ProcessState.ExitCode()}
}

// Signal tells the tree.
func (t *Tree) Signal(s Signal) error {
	if s == Kill {
		return windows.TerminateJobObject(t.job, 1)
	}
	// A console program hears Ctrl-C as input of its console.
	_, err := t.terminal.Write([]byte{3})
	return err
}

// maxMembers bounds the list that Members asks for. More are counted by the system and left out of the list.
const maxMembers = 1024

// Members are the living processes of the tree, none of which is spared: a job object ends all its members when it is
// closed.
func (t *Tree) Members() (members, spared []Member) {
	// JOBOBJECT_BASIC_PROCESS_ID_LIST with room for the IDs behind its two counts.
	var list struct {
		assigned, listed uint32
		ids              [maxMembers]uintptr
	}
	err := windows.QueryInformationJobObject(t.job, windows.JobObjectBasicProcessIdList,
		uintptr(unsafe.Pointer(&list)), uint32(unsafe.Sizeof(list)), nil)
	if err != nil && !errors.Is(err, windows.ERROR_MORE_DATA) {
		return nil, nil
	}
	members = make([]Member, 0, list.listed)
	for _, id := range list.ids[:min(int(list.listed), maxMembers)] {
		members = append(members, Member{PID: int(id), Command: shorten(imageName(uint32(id)))})
	}
	return members, nil
}

// imageName is the path of the program that a process runs, or empty where the system does not tell.
func imageName(pid uint32) string {
	process, err := windows.OpenProcess(windows.PROCESS_QUERY_LIMITED_INFORMATION, false, pid)
	if err != nil {
		return ""
	}
	defer windows.CloseHandle(process)
	var name [windows.MAX_PATH]uint16
	size := uint32(len(name))
	if windows.QueryFullProcessImageName(process, 0, &name[0], &size) != nil {
		return ""
	}
	return windows.UTF16ToString(name[:size])
}

// Close gives up the terminal and the job, which ends what is left of the tree.
func (t *Tree) Close() error {
	t.closed.Do(func() {
		t.err = errors.Join(t.terminal.Close(), windows.CloseHandle(t.job))
	})
	return t.err
}
