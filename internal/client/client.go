// Package client reaches the daemon of a root for whoever wants to speak to it, and starts one where none runs.
package client

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/runlight-dev/runlight/internal/ipc"
	"github.com/runlight-dev/runlight/internal/protocol"
	"github.com/runlight-dev/runlight/internal/rpc"
	"github.com/runlight-dev/runlight/internal/workspace"
)

const (
	// answerLimit is how long a daemon may take to say who it is. It takes milliseconds; more means that it hangs.
	answerLimit = 10 * time.Second
	// startLimit is how long the start of a daemon may take. It includes the end of one before it, which gives its
	// scripts up to eleven seconds.
	startLimit = 30 * time.Second
)

// ErrHangs says that there is a daemon that does not answer. The error around it says what to do.
var ErrHangs = errors.New("the daemon does not answer")

// Options say which daemon is wanted, and by whom.
type Options struct {
	// Root is the folder; any of its names will do.
	Root string
	// BuildID names the client's build. An idle daemon of another build is replaced.
	BuildID string
	// Program is the path of the binary that is started as a daemon.
	Program string
	// Environ is the environment of a daemon that is started, as KEY=value.
	Environ []string
	// Table takes what the daemon pushes; nil for a client that only asks.
	Table *rpc.Table
	// Log takes what a developer of Runlight wants to know; nil for nobody.
	Log *slog.Logger
}

// Link is a connection to a daemon. The caller closes it.
type Link struct {
	*rpc.Conn
	// Endpoint is where the daemon was reached.
	Endpoint ipc.Endpoint
	// Daemon is what the daemon said of itself at first.
	Daemon protocol.DaemonStatus
}

// Find connects to the daemon of a root. The error wraps ipc.ErrNoDaemon where none runs.
func Find(ctx context.Context, o Options) (*Link, error) {
	endpoint, err := o.endpoint()
	if err != nil {
		return nil, err
	}
	return o.dial(ctx, endpoint)
}

// Reach connects to the daemon of a root, and starts one where none runs. An idle daemon of another build, which no
// other client uses, is replaced; a busy one is spoken to, and says so in its answer to initialize.
func Reach(ctx context.Context, o Options) (*Link, error) {
	endpoint, err := o.endpoint()
	if err != nil {
		return nil, err
	}
	link, err := o.dial(ctx, endpoint)
	if err != nil && !errors.Is(err, ipc.ErrNoDaemon) {
		return nil, err
	}
	if err == nil {
		ended := false
		if link.Daemon.BuildID != o.BuildID {
			ended, err = Stop(ctx, link, true)
		}
		if err != nil || !ended {
			return link, err
		}
	}
	return o.start(ctx, endpoint)
}

// Stop asks a daemon to end with all its scripts, or only if it is idle, and reports whether it has. It waits until the
// daemon has closed the connection.
func Stop(ctx context.Context, link *Link, ifIdle bool) (bool, error) {
	answer, err := rpc.Call(ctx, link.Conn, protocol.StopDaemon, protocol.StopDaemonParams{IfIdle: ifIdle})
	if err != nil || !answer.Stopping {
		return false, err
	}
	select {
	case <-link.Done():
		return true, nil
	case <-ctx.Done():
		return false, ctx.Err()
	}
}

func (o Options) endpoint() (ipc.Endpoint, error) {
	root, err := workspace.Canonical(o.Root)
	if err != nil {
		return ipc.Endpoint{}, err
	}
	return ipc.For(root)
}

// dial connects and asks who answers.
func (o Options) dial(ctx context.Context, endpoint ipc.Endpoint) (*Link, error) {
	ctx, cancel := context.WithTimeout(ctx, answerLimit)
	defer cancel()
	socket, err := endpoint.Dial(ctx)
	if err != nil {
		return nil, err
	}
	table, log := o.Table, o.Log
	if table == nil {
		table = &rpc.Table{}
	}
	if log == nil {
		log = slog.New(slog.DiscardHandler)
	}
	link := &Link{Conn: rpc.Start(context.WithoutCancel(ctx), socket, table, log), Endpoint: endpoint}
	link.Daemon, err = rpc.Call(ctx, link.Conn, protocol.GetDaemon, protocol.Empty{})
	if err == nil {
		return link, nil
	}
	// Closed before it answered: it was about to end, and the next one waits for that.
	ended := ctx.Err() == nil
	link.Close()
	if ended {
		return nil, fmt.Errorf("%w: %s (%w)", ipc.ErrNoDaemon, endpoint.Root, err)
	}
	return nil, fmt.Errorf("%w: %s: end its process; its log is %s", ErrHangs, endpoint.Address, endpoint.Log)
}

// start starts a daemon, unless another client does so meanwhile.
func (o Options) start(ctx context.Context, endpoint ipc.Endpoint) (*Link, error) {
	ctx, cancel := context.WithTimeout(ctx, startLimit)
	defer cancel()
	lock, err := endpoint.LockStart(ctx)
	if err != nil {
		return nil, err
	}
	defer lock.Unlock()
	link, err := o.dial(ctx, endpoint)
	if !errors.Is(err, ipc.ErrNoDaemon) {
		return link, err
	}
	if err := o.spawn(ctx, endpoint); err != nil {
		return nil, fmt.Errorf("start the daemon of %s: %w", endpoint.Root, err)
	}
	return o.dial(ctx, endpoint)
}
