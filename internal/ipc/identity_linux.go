package ipc

import (
	"path/filepath"
	"strconv"
)

// stateDir is where the XDG Base Directory Specification puts state by default. XDG_STATE_HOME is not asked: agents
// start programs without it.
const stateDir = ".local/state/runlight"

// runtimeDir is what pam_systemd makes at login (pam_systemd(8)), whether or not XDG_RUNTIME_DIR says so.
func runtimeDir(uid int) string { return filepath.Join("/run/user", strconv.Itoa(uid)) }
