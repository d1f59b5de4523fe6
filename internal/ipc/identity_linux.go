package ipc

import (
	"bytes"
	"os"
)

// stateDir is where the XDG Base Directory Specification puts state by default. XDG_STATE_HOME is not asked: agents
// start programs without it.
const stateDir = ".local/state/runlight"

// machine tells systems apart that share a home, by network or as containers (machine-id(5)). Empty where there is no
// such name.
func machine() string {
	id, _ := os.ReadFile("/etc/machine-id")
	return string(bytes.TrimSpace(id))
}
