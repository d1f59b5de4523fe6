// Package daemon serves one root to its clients: it wires the supervisor and the workspace to the wire, gives each
// connection a session, and pushes to each session what changed since that session was last told.
package daemon

import (
	"context"
	"io"
	"log/slog"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/runlight-dev/runlight/internal/launch"
	"github.com/runlight-dev/runlight/internal/protocol"
	"github.com/runlight-dev/runlight/internal/runner"
	"github.com/runlight-dev/runlight/internal/spool"
	"github.com/runlight-dev/runlight/internal/supervisor"
	"github.com/runlight-dev/runlight/internal/workspace"
)

// Options are what a daemon is made of.
type Options struct {
	// Root is the folder to serve.
	Root string
	// BuildID names this build of the program.
	BuildID string
	// Environ is the environment, as KEY=value, of scripts whose client does not tell its own.
	Environ []string
	// Runs is a folder of this root's for journals of what runs, from which others end the scripts of a daemon that was
	// killed. Empty for none: then scripts may outlive a daemon that was.
	Runs string
	// Output is a folder of this root's for the logs of what scripts write, beside those of other roots. Empty for none.
	Output string
	// Watchdog is the program, with its arguments, that does so at once; see [launch.NewGuard]. Empty for none.
	Watchdog []string
	// Grace are the times that scripts are given to end; a zero member is the default.
	Grace supervisor.Grace
	// Leftovers says what becomes of processes that a script leaves behind.
	Leftovers supervisor.Leftovers
	// Log takes what a developer of Runlight wants to know.
	Log *slog.Logger
}

// Daemon serves one root.
type Daemon struct {
	options    Options
	root       string
	supervisor *supervisor.Supervisor
	runner     *runner.Runner
	guard      *launch.Guard // nil for none
	logs       *spool.Store  // nil for none
	searches   chan struct{} // holds one for each search that is at work
	settings   atomic.Pointer[protocol.Settings]

	lifetime *lifetime     // nil for a daemon that does not listen
	asked    atomic.Bool   // a client asked the daemon to end
	quit     func()        // makes Listen return
	quitting chan struct{} // closed by quit
	done     chan struct{} // closed when no state changes any more, and connections are to end

	mu         sync.Mutex // guards what follows, of sessions the writes
	workspace  *workspace.Workspace
	configured bool // by an editor
	leaving    bool // nobody is admitted any more
	sessions   atomic.Pointer[[]*session]
}

// Open returns a daemon for a root; the error wraps workspace.ErrRoot. Packages are looked for when the first client says how.
func Open(o Options) (*Daemon, error) {
	root, err := workspace.Canonical(o.Root)
	if err != nil {
		return nil, err
	}
	d := &Daemon{options: o, root: root, quitting: make(chan struct{}), done: make(chan struct{}), searches: make(chan struct{}, maxSearches)}
	d.quit = sync.OnceFunc(func() {
		close(d.quitting)
		if d.lifetime == nil {
			close(d.done) // the one connection is all there is
		}
	})
	d.settings.Store(&protocol.Settings{})
	d.runner = runner.New(runner.Options{Log: o.Log})
	d.sessions.Store(&[]*session{})
	choices := supervisor.Options{Grace: o.Grace, Leftovers: o.Leftovers, OnChange: d.wake, Memory: d.memory, Log: d.follow}
	if o.Runs != "" {
		d.guard = guard(o, root)
		choices.Launch = func(c launch.Command) (supervisor.Tree, error) { return d.guard.Start(c) }
	}
	if o.Output != "" {
		d.logs = spool.Open(o.Output, spool.DefaultLimits, o.Log)
	}
	d.supervisor = supervisor.New(choices)
	return d, nil
}

// guard ends what a crashed daemon of this root has left, before anything is started again that would meet it, and
// returns the guard of what will run.
func guard(o Options, root string) *launch.Guard {
	ended, crashed, err := launch.ReapFolder(o.Runs)
	if crashed > 0 || err != nil {
		o.Log.Warn("a previous daemon crashed and left scripts running", "root", root, "ended", ended, "error", err)
	}
	return launch.NewGuard(o.Runs, o.Watchdog...)
}

// Serve serves one client until its connection ends, and returns why it ended: nil for a proper end of input.
func (d *Daemon) Serve(ctx context.Context, connection io.ReadWriteCloser) error {
	s := newSession(d)
	if !d.admit(s) {
		return connection.Close()
	}
	defer d.dismiss(s)
	return s.serve(ctx, connection)
}

// admit makes a session known, unless the daemon is about to end.
func (d *Daemon) admit(s *session) bool {
	d.mu.Lock()
	if !d.leaving {
		d.sessions.Store(ptr(append(slices.Clone(*d.sessions.Load()), s)))
	}
	leaving := d.leaving
	d.mu.Unlock()
	d.review()
	return !leaving
}

func (d *Daemon) dismiss(s *session) {
	d.mu.Lock()
	d.sessions.Store(ptr(slices.DeleteFunc(slices.Clone(*d.sessions.Load()), func(o *session) bool { return o == s })))
	d.mu.Unlock()
	d.review()
}

func ptr[T any](v T) *T { return &v }

// wake tells every session that something may have changed. It is called from many goroutines and never blocks.
func (d *Daemon) wake() {
	for _, s := range *d.sessions.Load() {
		s.outbox.wake()
	}
	d.review()
}

// configure takes the settings of a client; those of an editor win. The first call looks for the packages of the root
// and returns when they are known.
func (d *Daemon) configure(settings protocol.Settings, editor bool) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.configured && !editor {
		return nil
	}
	d.configured = d.configured || editor
	choices := workspace.Settings{Exclude: settings.Exclude, PackageManager: settings.PackageManager}
	if d.workspace != nil {
		d.workspace.Reconfigure(choices)
	} else {
		opened, err := workspace.Open(context.Background(), d.root, workspace.Options{Settings: choices, OnChange: d.wake, Log: d.options.Log})
		if err != nil {
			return err
		}
		d.workspace = opened
	}
	d.settings.Store(&settings)
	return nil
}

// packages is the newest snapshot of the workspace, which must have been configured.
func (d *Daemon) packages() *workspace.Snapshot { return d.workspace.Snapshot() }

// Close stops every script, waits until all are gone, and ends the watching.
func (d *Daemon) Close() {
	d.supervisor.Close()
	if d.logs != nil {
		d.logs.Close()
	}
	if d.guard != nil {
		if err := d.guard.Close(); err != nil {
			d.options.Log.Warn("the run journal stays behind", "error", err)
		}
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.workspace != nil {
		d.workspace.Close()
	}
}
