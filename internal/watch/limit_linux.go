package watch

import (
	"errors"
	"syscall"
)

// DefaultLimit is the most directories that the system watches for one Watcher. It is what kernels before 5.11 allowed
// one user in all; newer ones allow more, but what we take, the editor of the same user lacks.
const DefaultLimit = 8192

// addAdvice names the limit that inotify_add_watch(2) ran into.
func addAdvice(err error) string {
	switch {
	case errors.Is(err, syscall.ENOSPC):
		return "the limit of inotify watches is reached; raise fs.inotify.max_user_watches"
	case errors.Is(err, syscall.EMFILE), errors.Is(err, syscall.ENFILE):
		return "the limit of open files is reached; raise it with ulimit -n"
	}
	return "the system cannot watch them (" + err.Error() + ")"
}

// openAdvice names the limit that inotify_init1(2) ran into: its EMFILE means instances as well as open files.
func openAdvice(err error) string {
	if errors.Is(err, syscall.EMFILE) {
		return "the limit of inotify instances is reached; raise fs.inotify.max_user_instances"
	}
	return addAdvice(err)
}
