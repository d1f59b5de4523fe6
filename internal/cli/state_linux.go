package cli

import (
	"os"
	"path/filepath"
)

// stateFolder is where the program keeps what must outlive it. XDG_STATE_HOME is not asked: some clients start us
// without it, and all must find the same folder (XDG Base Directory Specification, its default).
func stateFolder() (string, error) {
	home, err := os.UserHomeDir()
	if err != nil {
		return "", err
	}
	return filepath.Join(home, ".local", "state", "runlight"), nil
}

// ownProgram is the path by which this program can be started once more. It is named so that it is the same
// one also after an update has replaced the file (proc_pid_exe(5)).
func ownProgram() (string, error) { return "/proc/self/exe", nil }
