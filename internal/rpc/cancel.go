package rpc

import (
	"context"
	"strconv"
	"sync/atomic"

	"github.com/sourcegraph/jsonrpc2"

	"github.com/runlight-dev/runlight/internal/protocol"
)

// cancelRequest asks the peer to give up a request; the request is answered all the same (Language Server Protocol,
// "Cancellation Support").
var cancelRequest = protocol.Notification[cancelParams]{Method: "$/cancelRequest"}

type cancelParams struct {
	ID jsonrpc2.ID `json:"id"`
}

// remember makes a waiting request known to later cancels. The function that it returns forgets it again.
func (c *Conn) remember(ctx context.Context, id jsonrpc2.ID) (context.Context, func(), error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.waiting) >= maxWaiting {
		return ctx, nil, errTooMany
	}
	ctx, cancel := context.WithCancel(ctx)
	c.waiting[id] = cancel
	return ctx, func() {
		cancel()
		c.mu.Lock()
		defer c.mu.Unlock()
		delete(c.waiting, id)
	}, nil
}

// cancel ends the context of a waiting request. A request that was answered already is not found, which is no error.
func (c *Conn) cancel(request *jsonrpc2.Request) {
	id, ok := rawID(request.Params)
	if !ok {
		c.log.Warn("a cancel without an id")
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if cancel, ok := c.waiting[id]; ok {
		cancel()
	}
}

var calls atomic.Uint64

// newCallID returns an ID that no other call of this program has. jsonrpc2 numbers calls itself, but tells the number
// only after sending, and a cancel needs it.
func newCallID() string { return strconv.FormatUint(calls.Add(1), 36) }
