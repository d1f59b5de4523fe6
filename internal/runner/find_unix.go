//go:build unix

package runner

import (
	"os"

	"golang.org/x/sys/unix"
)

// homeVariable names the user's folder, and cacheFolder is where programs keep what they can get again, below it.
const (
	homeVariable = "HOME"
	cacheFolder  = ".cache"
)

// sameKey says that two names are those of one variable.
func sameKey(a, b string) bool { return a == b }

func isPath(key string) bool { return key == "PATH" }

// spellings are the file names that a program may have.
func spellings(program, _ string) []string { return []string{program} }

func executable(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.Mode().IsRegular() && unix.Access(path, unix.X_OK) == nil
}
