//go:build unix && !linux

package ipc

// stateDir is where macOS keeps what programs need and users do not see.
const stateDir = "Library/Application Support/Runlight"

// machine is empty: homes are not shared here.
func machine() string { return "" }
