//go:build unix

package runner

import (
	"os/exec"
	"syscall"
)

// asGroup makes a command the first of a process group, which is killed as a whole when its context ends.
func asGroup(command *exec.Cmd) {
	command.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	command.Cancel = func() error { return syscall.Kill(-command.Process.Pid, syscall.SIGKILL) }
}
