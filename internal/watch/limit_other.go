//go:build !linux && !darwin && !dragonfly && !freebsd && !netbsd && !openbsd

package watch

// DefaultLimit is the most directories that the system watches for one Watcher. Windows names no limit; each watch holds
// a handle and a buffer of 64 kB, so that this is 256 MB of address space at the most.
const DefaultLimit = 4096

func addAdvice(err error) string { return "the system cannot watch them (" + err.Error() + ")" }

func openAdvice(err error) string { return addAdvice(err) }
