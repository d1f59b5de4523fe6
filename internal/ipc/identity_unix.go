//go:build unix

package ipc

import (
	"cmp"
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
	account, err := user.Current()
	if err != nil {
		account = &user.User{}
	}
	home := cmp.Or(os.Getenv("HOME"), account.HomeDir)
	return place(uid, canonical(home), canonical(account.HomeDir), runtimeDir(uid)), nil
}

// place chooses the folders. A login's runtime folder belongs to the account: who has another HOME (a test, a sandbox)
// wants to be apart, and finds everything below that HOME. A home of somebody else, as sudo may leave it, gets
// nothing put into it.
func place(uid int, home, account, runtime string) identity {
	me := identity{id: strconv.Itoa(uid), home: home, spare: filepath.Join("/tmp", "runlight-"+strconv.Itoa(uid))}
	me.state = filepath.Join(home, stateDir)
	if home == "" || !owned(home, uid) {
		me.state = me.spare
	}
	me.run = filepath.Join(me.state, "run")
	if home == account && private(runtime, uid) == nil {
		me.run = filepath.Join(runtime, "runlight")
	}
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
