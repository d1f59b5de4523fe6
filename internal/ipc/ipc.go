package ipc

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"path/filepath"
	"time"

	"github.com/gofrs/flock"
)

// lookAgain is how often a lock that is held is tried. The systems can wait for a lock, but not for a while only.
const lookAgain = 5 * time.Millisecond

// Lock is a held lock. The operating system gives it up when its process ends, however it ends. The file stays: who
// removed it would take it from under somebody who has just opened it.
type Lock struct{ file *flock.Flock }

// Unlock gives the lock up.
func (l Lock) Unlock() { _ = l.file.Unlock() } // the end of the process does the same

// LockDaemon takes what the daemon of the root holds for as long as it lives, waiting until ctx ends for one that is about
// to end. The error wraps ErrBusy.
func (e Endpoint) LockDaemon(ctx context.Context) (Lock, error) {
	return e.lock(ctx, ".lock", "the daemon of "+e.Root+" neither answers nor ends")
}

// LockStart takes what a client holds while it starts the daemon of the root. The error wraps ErrBusy.
func (e Endpoint) LockStart(ctx context.Context) (Lock, error) {
	return e.lock(ctx, ".start.lock", "another program has been starting the daemon of "+e.Root+" for too long")
}

func (e Endpoint) lock(ctx context.Context, ending, held string) (Lock, error) {
	if err := prepare(e.dir); err != nil {
		return Lock{}, err
	}
	path := filepath.Join(e.dir, e.name+ending)
	file := flock.New(path, flock.SetPermissions(0o600))
	taken, err := file.TryLockContext(ctx, lookAgain)
	if taken {
		return Lock{file}, nil
	}
	if ctx.Err() != nil {
		err = fmt.Errorf("%w: %s (%s)", ErrBusy, held, path)
	}
	return Lock{}, errors.Join(err, file.Close())
}

// Listen opens the endpoint. The caller holds LockDaemon, and closes the listener before it gives that up.
func (e Endpoint) Listen(log *slog.Logger) (net.Listener, error) {
	opened, err := e.listen(log)
	if err != nil {
		return nil, fmt.Errorf("listen for clients at %s: %w", e.Address, err)
	}
	return opened, nil
}

// Dial connects to the daemon. The error wraps ErrNoDaemon where there is none.
func (e Endpoint) Dial(ctx context.Context) (net.Conn, error) {
	conn, err := e.dial(ctx)
	if err != nil && !errors.Is(err, ErrNoDaemon) {
		return nil, fmt.Errorf("connect to the daemon at %s: %w", e.Address, err)
	}
	return conn, err
}
