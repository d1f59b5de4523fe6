//go:build unix

package client

import (
	"os/exec"
	"syscall"
)

// neutralDir can neither be removed nor unmounted.
const neutralDir = "/"

// startDetached starts a program in a session of its own, which no terminal and no signal to our process group reaches.
func startDetached(c *exec.Cmd) error {
	c.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
	return c.Start()
}
