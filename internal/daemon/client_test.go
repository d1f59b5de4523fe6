//go:build unix

package daemon

import (
	"context"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/runlight-dev/runlight/internal/process"
	"github.com/runlight-dev/runlight/internal/protocol"
	"github.com/runlight-dev/runlight/internal/rpc"
)

// waitLimit is how long a test waits for a state. It is long because it passes only when something is broken.
const waitLimit = 20 * time.Second

// fakeManager stands for npm: it runs <script>.sh of the package, so that a test needs no Node.
const fakeManager = "#!/bin/sh\nshift\nname=$1\nshift\n[ \"$1\" = -- ] && shift\nexec sh \"./$name.sh\" \"$@\"\n"

// files are written below a new root; the path of each says where.
type files map[string]string

func newRoot(t testing.TB, f files) string {
	root := t.TempDir()
	for name, text := range f {
		write(t, root, name, text)
	}
	return root
}

func write(t testing.TB, root, name, text string) {
	path := filepath.Join(root, name)
	require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o755))
	require.NoError(t, os.WriteFile(path, []byte(text), 0o755))
}

// open makes a daemon whose npm is the fake one.
func open(t testing.TB, root string) *Daemon {
	return openWith(t, Options{Root: root, Environ: environ(t, root)})
}

// client is a client of a daemon that mirrors what it is told, as an editor does.
type client struct {
	testing.TB
	conn  *rpc.Conn
	heard *heard
	init  protocol.InitializeResult

	mu        sync.Mutex // guards what follows
	changed   chan struct{}
	processes map[process.ID]*process.State
	packages  map[string]*protocol.Package
	leaders   map[process.ID]int // the first processes, also after their end
	output    map[process.ID]string
	keep      int // how much of each output is kept, in bytes; 0 for all
	end       map[process.ID]int64
	last      map[process.ID]bool
	lost      int64
	pushes    int
	warned    bool // that the daemon ends
	stuck     bool // takes output without renewing credit
}

var trusting = protocol.Settings{Trusted: true}

func connect(t testing.TB, d *Daemon, settings protocol.Settings) *client {
	return dial(t, d).introduce("editor", settings)
}

// introduce says who the client is and takes over the whole state.
func (c *client) introduce(kind string, settings protocol.Settings) *client {
	c.Helper()
	result, err := rpc.Call(c.Context(), c.conn, protocol.Initialize,
		protocol.InitializeParams{ProtocolVersion: protocol.Version, Client: kind, Settings: settings})
	require.NoError(c, err)
	c.mu.Lock()
	defer c.mu.Unlock()
	c.init = result
	for _, p := range result.Workspace.Packages {
		c.packages[p.Path] = p
	}
	for _, s := range result.Processes {
		c.processes[s.ID] = s
	}
	return c
}

// dial connects without initialize.
func dial(t testing.TB, d *Daemon) *client {
	mine, theirs := net.Pipe()
	served := make(chan struct{})
	go func() {
		defer close(served)
		_ = d.Serve(context.Background(), theirs)
	}()
	t.Cleanup(func() { <-served }) // after the client has closed its end
	return over(t, mine)
}

// over is a client at the end of a connection, which it closes when the test ends.
func over(t testing.TB, mine net.Conn) *client {
	c := &client{
		TB: t, changed: make(chan struct{}), processes: map[process.ID]*process.State{},
		packages: map[string]*protocol.Package{}, leaders: map[process.ID]int{}, output: map[process.ID]string{}, end: map[process.ID]int64{},
		last: map[process.ID]bool{},
	}
	table := &rpc.Table{}
	rpc.On(table, protocol.StateDidChange, c.stateDidChange)
	rpc.On(table, protocol.WorkspaceDidChange, c.workspaceDidChange)
	rpc.On(table, protocol.OutputDidAppend, c.outputDidAppend)
	heard := &heard{Conn: mine, closed: make(chan struct{})}
	c.heard = heard
	rpc.On(table, protocol.DaemonWillStop, func(context.Context, protocol.Empty) error {
		c.mu.Lock()
		defer c.mu.Unlock()
		c.warned = true
		c.tell()
		return nil
	})
	c.conn = rpc.Start(context.Background(), heard, table, slog.New(slog.DiscardHandler))
	t.Cleanup(func() {
		c.conn.Close()
		require.NotRegexp(t, nothing, heard.String(), "TypeScript expects a list or an object, and never null")
	})
	return c
}

