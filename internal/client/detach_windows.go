package client

import (
	"os/exec"
	"syscall"

	"golang.org/x/sys/windows"
)

// neutralDir is on no drive that is ever removed.
const neutralDir = `C:\`

// startDetached starts a program without a console and, where our job allows that, outside of it: an editor may end its
// job with all that is in it (CreateProcessW, CREATE_BREAKAWAY_FROM_JOB).
func startDetached(c *exec.Cmd) error {
	const flags = windows.DETACHED_PROCESS | windows.CREATE_NEW_PROCESS_GROUP
	again := *c // a command starts once, also when that fails
	c.SysProcAttr = &syscall.SysProcAttr{HideWindow: true, CreationFlags: flags | windows.CREATE_BREAKAWAY_FROM_JOB}
	if c.Start() == nil {
		return nil
	}
	*c = again
	c.SysProcAttr = &syscall.SysProcAttr{HideWindow: true, CreationFlags: flags}
	return c.Start()
}
