package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"

	"github.com/runlight-dev/runlight/internal/client"
	"github.com/runlight-dev/runlight/internal/process"
	"github.com/runlight-dev/runlight/internal/protocol"
	"github.com/runlight-dev/runlight/internal/rpc"
)

// runlight is a daemon of the real program, spoken to as an editor does.
type runlight struct {
	*scene
	// manager is the package manager of the scene, npm where it is empty, and peer the one that it is among the peers.
	manager, peer string
	// attached says that every output is shown to this client while it comes.
	attached bool

	link *client.Link
	ids  map[string]process.ID // by script

	mu     sync.Mutex // guards what follows
	news   chan struct{}
	states map[process.ID]*process.State
	shown  map[process.ID]*shown
}

// shown is the output of one process as it has come.
type shown struct {
	tail    string // of the text
	letters int64
	last    bool
}

// maxTail bounds in bytes the text that is kept for a look.
const maxTail = 1 << 10

// connect starts the daemon if there is none.
func (r *runlight) connect(ctx context.Context) error {
	if r.link != nil {
		return nil
	}
	r.news = make(chan struct{})
	r.ids, r.states, r.shown = map[string]process.ID{}, map[process.ID]*process.State{}, map[process.ID]*shown{}
	table := &rpc.Table{}
	rpc.On(table, protocol.StateDidChange, r.onState)
	rpc.On(table, protocol.OutputDidAppend, r.onOutput)
	rpc.On(table, protocol.WorkspaceDidChange, func(context.Context, protocol.WorkspaceDelta) error { return nil })
	var err error
	r.link, err = client.Reach(ctx, client.Options{
		Root: r.root, BuildID: "dev", Program: r.program, Environ: r.env(), Table: table,
	})
	if err != nil {
		return err
	}
	manager := r.manager
	if manager == "" {
		manager = "npm"
	}
	logSize := 2*r.megabytes + 32 // whole: what is missing then was lost
	_, err = rpc.Call(ctx, r.link.Conn, protocol.Initialize, protocol.InitializeParams{
		ProtocolVersion: protocol.Version, BuildID: "dev", Root: r.root, Client: protocol.EditorClient, Env: r.env(r.peer),
		Settings: protocol.Settings{Trusted: true, PackageManager: manager, OutputLog: &logSize},
	})
	return err
}

func (r *runlight) onState(_ context.Context, delta protocol.StateDelta) error {
	return r.tell(func() {
		for _, state := range delta.Processes {
			r.states[state.ID] = state
		}
	})
}

func (r *runlight) onOutput(ctx context.Context, chunk protocol.OutputChunk) error {
	err := r.tell(func() {
		s := r.shown[chunk.ID]
		if s == nil {
			s = &shown{}
			r.shown[chunk.ID] = s
		}
		s.letters += int64(strings.Count(chunk.Text, letter))
		s.tail += chunk.Text
		s.tail = s.tail[max(0, len(s.tail)-maxTail):]
		s.last = chunk.Last
	})
	consumed := protocol.ConsumeParams{ID: chunk.ID, Offset: chunk.End}
	return errors.Join(err, rpc.Notify(ctx, r.link.Conn, protocol.OutputDidConsume, consumed))
}

// tell changes what is known and wakes who waits.
func (r *runlight) tell(change func()) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	change()
	close(r.news)
	r.news = make(chan struct{})
	return nil
}

// await waits until what is known is so.
func (r *runlight) await(ctx context.Context, what string, so func() bool) error {
	for {
		r.mu.Lock()
		is, news := so(), r.news
		r.mu.Unlock()
		if is {
			return nil
		}
		select {
		case <-news:
		case <-r.link.Done():
			return fmt.Errorf("waited for %s: the connection ended", what)
		case <-ctx.Done():
			return fmt.Errorf("waited for %s: %w", what, ctx.Err())
		}
	}
}

func (r *runlight) run(ctx context.Context, scripts ...string) error {
	if err := r.connect(ctx); err != nil {
		return err
	}
	for _, script := range scripts {
		result, err := rpc.Call(ctx, r.link.Conn, protocol.RunScript, protocol.RunParams{Package: ".", Name: script})
		if err != nil {
			return err
		}
		r.ids[script] = result.Process.ID
		if r.attached {
			if err := r.attach(ctx, script); err != nil {
				return err
			}
		}
	}
	return nil
}

func (r *runlight) attach(ctx context.Context, script string) error {
	_, err := rpc.Call(ctx, r.link.Conn, protocol.AttachOutput, protocol.AttachParams{ID: r.ids[script]})
	return err
}

func (r *runlight) shows(ctx context.Context, script, text string) error {
	if !r.attached {
		if err := r.attach(ctx, script); err != nil {
			return err
		}
	}
	return r.await(ctx, "the output of "+script, func() bool {
		s := r.shown[r.ids[script]]
		return s != nil && strings.Contains(s.tail, text)
	})
}

func (r *runlight) ended(ctx context.Context, script string) (time.Time, error) {
	id := r.ids[script]
	err := r.await(ctx, "the end of "+script, func() bool {
		if r.attached {
			return r.shown[id] != nil && r.shown[id].last
		}
		// A final state is told when the last byte has been kept.
		return r.states[id] != nil && r.states[id].IsFinished()
	})
	return time.Now(), err
}

// kept reads the whole log.
func (r *runlight) kept(ctx context.Context, script string) (letters int64, err error) {
	id := r.ids[script]
	for params := (protocol.ReadParams{ID: id}); ; {
		piece, err := rpc.Call(ctx, r.link.Conn, protocol.ReadOutput, params)
		if err != nil {
			return letters, err
		}
		letters += int64(strings.Count(piece.Text, letter))
		if piece.Last || piece.Next >= piece.End {
			return letters, nil
		}
		params.Offset = piece.Next
	}
}

// seen counts the letter in what was shown of a script. A client that is slower than the script misses what the daemon
// keeps no longer in memory, and is told how much.
func (r *runlight) seen(script string) int64 {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.shown[r.ids[script]].letters
}

func (r *runlight) stop(ctx context.Context) error {
	_, err := rpc.Call(ctx, r.link.Conn, protocol.StopAll, protocol.Empty{})
	return err
}

func (r *runlight) pid() (int, error) { return r.link.Daemon.PID, nil }

func (r *runlight) close() {
	if r.link != nil {
		r.link.Close()
	}
}
