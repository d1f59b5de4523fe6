package launch

import (
	"errors"
	"fmt"

	"golang.org/x/sys/unix"
)

// send signals one process, if it still is the one that is meant. A pidfd holds on to the process behind a number, so
// that between the check and the signal no other can take its place (pidfd_open(2)).
func send(id identity, s unix.Signal) error {
	fd, err := unix.PidfdOpen(id.pid, 0)
	switch {
	case err == nil:
		defer unix.Close(fd)
	case errors.Is(err, unix.ESRCH):
		return nil
	default:
		fd = -1 // a kernel before 5.3, or a sandbox that does not know the call
	}
	if now, ok := identify(id.pid); !ok || now != id {
		return nil
	}
	if fd >= 0 {
		err = unix.PidfdSendSignal(fd, s, nil, 0)
	} else {
		err = unix.Kill(id.pid, s)
	}
	if err == nil || errors.Is(err, unix.ESRCH) {
		return nil
	}
	return fmt.Errorf("send %s to process %d: %w", unix.SignalName(s), id.pid, err)
}

// pressInterrupt lets the kernel do what it does at Ctrl-C: SIGINT to the foreground group of the terminal, whichever
// that is at this very moment (ioctl_tty(2), TIOCSIG; for the master's side only).
func pressInterrupt(master int, _ int) error {
	return unix.IoctlSetInt(master, unix.TIOCSIG, int(unix.SIGINT))
}
