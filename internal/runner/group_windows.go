package runner

import (
	"os/exec"
	"syscall"

	"golang.org/x/sys/windows"
)

// asGroup keeps a command from opening a window. When its context ends only its first process is killed, which takes the
// pipes of the others along.
func asGroup(command *exec.Cmd) {
	command.SysProcAttr = &syscall.SysProcAttr{HideWindow: true, CreationFlags: windows.CREATE_NO_WINDOW | windows.BELOW_NORMAL_PRIORITY_CLASS}
}

// stepBack is done by the class of the priority already.
func stepBack(int) {}
