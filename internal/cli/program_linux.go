package cli

import (
	"fmt"
	"os"
)

// ownProgram is the path by which this program can be started once more. By this name it is the same one also after an
// update has replaced the file (proc_pid_exe(5)).
func ownProgram() (string, error) { return "/proc/self/exe", nil }

// sharedProgram is ownProgram for other programs to start, as long as this one lives.
func sharedProgram() (string, error) { return fmt.Sprintf("/proc/%d/exe", os.Getpid()), nil }
