//go:build unix

package runner

import (
	"os"
	"syscall"
)

func inode(info os.FileInfo) uint64 {
	if system, ok := info.Sys().(*syscall.Stat_t); ok {
		return system.Ino
	}
	return 0
}
