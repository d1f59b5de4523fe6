package daemon

import (
	"context"
	"slices"
	"sync"

	"github.com/runlight-dev/runlight/internal/output"
	"github.com/runlight-dev/runlight/internal/process"
	"github.com/runlight-dev/runlight/internal/protocol"
	"github.com/runlight-dev/runlight/internal/rpc"
	"github.com/runlight-dev/runlight/internal/workspace"
)

// chunkSize is how much output one message carries at most, in bytes. State changes are sent between two chunks, so it
// bounds how long a chatty script delays them.
const chunkSize = 64 << 10

// outbox is the one sender of notifications to one client. There is no queue: the state is the queue. It is woken, looks
// at what is new since it last sent, and sends that; what changed twice meanwhile is sent once. A client that does not
// read holds up its own outbox and nothing else.
type outbox struct {
	daemon  *Daemon
	woken   chan struct{} // capacity 1: woken or not
	started chan struct{}
	once    sync.Once // closes started

	// What the client knows. Written by begin, before started is closed, and from then on by run alone.
	packages  *workspace.Snapshot
	processes map[process.ID]*process.State
	warned    bool // that the daemon ends

	mu       sync.Mutex // guards attached and what is in it
	attached []*attachment
}

// attachment is a client's subscription to the output of one process.
type attachment struct {
	id       process.ID
	buffer   *output.Buffer
	stop     func() // ends the waking by the buffer
	offset   int64  // up to here it was sent
	consumed int64  // up to here the client has taken it
}

func newOutbox(d *Daemon) *outbox {
	return &outbox{daemon: d, woken: make(chan struct{}, 1), started: make(chan struct{})}
}

func (o *outbox) wake() {
	select {
	case o.woken <- struct{}{}:
	default:
	}
}

// begin returns the whole state and remembers it as sent.
func (o *outbox) begin() (*workspace.Snapshot, []*process.State) {
	o.packages = o.daemon.packages()
	states := make([]*process.State, 0, len(o.daemon.supervisor.Processes()))
	o.processes = map[process.ID]*process.State{}
	for _, p := range o.daemon.supervisor.Processes() {
		state := p.State()
		states = append(states, state)
		o.processes[state.ID] = state
	}
	return o.packages, states
}

func (o *outbox) start() { o.once.Do(func() { close(o.started) }) }

// run sends until the connection ends, and ends it when the daemon has nothing more to say.
func (o *outbox) run(conn *rpc.Conn) {
	defer conn.Close()
	select {
	case <-o.started:
	case <-o.daemon.done:
		return
	case <-conn.Done():
		return
	}
	for {
		more, err := o.flush(conn)
		if err != nil {
			return // the connection has ended, or ends now
		}
		if more {
			continue
		}
		select {
		case <-o.woken:
		case <-o.daemon.done:
			// The final states: nothing changes any more.
			for more, err := true, error(nil); more && err == nil; {
				more, err = o.flush(conn)
			}
			return
		case <-conn.Done():
			return
		}
	}
}

// flush sends what is new: first the states, then the packages, then one chunk of each output. It reports whether more
// output is waiting.
func (o *outbox) flush(conn *rpc.Conn) (more bool, err error) {
	ctx := context.Background() // a write is ended by the end of the connection
	if o.daemon.asked.Load() && !o.warned {
		o.warned = true
		if err := rpc.Notify(ctx, conn, protocol.DaemonWillStop, protocol.Empty{}); err != nil {
			return false, err
		}
	}
	if delta, changed := o.stateDelta(); changed {
		if err := rpc.Notify(ctx, conn, protocol.StateDidChange, delta); err != nil {
			return false, err
		}
	}
	if next := o.daemon.packages(); next != o.packages {
		delta := workspace.Diff(o.packages, next)
		if err := rpc.Notify(ctx, conn, protocol.WorkspaceDidChange, delta); err != nil {
			return false, err
		}
		o.packages = next
	}
	for _, chunk := range o.chunks() {
		more = true
		if err := rpc.Notify(ctx, conn, protocol.OutputDidAppend, chunk); err != nil {
			return false, err
		}
	}
	return more, nil
}

// stateDelta compares by pointer: a state never changes, a process gets a new one.
func (o *outbox) stateDelta() (delta protocol.StateDelta, changed bool) {
	delta = protocol.StateDelta{Processes: []*process.State{}, Removed: []process.ID{}}
	list := o.daemon.supervisor.Processes()
	for _, p := range list {
		state := p.State()
		if o.processes[state.ID] != state {
			delta.Processes = append(delta.Processes, state)
			o.processes[state.ID] = state
		}
	}
	if len(o.processes) > len(list) {
		delta.Removed = o.forget(list)
	}
	return delta, len(delta.Processes)+len(delta.Removed) > 0
}

// forget drops the processes that are not in the list and returns their IDs.
func (o *outbox) forget(list []*process.Process) []process.ID {
	alive := make(map[process.ID]bool, len(list))
	for _, p := range list {
		alive[p.State().ID] = true
	}
	removed := []process.ID{}
	for id := range o.processes {
		if !alive[id] {
			removed = append(removed, id)
			delete(o.processes, id)
		}
	}
	slices.Sort(removed)
	return removed
}

func (o *outbox) attach(id process.ID, buffer *output.Buffer, offset int64) {
	o.detach(id)
	a := &attachment{id: id, buffer: buffer, stop: buffer.Watch(o.wake), offset: offset, consumed: offset}
	o.mu.Lock()
	o.attached = append(o.attached, a)
	o.mu.Unlock()
	o.wake()
}

func (o *outbox) detach(id process.ID) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.attached = slices.DeleteFunc(o.attached, func(a *attachment) bool {
		if a.id == id {
			a.stop()
		}
		return a.id == id
	})
}

// consumed renews the credit of an attachment. An offset that was not sent yet is a lie and is cut down.
func (o *outbox) consumed(id process.ID, offset int64) {
	o.mu.Lock()
	defer o.mu.Unlock()
	for _, a := range o.attached {
		if a.id == id {
			a.consumed = max(a.consumed, min(offset, a.offset))
		}
	}
	o.wake()
}

// chunks takes the next piece of each attached output that has news and credit. An output that has come to its end is
// detached.
func (o *outbox) chunks() []protocol.OutputChunk {
	o.mu.Lock()
	defer o.mu.Unlock()
	var chunks []protocol.OutputChunk
	o.attached = slices.DeleteFunc(o.attached, func(a *attachment) bool {
		chunk, ok := a.next()
		if ok {
			chunks = append(chunks, chunk)
		}
		if chunk.Last {
			a.stop()
		}
		return chunk.Last
	})
	return chunks
}

func (a *attachment) next() (protocol.OutputChunk, bool) {
	credit := a.consumed + protocol.OutputWindow - a.offset
	piece := a.buffer.Read(a.offset, int(min(credit, chunkSize)))
	if !piece.Last {
		piece.Data = piece.Data[:output.WholeRunes(piece.Data)]
	}
	if len(piece.Data) == 0 && !piece.Last {
		return protocol.OutputChunk{}, false
	}
	// What was overwritten needs no credit: the client never has to take it.
	a.consumed += piece.Lost
	a.offset = piece.End()
	return protocol.OutputChunk{
		ID: a.id, Offset: piece.Offset, End: piece.End(), Text: string(piece.Data), Lost: piece.Lost, Last: piece.Last,
	}, true
}

// close ends all attachments.
func (o *outbox) close() {
	o.mu.Lock()
	defer o.mu.Unlock()
	for _, a := range o.attached {
		a.stop()
	}
	o.attached = nil
}
