//go:build unix

package ipc

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net"
	"os"

	"golang.org/x/sys/unix"
)

// listen opens the socket. Whoever calls it holds the daemon's lock, so a socket that is there is a dead daemon's.
func (e Endpoint) listen(log *slog.Logger) (net.Listener, error) {
	if err := os.Remove(e.Address); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("remove the socket of a daemon that is gone: %w", err)
	}
	socket, err := net.Listen("unix", e.Address)
	if err != nil {
		return nil, err
	}
	// Nobody else reaches the folder, so there is no moment in which the mode of the umask matters.
	if err := os.Chmod(e.Address, 0o600); err != nil {
		return nil, errors.Join(err, socket.Close())
	}
	return listener{socket, log}, nil
}

// listener accepts the user's own connections only.
type listener struct {
	net.Listener
	log *slog.Logger
}

// Accept implements net.Listener.
func (l listener) Accept() (net.Conn, error) {
	for {
		conn, err := l.Listener.Accept()
		if err != nil {
			return nil, err
		}
		if err := verify(conn, os.Getuid()); err != nil {
			l.log.Warn("refused a connection", "error", err)
			_ = conn.Close()
			continue
		}
		return conn, nil
	}
}

// verify makes sure that the other end of a connection is a user's. What cannot be found out counts as no.
func verify(conn net.Conn, uid int) error {
	socket, ok := conn.(*net.UnixConn)
	if !ok {
		return fmt.Errorf("%w: %T is no socket", ErrUnsafe, conn)
	}
	raw, err := socket.SyscallConn()
	if err != nil {
		return fmt.Errorf("%w: %w", ErrUnsafe, err)
	}
	found := -1
	var failure error
	if err := raw.Control(func(fd uintptr) { found, failure = peer(int(fd)) }); err != nil || failure != nil {
		return fmt.Errorf("%w: the other end cannot be identified: %w", ErrUnsafe, errors.Join(err, failure))
	}
	if found != uid {
		return fmt.Errorf("%w: the other end is user %d", ErrUnsafe, found)
	}
	return nil
}

func (e Endpoint) dial(ctx context.Context) (net.Conn, error) {
	var dialer net.Dialer
	conn, err := dialer.DialContext(ctx, "unix", e.Address)
	// The socket is not there, or nobody listens on it any more (connect(2)).
	if errors.Is(err, unix.ENOENT) || errors.Is(err, unix.ECONNREFUSED) {
		return nil, fmt.Errorf("%w: %s", ErrNoDaemon, e.Root)
	}
	if err != nil {
		return nil, err
	}
	if err := verify(conn, os.Getuid()); err != nil {
		return nil, errors.Join(err, conn.Close())
	}
	return conn, nil
}
