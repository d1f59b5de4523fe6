//go:build unix && !linux

package ipc

// stateDir is where macOS keeps what programs need and users do not see.
const stateDir = "Library/Application Support/Runlight"

// runtimeDir names no folder: the user's own temporary one is known only by a variable that agents leave out.
func runtimeDir(int) string { return "" }
