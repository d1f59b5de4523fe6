//go:build unix

package ipc

import (
	"errors"
	"fmt"
	"io/fs"
	"os"

	"golang.org/x/sys/unix"
)

// private says why a folder is not one that only the user can enter. It looks at the folder itself and not at what a
// symbolic link there means, which somebody else could change.
func private(dir string, uid int) error {
	var stat unix.Stat_t
	if err := unix.Lstat(dir, &stat); err != nil {
		return fmt.Errorf("%w: %s: %w", ErrUnsafe, dir, err)
	}
	switch {
	case stat.Mode&unix.S_IFMT == unix.S_IFLNK:
		return fmt.Errorf("%w: %s is a symbolic link: remove it", ErrUnsafe, dir)
	case stat.Mode&unix.S_IFMT != unix.S_IFDIR:
		return fmt.Errorf("%w: %s is no folder: remove it", ErrUnsafe, dir)
	case int(stat.Uid) != uid:
		return fmt.Errorf("%w: %s belongs to user %d: remove it", ErrUnsafe, dir, stat.Uid)
	case stat.Mode&0o077 != 0:
		return fmt.Errorf("%w: others may enter %s: run chmod 700 on it", ErrUnsafe, dir)
	default:
		return nil
	}
}

// prepare makes a folder that only the user can enter. One that is there already must be such a folder.
func prepare(dir string) error {
	if err := os.MkdirAll(dir, 0o700); err != nil && !errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("make the folder of the daemon's socket: %w", err)
	}
	return private(dir, os.Getuid())
}
