package rpc

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"runtime/debug"
	"sync"

	"github.com/sourcegraph/jsonrpc2"

	"github.com/runlight-dev/runlight/internal/protocol"
)

// maxWaiting bounds the waiting requests of one connection. An editor has a handful; the bound keeps a peer that
// never waits for answers from growing us.
const maxWaiting = 256

// Conn is one connection. Its methods may be called from any goroutine.
type Conn struct {
	table   *Table
	log     *slog.Logger
	stream  *stream
	jsonrpc *jsonrpc2.Conn

	mu      sync.Mutex // guards waiting
	waiting map[jsonrpc2.ID]context.CancelFunc
}

// Start serves the methods of table on rwc until either end closes it or ctx ends, and lets its user call and notify
// the peer. It owns rwc from then on.
func Start(ctx context.Context, rwc io.ReadWriteCloser, table *Table, log *slog.Logger) *Conn {
	c := &Conn{table: table, log: log, stream: newStream(rwc), waiting: map[jsonrpc2.ID]context.CancelFunc{}}
	// Handlers run as soon as the connection exists, and use c.jsonrpc: they wait until it is set.
	ready := make(chan struct{})
	c.jsonrpc = jsonrpc2.NewConn(ctx, c.stream, dispatcher{c, ready}, jsonrpc2.SetLogger(printer{log}))
	close(ready)
	return c
}

// Done is closed when the connection has ended.
func (c *Conn) Done() <-chan struct{} { return c.jsonrpc.DisconnectNotify() }

// Err says why reading ended: nil for a proper end of input, ErrFraming, or an error of the transport.
func (c *Conn) Err() error { return c.stream.failure() }

// Close ends the connection.
func (c *Conn) Close() { _ = c.jsonrpc.Close() } // the only error says that it is closed already

// Notify sends a notification. When ctx ends before the peer has taken it, the connection is closed: a frame that is
// half written cannot be taken back.
func Notify[P any](ctx context.Context, c *Conn, n protocol.Notification[P], params P) error {
	stop := context.AfterFunc(ctx, c.Close)
	defer stop()
	return c.jsonrpc.Notify(ctx, n.Method, params)
}

// Call sends a request and waits for its answer. When ctx ends first, the peer is told to cancel. An error answer is a
// *jsonrpc2.Error.
func Call[P, R any](ctx context.Context, c *Conn, m protocol.Request[P, R], params P) (R, error) {
	var result R
	id := jsonrpc2.ID{Str: newCallID(), IsString: true}
	waiter, err := c.jsonrpc.DispatchCall(ctx, m.Method, params, jsonrpc2.PickID(id))
	if err != nil {
		return result, err
	}
	err = waiter.Wait(ctx, &result)
	if ctx.Err() != nil {
		_ = Notify(context.WithoutCancel(ctx), c, cancelRequest, cancelParams{ID: id})
	}
	return result, err
}

// dispatcher routes what the peer sends. It is called by the reading goroutine, one message after the other.
type dispatcher struct {
	conn  *Conn
	ready <-chan struct{}
}

// Handle implements jsonrpc2.Handler.
func (d dispatcher) Handle(ctx context.Context, _ *jsonrpc2.Conn, request *jsonrpc2.Request) {
	<-d.ready
	c := d.conn
	if request.Method == cancelRequest.Method {
		c.cancel(request)
		return
	}
	h, ok := c.table.handlers[request.Method]
	if !ok {
		c.reply(ctx, request, nil, errUnknownMethod)
		return
	}
	if !h.waits {
		result, err := c.guard(ctx, request, h)
		c.reply(ctx, request, result, err)
		return
	}
	// Known before the next message is read, so that a cancel that follows at once finds it.
	waiting, forget, err := c.remember(ctx, request.ID)
	if err != nil {
		c.reply(ctx, request, nil, err)
		return
	}
	go func() {
		result, err := c.guard(waiting, request, h)
		forget() // before the answer: after it, the peer may use the ID again
		c.reply(ctx, request, result, err)
	}()
}

var (
	errUnknownMethod = errors.New("unknown method")
	errTooMany       = fmt.Errorf("more than %d requests are waiting on this connection", maxWaiting)
)

// guard runs a handler and turns a panic into an error: one bad request must not end every running script.
func (c *Conn) guard(ctx context.Context, request *jsonrpc2.Request, h handler) (result any, err error) {
	defer func() {
		if cause := recover(); cause != nil {
			c.log.Error("panic in a handler", "method", request.Method, "cause", cause, "stack", string(debug.Stack()))
			result, err = nil, fmt.Errorf("internal error: %v", cause)
		}
	}()
	return h.run(ctx, request.Params)
}

func (c *Conn) reply(ctx context.Context, request *jsonrpc2.Request, result any, err error) {
	if err != nil {
		c.log.Debug("refused", "method", request.Method, "error", err)
	}
	if request.Notif {
		return
	}
	response := &jsonrpc2.Response{ID: request.ID}
	if err == nil {
		err = response.SetResult(result)
	}
	if err != nil {
		response.Error = &jsonrpc2.Error{Code: int64(c.code(err)), Message: request.Method + ": " + err.Error()}
	}
	if err := c.jsonrpc.SendResponse(ctx, response); err != nil && !errors.Is(err, jsonrpc2.ErrClosed) {
		c.log.Warn("cannot answer", "method", request.Method, "error", err)
	}
	if c.table.Answered != nil {
		c.table.Answered(request.Method)
	}
}

func (c *Conn) code(err error) protocol.ErrorCode {
	switch {
	case errors.Is(err, errUnknownMethod):
		return protocol.CodeMethodNotFound
	case errors.Is(err, ErrParams):
		return protocol.CodeInvalidParams
	case errors.Is(err, context.Canceled):
		return protocol.CodeCancelled
	case c.table.Code != nil:
		return c.table.Code(err)
	default:
		return protocol.CodeInternal
	}
}

// printer passes what jsonrpc2 has to say to our log. Why a connection ended is told by Conn.Err.
type printer struct{ log *slog.Logger }

// Printf implements jsonrpc2.Logger.
func (p printer) Printf(format string, args ...any) { p.log.Debug(fmt.Sprintf(format, args...)) }

// rawID reads the ID of a cancel in both of its forms.
func rawID(raw *json.RawMessage) (id jsonrpc2.ID, ok bool) {
	var params cancelParams
	if raw == nil || json.Unmarshal(*raw, &params) != nil {
		return id, false
	}
	return params.ID, true
}
