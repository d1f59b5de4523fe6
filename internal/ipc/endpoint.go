// Package ipc is how a client finds and reaches the daemon of a root, and nobody else does: a name that both compute, a
// socket (on Windows a named pipe) that only the user can open, and the locks that keep daemons single.
package ipc

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"path/filepath"
	"strings"

	"github.com/runlight-dev/runlight/internal/protocol"
)

// maxAddress bounds the path of a socket in bytes. The kernel's own limits, with the closing NUL, are 108 on Linux
// (unix(7)) and 104 on macOS (sys/un.h); Node.js cuts longer ones off without a word.
const maxAddress = 100

// Sentinels of this package. The error around them names the place.
var (
	// ErrNoDaemon says that nobody listens at an endpoint.
	ErrNoDaemon = errors.New("no daemon serves this folder")
	// ErrUnsafe says that somebody else could come between client and daemon, so nothing is opened.
	ErrUnsafe = errors.New("refused for safety")
	// ErrBusy says that a lock was not given up in time.
	ErrBusy = errors.New("another Runlight does not give way")
)

// Endpoint is where the daemon of one root is reached. It is computed from the user's ID, home and the root alone:
// clients run under shells, editors and agents whose other variables differ.
type Endpoint struct {
	// Root is the canonical path of the folder that is served.
	Root string
	// Address is the path of a socket, or the name of a pipe (\\.\pipe\…).
	Address string
	// Log is the file that the daemon writes its log to.
	Log string
	// Runs is the folder of the journals that say what a daemon of this root has running, whatever its version.
	Runs string
	// Output is the folder of the logs of what scripts of this root wrote. It stands beside those of other roots.
	Output string

	dir  string // holds the locks, and the socket
	name string // of the files in dir, without what tells them apart
}

// For returns the endpoint of a root, which must be canonical. Nothing is created.
func For(root string) (Endpoint, error) {
	me, err := identify()
	if err != nil {
		return Endpoint{}, fmt.Errorf("find out who runs this program: %w", err)
	}
	return me.endpoint(root), nil
}

// identity is the user as far as an endpoint depends on it.
type identity struct {
	id    string // numeric user ID, or security identifier
	home  string // canonical
	run   string // folder for the sockets and locks
	spare string // a folder with a shorter path, for where run is too long
	state string // folder for what outlives a daemon
}

func (me identity) endpoint(root string) Endpoint {
	key := me.key(root)
	// The version of the protocol is in the name, so that programs that do not understand each other never meet.
	e := Endpoint{Root: root, name: fmt.Sprintf("v%d-%s", protocol.Version, key), dir: me.run}
	e.Address = address(e.dir, e.name)
	if len(e.Address) > maxAddress && me.spare != "" {
		e.dir = me.spare
		e.Address = address(e.dir, e.name)
	}
	e.Log = filepath.Join(me.state, "log", e.name+".log")
	e.Runs = filepath.Join(me.state, "runs", key)
	e.Output = filepath.Join(me.state, "output", key)
	return e
}

// key tells the roots of all users apart.
func (me identity) key(root string) string {
	sum := sha256.Sum256([]byte(strings.Join([]string{me.id, me.home, root}, "\x00")))
	return hex.EncodeToString(sum[:8])
}
