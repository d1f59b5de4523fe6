//go:build unix

package runner

import (
	"os"

	"golang.org/x/sys/unix"
)

func isPath(key string) bool { return key == "PATH" }

// spellings are the file names that a program may have.
func spellings(program, _ string) []string { return []string{program} }

func executable(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.Mode().IsRegular() && unix.Access(path, unix.X_OK) == nil
}
