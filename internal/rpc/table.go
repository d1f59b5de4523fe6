// Package rpc serves and calls the typed messages of package protocol over sourcegraph/jsonrpc2.
//
// It adds what that library leaves to its user: handlers run in the order of their requests unless they are marked
// as waiting, so that a slow one does not stop the reading; a request can be cancelled; a panic becomes an error
// answer; an error gets its code from one place; and a write to a peer that does not read ends with its context.
package rpc

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/runlight-dev/runlight/internal/protocol"
)

// ErrParams says that the params of a message have the wrong shape.
var ErrParams = errors.New("invalid params")

// Table is the methods that one end of a connection answers. Fill it before the connection starts.
type Table struct {
	// Code gives the wire code of an error that a handler returned; nil means that all are internal.
	Code func(error) protocol.ErrorCode
	// Answered is called after the answer to a request was written; nil where nobody wants to know.
	Answered func(method string)
	handlers map[string]handler
}

// handler is one method with its types erased.
type handler struct {
	run   func(ctx context.Context, params *json.RawMessage) (any, error)
	waits bool
}

func (t *Table) add(method string, h handler) {
	if t.handlers == nil {
		t.handlers = map[string]handler{}
	}
	if _, taken := t.handlers[method]; taken {
		panic("rpc: two handlers for " + method)
	}
	t.handlers[method] = h
}

// Handle answers a request on the reading goroutine, so before any later message is read. The function must not wait.
func Handle[P, R any](t *Table, m protocol.Request[P, R], f func(context.Context, P) (R, error)) {
	t.add(m.Method, handler{run: erase(m.Method, f)})
}

// HandleWaiting answers a request on a goroutine of its own; the context ends when the peer cancels the request.
func HandleWaiting[P, R any](t *Table, m protocol.Request[P, R], f func(context.Context, P) (R, error)) {
	t.add(m.Method, handler{run: erase(m.Method, f), waits: true})
}

// On takes a notification on the reading goroutine. The function must not wait.
func On[P any](t *Table, n protocol.Notification[P], f func(context.Context, P) error) {
	t.add(n.Method, handler{run: erase(n.Method, func(ctx context.Context, p P) (any, error) {
		return nil, f(ctx, p)
	})})
}

func erase[P, R any](method string, f func(context.Context, P) (R, error)) func(context.Context, *json.RawMessage) (any, error) {
	return func(ctx context.Context, raw *json.RawMessage) (any, error) {
		var params P
		if err := decode(raw, &params); err != nil {
			return nil, fmt.Errorf("%w of %s: %w", ErrParams, method, err)
		}
		return f(ctx, params)
	}
}

// decode fills params from raw. Only a message without members may come without params.
func decode(raw *json.RawMessage, params any) error {
	if raw == nil || string(*raw) == "null" {
		if _, none := params.(*protocol.Empty); none {
			return nil
		}
		return errors.New("they are missing")
	}
	return json.Unmarshal(*raw, params)
}
