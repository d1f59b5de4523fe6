package launch

import (
	"errors"
	"fmt"

	"golang.org/x/sys/unix"
)

// send signals one process, if it still is the one that is meant. There is no handle on a process here, so that its
// start time is compared just before.
func send(id identity, s unix.Signal) error {
	if now, ok := identify(id.pid); !ok || now != id {
		return nil
	}
	if err := unix.Kill(id.pid, s); err != nil && !errors.Is(err, unix.ESRCH) {
		return fmt.Errorf("send %s to process %d: %w", unix.SignalName(s), id.pid, err)
	}
	return nil
}

// pressInterrupt does what the terminal does at Ctrl-C.
func pressInterrupt(_ int, group int) error { return unix.Kill(-group, unix.SIGINT) }
