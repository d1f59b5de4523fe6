//go:build unix

package ipc

import (
	"os"
	"os/user"
	"path/filepath"
	"strconv"

	"golang.org/x/sys/unix"
)

// identify looks at the process's user, HOME, and the account. A program that was started without HOME belongs to the
// account's home.
func identify() (identity, error) {
	uid := os.Getuid()
	home := os.Getenv("HOME")
	if account, err := user.Current(); home == "" && err == nil {
		home = account.HomeDir
	}
	return place(uid, canonical(home), machine()), nil
}

// place chooses the folders. They stand below the home and not in /run/user/<uid>: that folder goes with the last
// session of a user, for example when a remote connection is interrupted, and daemons that outlive it would be lost and
// met by second ones. A home of somebody else, as sudo may leave it, gets nothing put into it.
func place(uid int, home, machine string) identity {
	me := identity{id: strconv.Itoa(uid), home: home, machine: machine, spare: filepath.Join("/tmp", "runlight-"+strconv.Itoa(uid))}
	me.state = filepath.Join(home, stateDir)
	if home == "" || !owned(home, uid) {
		me.state = me.spare
	}
	me.run = filepath.Join(me.state, "run")
	return me
}

func canonical(path string) string {
	if resolved, err := filepath.EvalSymlinks(path); err == nil {
		return resolved
	}
	return path
}

func owned(path string, uid int) bool {
	var stat unix.Stat_t
	return unix.Stat(path, &stat) == nil && int(stat.Uid) == uid
}

func address(dir, name string) string { return filepath.Join(dir, name+".sock") }
