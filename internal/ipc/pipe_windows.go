package ipc

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net"
	"os"
	"path/filepath"

	"github.com/Microsoft/go-winio"
	"golang.org/x/sys/windows"
)

// identify asks the process's token. The profile folder is the user's alone by what it inherits.
func identify() (identity, error) {
	me, err := windows.GetCurrentProcessToken().GetTokenUser()
	if err != nil {
		return identity{}, err
	}
	home, err := windows.GetCurrentProcessToken().GetUserProfileDirectory()
	if set := os.Getenv("USERPROFILE"); set != "" {
		home, err = set, nil
	}
	state := filepath.Join(home, "AppData", "Local", "Runlight")
	return identity{id: me.User.Sid.String(), home: home, run: filepath.Join(state, "run"), state: state}, err
}

// address is the name of a pipe. Names of pipes are one space for all users, which the hash keeps apart.
func address(_, name string) string { return `\\.\pipe\runlight-` + name }

func prepare(dir string) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return fmt.Errorf("make the folder of the daemon's locks: %w", err)
	}
	return nil
}

// descriptor lets the user and the system in, and nobody who comes by the network. The owner is said because
// administrators would otherwise own it as a group, and the other end checks it.
func descriptor(sid string) string {
	return fmt.Sprintf("O:%sD:P(D;;GA;;;NU)(A;;GA;;;%s)(A;;GA;;;SY)", sid, sid)
}

func (e Endpoint) listen(*slog.Logger) (net.Listener, error) {
	me, err := windows.GetCurrentProcessToken().GetTokenUser()
	if err != nil {
		return nil, err
	}
	return winio.ListenPipe(e.Address, &winio.PipeConfig{SecurityDescriptor: descriptor(me.User.Sid.String())})
}

func (e Endpoint) dial(ctx context.Context) (net.Conn, error) {
	conn, err := winio.DialPipeContext(ctx, e.Address)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("%w: %s", ErrNoDaemon, e.Root)
	}
	if err != nil {
		return nil, err
	}
	if err := verify(conn); err != nil {
		return nil, errors.Join(err, conn.Close())
	}
	return conn, nil
}

// verify makes sure that the pipe was made by the user: anybody may make one of this name before the daemon does.
func verify(conn net.Conn) error {
	pipe, ok := conn.(interface{ Fd() uintptr })
	if !ok {
		return fmt.Errorf("%w: %T has no handle", ErrUnsafe, conn)
	}
	me, err := windows.GetCurrentProcessToken().GetTokenUser()
	if err != nil {
		return fmt.Errorf("%w: %w", ErrUnsafe, err)
	}
	security, err := windows.GetSecurityInfo(windows.Handle(pipe.Fd()), windows.SE_KERNEL_OBJECT, windows.OWNER_SECURITY_INFORMATION)
	if err != nil {
		return fmt.Errorf("%w: the owner of the pipe cannot be found out: %w", ErrUnsafe, err)
	}
	owner, _, err := security.Owner()
	if err != nil || !owner.Equals(me.User.Sid) {
		return fmt.Errorf("%w: the pipe is not the user's own: %w", ErrUnsafe, errors.Join(err, fs.ErrPermission))
	}
	return nil
}
