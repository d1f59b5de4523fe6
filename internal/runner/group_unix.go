//go:build unix

package runner

import (
	"os/exec"
	"syscall"

	"golang.org/x/sys/unix"
)

// asGroup makes a command the first of a process group, which is killed as a whole when its context ends.
func asGroup(command *exec.Cmd) {
	command.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	command.Cancel = func() error { return syscall.Kill(-command.Process.Pid, syscall.SIGKILL) }
}

// patience is how much a group steps back behind what the user waits for (setpriority(2)).
const patience = 10

// stepBack lets a group work only where nobody else wants to. That it cannot be told so does not matter.
func stepBack(group int) { _ = unix.Setpriority(unix.PRIO_PGRP, group, patience) }
