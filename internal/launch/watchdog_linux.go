package launch

import (
	"os"
	"os/exec"
)

// untilEndScript is what stands in for the watchdog until it is needed. Nobody's signals end it but SIGKILL.
const untilEndScript = `trap '' INT TERM HUP; read -r end; exec /proc/self/fd/3 "$@"`

// untilEnd is a shell that waits for the end of its input and then becomes the watchdog: it needs a quarter of its
// memory. It holds the program as an open file, since an update may have removed that by then.
func untilEnd(command []string) (*exec.Cmd, error) {
	program, err := os.Open(command[0])
	if err != nil {
		return nil, err
	}
	cmd := exec.Command("/bin/sh", append([]string{"-c", untilEndScript, "sh"}, command[1:]...)...)
	cmd.ExtraFiles = []*os.File{program}
	return cmd, nil
}
