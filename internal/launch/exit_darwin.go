package launch

import (
	"os"
	"os/exec"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// releaseTerminal gives up our hold on the slave. macOS discards what was not read when the last hold goes, so it first
// waits until everything was, for half a second at most.
func releaseTerminal(slave *os.File) {
	for deadline := time.Now().Add(500 * time.Millisecond); time.Now().Before(deadline); time.Sleep(5 * time.Millisecond) {
		if unread, err := unix.IoctlGetInt(int(slave.Fd()), unix.TIOCOUTQ); err != nil || unread == 0 {
			break
		}
	}
	_ = slave.Close()
}

// wantHandle does nothing: there are no handles on processes here.
func wantHandle(*exec.Cmd, *int) {}

// awaitExit waits for the end of a child.
func awaitExit(cmd *exec.Cmd, _ int) Exit {
	_ = cmd.Wait() // what it says stands in ProcessState as well
	status, ok := cmd.ProcessState.Sys().(syscall.WaitStatus)
	if ok && status.Signaled() {
		return Exit{Code: 128 + int(status.Signal()), Signal: unix.SignalName(status.Signal())}
	}
	return Exit{Code: cmd.ProcessState.ExitCode()}
}
