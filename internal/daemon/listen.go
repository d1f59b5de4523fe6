package daemon

import (
	"context"
	"net"
	"os"
	"sync"
	"time"

	"github.com/runlight-dev/runlight/internal/protocol"
)

// farewell is how long a client may take to read what the daemon says last.
const farewell = time.Second

// Listen serves every client that comes, until ctx ends, a client asks the daemon to end, or nobody needs it any more. By
// the time it returns the listener is closed, every script is gone, and so is every connection.
func (d *Daemon) Listen(ctx context.Context, listener net.Listener) error {
	d.lifetime = &lifetime{look: d.presence, grace: d.reloadGrace, onAlone: d.windowsClosed, onIdle: d.leaveIfIdle}
	d.options.Log.Info("serves", "root", d.root, "pid", os.Getpid(), "build", d.options.BuildID)
	d.review()
	serving, disconnect := context.WithCancel(context.WithoutCancel(ctx))
	defer disconnect()
	var sessions sync.WaitGroup
	failed := make(chan error, 1)
	go func() { failed <- d.accept(serving, listener, &sessions) }()
	var failure error
	select {
	case <-ctx.Done():
		d.options.Log.Info("asked by the system to end")
	case <-d.quitting:
	case failure = <-failed:
	}
	d.leaveUnless(func() bool { return false })
	d.lifetime.close()
	// Who comes now starts the next daemon, which waits for the lock of this one.
	_ = listener.Close()
	if failure == nil {
		<-failed // it starts no session any more
	}
	d.Close()
	// The clients are told how their scripts ended; one that does not listen is not waited for.
	close(d.done)
	patience := time.AfterFunc(farewell, disconnect)
	defer patience.Stop()
	sessions.Wait()
	d.options.Log.Info("ends")
	return failure
}

// accept starts a session for each connection.
func (d *Daemon) accept(ctx context.Context, listener net.Listener, sessions *sync.WaitGroup) error {
	for {
		connection, err := listener.Accept()
		if err != nil {
			return err
		}
		sessions.Go(func() {
			if err := d.Serve(ctx, connection); err != nil {
				d.options.Log.Debug("a connection ended", "error", err)
			}
		})
	}
}

// presence counts who and what keeps the daemon. It takes no lock, for it is asked in the middle of changes.
func (d *Daemon) presence() presence {
	var p presence
	for _, s := range *d.sessions.Load() {
		if c := s.client.Load(); c != nil && c.owner == protocol.EditorClient {
			p.editors++
		} else {
			p.others++
		}
	}
	for _, process := range d.supervisor.Processes() {
		if !process.State().IsFinished() {
			p.running++
		}
	}
	return p
}

// review tells the lifetime that something changed.
func (d *Daemon) review() {
	if d.lifetime != nil {
		d.lifetime.review()
	}
}

func (d *Daemon) reloadGrace() time.Duration {
	seconds := protocol.DefaultReloadGrace
	if chosen := d.settings.Load().ReloadGrace; chosen != nil {
		seconds = max(0, *chosen)
	}
	return time.Duration(seconds) * time.Second
}

// windowsClosed stops the scripts of the windows that were closed for good. While another client is connected, what was
// not started by a window is its business; with nobody left, everything ends.
func (d *Daemon) windowsClosed() {
	now := d.presence()
	if now.editors > 0 || d.settings.Load().OnLastWindowClosed == protocol.KeepScripts {
		return
	}
	for _, process := range d.supervisor.Processes() {
		state := process.State()
		if !state.IsFinished() && (now.others == 0 || state.Owner == protocol.EditorClient) {
			_, _ = d.supervisor.Stop(state.ID) // the only error says that it is gone
		}
	}
}

// leaveIfIdle ends a daemon that nobody needs.
func (d *Daemon) leaveIfIdle() {
	if d.leaveUnless(func() bool { return !d.presence().empty() }) {
		d.quit()
	}
}

// leaveUnless admits nobody from now on, so that none is sent away later, and reports whether that is so.
func (d *Daemon) leaveUnless(needed func() bool) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.leaving = d.leaving || !needed()
	return d.leaving
}

func (s *session) getDaemon(context.Context, protocol.Empty) (protocol.DaemonStatus, error) {
	d := s.daemon
	now := d.presence()
	if s.client.Load() == nil || s.client.Load().owner != protocol.EditorClient {
		now.others--
	}
	return protocol.DaemonStatus{
		ProtocolVersion: protocol.Version, BuildID: d.options.BuildID, PID: os.Getpid(), Root: d.root,
		Editors: now.editors, Others: now.others, Running: now.running,
	}, nil
}

// stopDaemon decides whether the daemon ends. It does so after the answer was written.
func (s *session) stopDaemon(_ context.Context, p protocol.StopDaemonParams) (protocol.StopDaemonResult, error) {
	d := s.daemon
	mine := presence{others: 1}
	if c := s.client.Load(); c != nil && c.owner == protocol.EditorClient {
		mine = presence{editors: 1}
	}
	stopping := d.leaveUnless(func() bool { return p.IfIdle && d.presence() != mine })
	s.stops.Store(stopping)
	return protocol.StopDaemonResult{Stopping: stopping}, nil
}

// end does what stopDaemon decided.
func (d *Daemon) end() {
	d.asked.Store(true)
	d.wake()
	d.quit()
}
