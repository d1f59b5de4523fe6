package daemon

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"sync/atomic"

	"github.com/runlight-dev/runlight/internal/launch"
	"github.com/runlight-dev/runlight/internal/protocol"
	"github.com/runlight-dev/runlight/internal/rpc"
	"github.com/runlight-dev/runlight/internal/workspace"
)

// session is one client connection.
type session struct {
	daemon *Daemon
	outbox *outbox
	// client is who speaks over this connection; nil before initialize.
	client atomic.Pointer[peer]
	stops  atomic.Bool // the client was answered that the daemon ends
}

// peer is what initialize told of the other end.
type peer struct {
	owner   string   // of what it starts
	environ []string // of what it starts
	trusted atomic.Bool
}

func newSession(d *Daemon) *session { return &session{daemon: d, outbox: newOutbox(d)} }

// serve answers requests and pushes changes until the connection ends.
func (s *session) serve(ctx context.Context, connection io.ReadWriteCloser) error {
	defer s.outbox.close()
	table := s.table()
	table.Code = code
	table.Answered = func(method string) {
		// Only now, so that no change overtakes the state that it changes.
		if method == protocol.Initialize.Method && s.client.Load() != nil {
			s.outbox.start()
		}
		if method == protocol.StopDaemon.Method && s.stops.Load() {
			s.daemon.end()
		}
	}
	conn := rpc.Start(ctx, connection, table, s.daemon.options.Log)
	s.outbox.run(conn)
	<-conn.Done()
	return conn.Err()
}

func (s *session) initialize(_ context.Context, p protocol.InitializeParams) (protocol.InitializeResult, error) {
	d := s.daemon
	switch {
	case s.client.Load() != nil:
		return protocol.InitializeResult{}, fmt.Errorf("%w: the connection is initialized already", rpc.ErrParams)
	case p.ProtocolVersion != protocol.Version:
		return protocol.InitializeResult{}, fmt.Errorf("%w: the client speaks version %d, the daemon %d: update the older of them",
			errVersion, p.ProtocolVersion, protocol.Version)
	case p.Client == "":
		return protocol.InitializeResult{}, fmt.Errorf("%w: client is empty", rpc.ErrParams)
	}
	if p.Root != "" {
		if root, err := workspace.Canonical(p.Root); err != nil || root != d.root {
			return protocol.InitializeResult{}, errors.Join(fmt.Errorf("%w: %s, this daemon serves %s", errWrongRoot, p.Root, d.root), err)
		}
	}
	if err := d.configure(p.Settings, p.Client == protocol.EditorClient); err != nil {
		return protocol.InitializeResult{}, err
	}
	c := &peer{owner: p.Client, environ: p.Env}
	if p.Env == nil {
		c.environ = d.options.Environ
	}
	c.trusted.Store(p.Settings.Trusted)
	packages, states := s.outbox.begin()
	s.client.Store(c)
	d.review()
	s.prepare()
	return protocol.InitializeResult{
		ProtocolVersion: protocol.Version,
		BuildID:         d.options.BuildID,
		PID:             os.Getpid(),
		Root:            d.root,
		Workspace:       protocol.Workspace{Packages: packages.Packages, Notices: packages.Notices},
		Processes:       states,
		Hint:            d.hint(p),
	}, nil
}

// hint is what a client should tell its user: why it gets a daemon of another build, and, to the first editor, what a
// previous daemon has left behind.
func (d *Daemon) hint(p protocol.InitializeParams) string {
	var hints []string
	if p.Client == protocol.EditorClient {
		if crash := d.crash.Swap(nil); crash != nil {
			hints = append(hints, *crash)
		}
	}
	if p.BuildID != "" && p.BuildID != d.options.BuildID {
		hints = append(hints, fmt.Sprintf("The daemon of this folder is of another build (%s, not %s) and stays while scripts run or others use it. "+
			"Stop the daemon to change to this build now.", d.options.BuildID, p.BuildID))
	}
	return strings.Join(hints, " ")
}

// obituary says how a previous daemon ended.
func obituary(left launch.Crash, err error) string {
	runs, rest := fmt.Sprintf("%d scripts", left.Runs), fmt.Sprintf("%d processes that they left were ended", left.Ended)
	if left.Runs == 1 {
		runs = "a script"
	}
	switch left.Ended {
	case 0:
		rest = "nothing was left behind"
	case 1:
		rest = "a process that was left was ended"
	}
	if err != nil {
		rest += fmt.Sprintf(" (%v)", err)
	}
	return fmt.Sprintf("The previous daemon of this folder crashed with %s running; %s.", runs, rest)
}

// known guards a handler: a client must say who it is first.
func known[P, R any](s *session, f func(context.Context, P) (R, error)) func(context.Context, P) (R, error) {
	return func(ctx context.Context, params P) (R, error) {
		if s.client.Load() == nil {
			var none R
			return none, errNotInitialized
		}
		return f(ctx, params)
	}
}
