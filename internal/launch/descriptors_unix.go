//go:build unix

package launch

import (
	"os"
	"strconv"

	"golang.org/x/sys/unix"
)

// KeepDescriptors sees to it that no program which is started from now on gets a descriptor beyond the standard three
// that this program was given by whoever started it: editors and shells leave some open by mistake. A daemon would hold
// their pipes for ever, and scripts could read what was never meant for them. What Go opens itself is closed on exec
// anyway.
func KeepDescriptors() {
	entries, err := os.ReadDir("/dev/fd") // on Linux a link to /proc/self/fd
	if err != nil {
		return
	}
	for _, entry := range entries {
		if fd, err := strconv.Atoi(entry.Name()); err == nil && fd > 2 {
			unix.CloseOnExec(fd)
		}
	}
}
