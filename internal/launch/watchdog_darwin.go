package launch

import (
	"os"
	"os/exec"
)

// untilEnd is the watchdog itself, which waits for the end of its input. Without /proc no shell could hold on to the
// program until it is needed.
func untilEnd(command []string) (*exec.Cmd, error) {
	cmd := exec.Command(command[0], command[1:]...)
	cmd.Args[0] = os.Args[0] // the name that people know us by
	return cmd, nil
}
