//go:build darwin || dragonfly || freebsd || netbsd || openbsd

package watch

import (
	"errors"
	"syscall"
)

// DefaultLimit is the most directories that the system watches for one Watcher. kqueue(2) needs an open file for a
// directory and for each entry in it, so that 512 package folders take some ten thousand; scripts need files too.
const DefaultLimit = 512

func addAdvice(err error) string {
	if errors.Is(err, syscall.EMFILE) || errors.Is(err, syscall.ENFILE) {
		return "the limit of open files is reached; raise it with ulimit -n"
	}
	return "the system cannot watch them (" + err.Error() + ")"
}

func openAdvice(err error) string { return addAdvice(err) }
