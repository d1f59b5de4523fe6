//go:build unix

package runner

import "github.com/runlight-dev/runlight/internal/environ"

// cmdShell says that scripts are read by cmd.exe.
const cmdShell = false

// printEnv is npm's own script "env".
const printEnv = "env"

// separators may stand between the names of a path.
const separators = "/"

// defaultShell is the shell of a package manager that is told of no other.
func defaultShell(*environ.Variables) string { return "sh" }

func shellArguments(_, text string) (args []string, line string) { return []string{"-c", text}, "" }

// isBatch is for cmd.exe only.
func isBatch(string, string, []string) bool { return false }
