package launch

import (
	"os"
	"time"

	"golang.org/x/sys/unix"
)

// zombie is SZOMB of sys/proc.h.
const zombie = 5

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

// members returns the living processes of the process group that the tree was started in.
func members(session int) []member {
	processes, err := unix.SysctlKinfoProcSlice("kern.proc.pgrp", session)
	if err != nil {
		return nil
	}
	var found []member
	for _, p := range processes {
		if p.Proc.P_stat != zombie {
			found = append(found, member{pid: int(p.Proc.P_pid), group: session})
		}
	}
	return found
}
