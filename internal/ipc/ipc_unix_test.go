//go:build unix

package ipc

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// endpoint is one in a home of the test's own. The name of the home is short, so that sockets fit into it.
func endpoint(t *testing.T) Endpoint {
	home, err := os.MkdirTemp("/tmp", "runlight-ipc-")
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, os.RemoveAll(home)) })
	t.Setenv("HOME", home)
	e, err := For(t.TempDir())
	require.NoError(t, err)
	require.Contains(t, e.Address, home)
	return e
}

// atOnce gives no time to wait.
func atOnce(t *testing.T) context.Context {
	ctx, cancel := context.WithTimeout(t.Context(), time.Millisecond)
	t.Cleanup(cancel)
	return ctx
}

func listenAt(t *testing.T, e Endpoint) net.Listener {
	l, err := e.Listen(slog.New(slog.DiscardHandler))
	require.NoError(t, err)
	t.Cleanup(func() { _ = l.Close() })
	return l
}

func TestReach(t *testing.T) {
	e := endpoint(t)
	_, err := e.Dial(t.Context())
	require.ErrorIs(t, err, ErrNoDaemon)
	lock, err := e.LockDaemon(t.Context())
	require.NoError(t, err)
	defer lock.Unlock()
	l := listenAt(t, e)
	go func() {
		conn, err := l.Accept()
		if err == nil {
			_, _ = io.WriteString(conn, "hello")
			_ = conn.Close()
		}
	}()
	conn, err := e.Dial(t.Context())
	require.NoError(t, err)
	said, err := io.ReadAll(conn)
	require.NoError(t, err)
	require.Equal(t, "hello", string(said))
	require.NoError(t, conn.Close())

	for path, mode := range map[string]os.FileMode{filepath.Dir(e.Address): 0o700, e.Address: 0o600, filepath.Join(e.dir, e.name+".lock"): 0o600} {
		info, err := os.Lstat(path)
		require.NoError(t, err)
		require.Equal(t, mode, info.Mode().Perm(), path)
	}
	require.NoError(t, l.Close())
	_, err = e.Dial(t.Context())
	require.ErrorIs(t, err, ErrNoDaemon)
	require.NoFileExists(t, e.Address)
}

// TestStaleSocket has what a daemon leaves that is killed: a socket on which nobody listens.
func TestStaleSocket(t *testing.T) {
	e := endpoint(t)
	lock, err := e.LockDaemon(t.Context())
	require.NoError(t, err)
	old, err := net.Listen("unix", e.Address)
	require.NoError(t, err)
	old.(*net.UnixListener).SetUnlinkOnClose(false)
	require.NoError(t, old.Close())
	lock.Unlock()

	_, err = e.Dial(t.Context())
	require.ErrorIs(t, err, ErrNoDaemon)
	lock, err = e.LockDaemon(atOnce(t))
	require.NoError(t, err)
	defer lock.Unlock()
	listenAt(t, e)
	conn, err := e.Dial(t.Context())
	require.NoError(t, err)
	require.NoError(t, conn.Close())
}

func TestLocksAreExclusive(t *testing.T) {
	e := endpoint(t)
	first, err := e.LockDaemon(t.Context())
	require.NoError(t, err)
	_, err = e.LockDaemon(atOnce(t))
	require.ErrorIs(t, err, ErrBusy)
	require.ErrorContains(t, err, e.Root)
	start, err := e.LockStart(atOnce(t))
	require.NoError(t, err, "it is another lock")
	defer start.Unlock()
	_, err = e.LockStart(atOnce(t))
	require.ErrorIs(t, err, ErrBusy)

	waited := make(chan error)
	go func() {
		second, err := e.LockDaemon(t.Context())
		second.Unlock()
		waited <- err
	}()
	first.Unlock()
	require.NoError(t, <-waited)
}

func TestUnsafeFolders(t *testing.T) {
	for name, spoil := range map[string]func(t *testing.T, dir string){
		"others may enter": func(t *testing.T, dir string) {
			require.NoError(t, os.Mkdir(dir, 0o700))
			require.NoError(t, os.Chmod(dir, 0o710))
		},
		"others may write": func(t *testing.T, dir string) {
			require.NoError(t, os.Mkdir(dir, 0o700))
			require.NoError(t, os.Chmod(dir, 0o702))
		},
		"a symbolic link": func(t *testing.T, dir string) {
			target := t.TempDir()
			require.NoError(t, os.Chmod(target, 0o700))
			require.NoError(t, os.Symlink(target, dir))
		},
		"a file": func(t *testing.T, dir string) { require.NoError(t, os.WriteFile(dir, nil, 0o600)) },
		"somebody else's": func(t *testing.T, dir string) {
			if os.Getuid() != 0 {
				t.Skip("only root can give a folder away")
			}
			require.NoError(t, os.Mkdir(dir, 0o700))
			require.NoError(t, os.Chown(dir, 1, 1))
		},
	} {
		t.Run(name, func(t *testing.T) {
			e := endpoint(t)
			require.NoError(t, os.MkdirAll(filepath.Dir(e.dir), 0o700))
			spoil(t, e.dir)
			_, err := e.LockDaemon(t.Context())
			require.Error(t, err)
			require.ErrorContains(t, err, e.dir, "it says where")
			if name != "a file" {
				require.ErrorIs(t, err, ErrUnsafe)
			}
		})
	}
}

func TestPeer(t *testing.T) {
	e := endpoint(t)
	lock, err := e.LockDaemon(t.Context())
	require.NoError(t, err)
	defer lock.Unlock()
	listenAt(t, e)
	conn, err := e.Dial(t.Context())
	require.NoError(t, err)
	require.NoError(t, verify(conn, os.Getuid()))
	require.ErrorIs(t, verify(conn, os.Getuid()+1), ErrUnsafe)
	require.NoError(t, conn.Close())
	require.ErrorIs(t, verify(conn, os.Getuid()), ErrUnsafe, "what cannot be found out counts as no")
	mine, theirs := net.Pipe()
	require.ErrorIs(t, verify(mine, os.Getuid()), ErrUnsafe)
	require.NoError(t, errors.Join(mine.Close(), theirs.Close()))
}