// nothing is a member that is null; text that a script printed has its quotes escaped.
var nothing = regexp.MustCompile(`[^\\\\]":null`)

// heard keeps what a client was sent, up to a bound.
type heard struct {
	net.Conn
	deaf   atomic.Bool // nothing more is read
	closed chan struct{}
	once   sync.Once

	mu   sync.Mutex // guards text
	text strings.Builder
}

// Close implements net.Conn.
func (h *heard) Close() error {
	h.once.Do(func() { close(h.closed) })
	return h.Conn.Close()
}

func (h *heard) String() string {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.text.String()
}

func (h *heard) Read(p []byte) (int, error) {
	if h.deaf.Load() {
		<-h.closed
	}
	n, err := h.Conn.Read(p)
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.text.Len() < 1<<20 {
		h.text.Write(p[:n])
	}
	return n, err
}

// tell wakes who waits. The caller holds mu.
func (c *client) tell() {
	c.pushes++
	close(c.changed)
	c.changed = make(chan struct{})
}

func (c *client) stateDidChange(_ context.Context, d protocol.StateDelta) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, s := range d.Processes {
		if old := c.processes[s.ID]; old != nil && (old.Revision >= s.Revision || old.IsFinished()) {
			c.Errorf("%v after %v", s, old)
		}
		c.processes[s.ID] = s
		c.leaders[s.ID] = max(c.leaders[s.ID], s.PID)
	}
	for _, id := range d.Removed {
		delete(c.processes, id)
	}
	c.tell()
	return nil
}

func (c *client) workspaceDidChange(_ context.Context, d protocol.WorkspaceDelta) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, p := range d.Changed {
		c.packages[p.Path] = p
	}
	for _, path := range d.Removed {
		delete(c.packages, path)
	}
	c.tell()
	return nil
}

func (c *client) outputDidAppend(_ context.Context, o protocol.OutputChunk) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if o.Offset != c.end[o.ID]+o.Lost {
		c.Errorf("output jumps from %d to %d with %d lost", c.end[o.ID], o.Offset, o.Lost)
	}
	c.output[o.ID] += o.Text
	if text := c.output[o.ID]; c.keep > 0 && len(text) > c.keep {
		c.output[o.ID] = strings.Clone(text[len(text)-c.keep:])
	}
	c.end[o.ID] = o.End
	c.last[o.ID] = o.Last
	c.lost += o.Lost
	c.tell()
	if !c.stuck {
		go func() {
			_ = rpc.Notify(context.Background(), c.conn, protocol.OutputDidConsume, protocol.ConsumeParams{ID: o.ID, Offset: o.End})
		}()
	}
	return nil
}

// await waits until what the client was told fulfils a condition.
func (c *client) await(what string, condition func() bool) {
	c.Helper()
	limit := time.After(waitLimit)
	for {
		c.mu.Lock()
		ok, changed := condition(), c.changed
		c.mu.Unlock()
		if ok {
			return
		}
		select {
		case <-changed:
		case <-limit:
			c.mu.Lock()
			defer c.mu.Unlock()
			require.FailNow(c, "never "+what, "%v\n%v", c.processes, c.output)
		}
	}
}

// run starts a script and attaches to its output.
func (c *client) run(pkg, name string, args ...string) process.ID {
	c.Helper()
	result, err := rpc.Call(c.Context(), c.conn, protocol.RunScript, protocol.RunParams{Package: pkg, Name: name, Args: args})
	require.NoError(c, err)
	require.True(c, result.Started)
	c.attach(result.Process.ID)
	return result.Process.ID
}

func (c *client) attach(id process.ID) {
	c.Helper()
	_, err := rpc.Call(c.Context(), c.conn, protocol.AttachOutput, protocol.AttachParams{ID: id})
	require.NoError(c, err)
}

// finished waits for a final status.
func (c *client) finished(id process.ID) *process.State {
	c.Helper()
	c.await("finished", func() bool { return c.processes[id] != nil && c.processes[id].IsFinished() })
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.processes[id]
}

// printed waits until the output of a process contains a text.
func (c *client) printed(id process.ID, text string) {
	c.Helper()
	c.await("printed "+text, func() bool { return strings.Contains(c.output[id], text) })
}

// whole waits for the end of the output and returns it with plain line ends.
func (c *client) whole(id process.ID) string {
	c.Helper()
	c.await("at its end", func() bool { return c.last[id] })
	c.mu.Lock()
	defer c.mu.Unlock()
	return strings.ReplaceAll(c.output[id], "\r\n", "\n")
}
