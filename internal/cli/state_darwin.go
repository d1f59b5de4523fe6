package cli

import (
	"os"
	"path/filepath"
)

// stateFolder is where the program keeps what must outlive it. It is where programs keep what is not
// for the user to open (File System Programming Guide).
func stateFolder() (string, error) {
	home, err := os.UserHomeDir()
	if err != nil {
		return "", err
	}
	return filepath.Join(home, "Library", "Application Support", "Runlight"), nil
}

// ownProgram is the path by which this program can be started once more. An update that replaces the file replaces what
// is started next.
func ownProgram() (string, error) { return os.Executable() }
