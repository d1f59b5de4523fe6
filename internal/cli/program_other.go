//go:build !linux

package cli

import "os"

// ownProgram is the path by which this program can be started once more. An update that replaces the file replaces what
// is started next.
func ownProgram() (string, error) { return os.Executable() }

// sharedProgram is ownProgram for other programs to start.
func sharedProgram() (string, error) { return os.Executable() }
