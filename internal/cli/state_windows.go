package cli

import (
	"os"
	"path/filepath"
)

// stateFolder is where the program keeps what must outlive it. It belongs to this machine and does not
// roam.
func stateFolder() (string, error) {
	home, err := os.UserHomeDir()
	if err != nil {
		return "", err
	}
	return filepath.Join(home, "AppData", "Local", "Runlight"), nil
}

// ownProgram is the path by which this program can be started once more. An update that replaces the file replaces what
// is started next.
func ownProgram() (string, error) { return os.Executable() }
