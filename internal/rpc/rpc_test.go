package rpc

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/sourcegraph/jsonrpc2"
	"github.com/stretchr/testify/require"

	"github.com/runlight-dev/runlight/internal/protocol"
)

// The messages of a small service that stands for any.
type (
	words struct {
		Text string `json:"text"`
	}
	number struct {
		N int `json:"n"`
	}
)

var (
	length = protocol.Request[words, number]{Method: "test/length"}
	crash  = protocol.Request[protocol.Empty, protocol.Empty]{Method: "test/crash"}
	refuse = protocol.Request[protocol.Empty, protocol.Empty]{Method: "test/refuse"}
	wait   = protocol.Request[protocol.Empty, protocol.Empty]{Method: "test/wait"}
	seen   = protocol.Notification[number]{Method: "test/didSee"}
)

var errRefused = errors.New("refused for a reason")

// service counts what it saw and can be waited for.
type service struct {
	mu     sync.Mutex
	order  []int
	waited chan struct{} // one for each wait that began
}

func (s *service) table() *Table {
	s.waited = make(chan struct{}, 2*maxWaiting)
	t := &Table{Code: func(err error) protocol.ErrorCode {
		if errors.Is(err, errRefused) {
			return 42
		}
		return protocol.CodeInternal
	}}
	Handle(t, length, func(_ context.Context, w words) (number, error) { return number{len(w.Text)}, nil })
	Handle(t, crash, func(context.Context, protocol.Empty) (protocol.Empty, error) { panic("boom") })
	Handle(t, refuse, func(context.Context, protocol.Empty) (protocol.Empty, error) {
		return protocol.Empty{}, fmt.Errorf("test: %w", errRefused)
	})
	HandleWaiting(t, wait, func(ctx context.Context, _ protocol.Empty) (protocol.Empty, error) {
		s.waited <- struct{}{}
		<-ctx.Done()
		return protocol.Empty{}, ctx.Err()
	})
	On(t, seen, func(_ context.Context, n number) error {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.order = append(s.order, n.N)
		return nil
	})
	return t
}

var quiet = slog.New(slog.DiscardHandler)

// serve starts the service on one end of a pipe and returns the other.
func serve(t *testing.T, s *service) (net.Conn, *Conn) {
	mine, theirs := net.Pipe()
	conn := Start(t.Context(), theirs, s.table(), quiet)
	t.Cleanup(func() {
		_ = mine.Close()
		<-conn.Done()
	})
	return mine, conn
}

func frame(body string) string { return fmt.Sprintf("Content-Length: %d\r\n\r\n%s", len(body), body) }

// receive reads one frame as a peer that trusts nobody would.
func receive(t *testing.T, in *stream) map[string]any {
	body, err := in.readFrame()
	require.NoError(t, err)
	var message map[string]any
	require.NoError(t, json.Unmarshal(body, &message))
	require.Equal(t, "2.0", message["jsonrpc"])
	return message
}

// TestAnswers sends raw bytes and compares the answer; a good request afterwards must still be answered.
func TestAnswers(t *testing.T) {
	for name, test := range map[string]struct {
		send string
		code protocol.ErrorCode // 0 for a result
		id   any
		says string
	}{
		"a request":         {frame(`{"jsonrpc":"2.0","id":1,"method":"test/length","params":{"text":"abc"}}`), 0, 1.0, ""},
		"a string id":       {frame(`{"jsonrpc":"2.0","id":"a","method":"test/length","params":{"text":"abc"}}`), 0, "a", ""},
		"unknown members":   {frame(`{"jsonrpc":"2.0","id":1,"method":"test/length","params":{"text":"abc","more":1}}`), 0, 1.0, ""},
		"other headers":     {"content-type: x; charset=utf-8\r\n" + frame(`{"jsonrpc":"2.0","id":1,"method":"test/length","params":{"text":"abc"}}`), 0, 1.0, ""},
		"bare line feeds":   {strings.ReplaceAll(frame(`{"jsonrpc":"2.0","id":1,"method":"test/length","params":{"text":"abc"}}`), "\r", ""), 0, 1.0, ""},
		"not JSON":          {frame(`{"jsonrpc":`), protocol.CodeParse, nil, "not JSON"},
		"nothing":           {frame(``), protocol.CodeParse, nil, "not JSON"},
		"not UTF-8":         {frame("\xff\xfe"), protocol.CodeParse, nil, "not JSON"},
		"no message":        {frame(`{"id":7}`), protocol.CodeInvalidRequest, 7.0, "no JSON-RPC request"},
		"an array":          {frame(`[]`), protocol.CodeInvalidRequest, nil, "no JSON-RPC request"},
		"a batch":           {frame(`[{"jsonrpc":"2.0","id":1,"method":"test/length"}]`), protocol.CodeInvalidRequest, nil, "no JSON-RPC request"},
		"a number":          {frame(`1`), protocol.CodeInvalidRequest, nil, "no JSON-RPC request"},
		"null":              {frame(`null`), protocol.CodeInvalidRequest, nil, "no JSON-RPC request"},
		"too large":         {frame(strings.Repeat(" ", MaxFrame+1)), protocol.CodeInvalidRequest, nil, "too large"},
		"unknown method":    {frame(`{"jsonrpc":"2.0","id":1,"method":"test/nothing"}`), protocol.CodeMethodNotFound, 1.0, "test/nothing"},
		"params of a type":  {frame(`{"jsonrpc":"2.0","id":1,"method":"test/length","params":{"text":1}}`), protocol.CodeInvalidParams, 1.0, "text"},
		"params as a list":  {frame(`{"jsonrpc":"2.0","id":1,"method":"test/length","params":[1]}`), protocol.CodeInvalidParams, 1.0, "test/length"},
		"no params":         {frame(`{"jsonrpc":"2.0","id":1,"method":"test/length"}`), protocol.CodeInvalidParams, 1.0, "missing"},
		"null params":       {frame(`{"jsonrpc":"2.0","id":1,"method":"test/length","params":null}`), protocol.CodeInvalidParams, 1.0, "missing"},
		"a panic":           {frame(`{"jsonrpc":"2.0","id":1,"method":"test/crash"}`), protocol.CodeInternal, 1.0, "boom"},
		"an error":          {frame(`{"jsonrpc":"2.0","id":1,"method":"test/refuse"}`), 42, 1.0, "refused for a reason"},
		"unknown notice":    {frame(`{"jsonrpc":"2.0","method":"test/didNothing"}`) + frame(`{"jsonrpc":"2.0","id":2,"method":"test/refuse"}`), 42, 2.0, "refused"},
		"a stray answer":    {frame(`{"jsonrpc":"2.0","id":9,"result":1}`) + frame(`{"jsonrpc":"2.0","id":2,"method":"test/refuse"}`), 42, 2.0, "refused"},
		"cancel of nothing": {frame(`{"jsonrpc":"2.0","method":"$/cancelRequest"}`) + frame(`{"jsonrpc":"2.0","id":2,"method":"test/refuse"}`), 42, 2.0, "refused"},
	} {
		t.Run(name, func(t *testing.T) {
			peer, _ := serve(t, &service{})
			in := newStream(peer)
			go func() { _, _ = io.WriteString(peer, test.send) }()
			answer := receive(t, in)
			require.Equal(t, test.id, answer["id"])
			if test.code == 0 {
				require.Equal(t, map[string]any{"n": 3.0}, answer["result"])
			} else {
				failure := answer["error"].(map[string]any)
				require.InDelta(t, float64(test.code), failure["code"], 0)
				require.Contains(t, failure["message"], test.says)
			}
			go func() {
				_, _ = io.WriteString(peer, frame(`{"jsonrpc":"2.0","id":99,"method":"test/length","params":{"text":""}}`))
			}()
			require.InDelta(t, 99.0, receive(t, in)["id"], 0, "the connection lives on")
		})
	}
}

// TestUnframeable sends headers after which nobody knows where the next message starts.
func TestUnframeable(t *testing.T) {
	for name, test := range map[string]struct {
		send string
		want error
	}{
		"no length":         {"Content-Type: x\r\n\r\n{}", ErrFraming},
		"length no number":  {"Content-Length: many\r\n\r\n{}", ErrFraming},
		"negative length":   {"Content-Length: -1\r\n\r\n{}", ErrFraming},
		"huge length":       {"Content-Length: 99999999999999999999\r\n\r\n{}", ErrFraming},
		"no header":         {"{\"jsonrpc\":\"2.0\"}\r\n\r\n", ErrFraming},
		"endless header":    {strings.Repeat("x", 2*maxHeader), ErrFraming},
		"endless headers":   {strings.Repeat("a: b\r\n", maxHeader), ErrFraming},
		"ends in a header":  {"Content-Len", io.ErrUnexpectedEOF},
		"ends in a frame":   {"Content-Length: 10\r\n\r\n{", io.ErrUnexpectedEOF},
		"ends before frame": {"Content-Length: 10\r\n\r\n", io.ErrUnexpectedEOF},
		"ends properly":     {"", nil},
	} {
		t.Run(name, func(t *testing.T) {
			peer, conn := serve(t, &service{})
			go func() {
				_, _ = io.WriteString(peer, test.send)
				_ = peer.Close()
			}()
			<-conn.Done()
			if test.want == nil {
				require.NoError(t, conn.Err())
			} else {
				require.ErrorIs(t, conn.Err(), test.want)
			}
		})
	}
}

// client connects a second Conn, so that Call and Notify are tested against the service.
func client(t *testing.T, s *service) *Conn {
	peer, _ := serve(t, s)
	c := Start(t.Context(), peer, &Table{}, quiet)
	t.Cleanup(c.Close)
	return c
}

func TestCall(t *testing.T) {
	c := client(t, &service{})
	got, err := Call(t.Context(), c, length, words{"four"})
	require.NoError(t, err)
	require.Equal(t, number{4}, got)
	_, err = Call(t.Context(), c, refuse, protocol.Empty{})
	var failure *jsonrpc2.Error
	require.ErrorAs(t, err, &failure)
	require.Equal(t, int64(42), failure.Code)
}

func TestOrder(t *testing.T) {
	s := &service{}
	c := client(t, s)
	var want []int
	for n := range 1000 {
		require.NoError(t, Notify(t.Context(), c, seen, number{n}))
		want = append(want, n)
	}
	_, err := Call(t.Context(), c, length, words{}) // answered after all of them
	require.NoError(t, err)
	s.mu.Lock()
	defer s.mu.Unlock()
	require.Equal(t, want, s.order)
}

// TestCancel gives up a waiting request while others are answered.
func TestCancel(t *testing.T) {
	s := &service{}
	peer, _ := serve(t, s)
	in := newStream(peer)
	send := func(body string) { _, _ = io.WriteString(peer, frame(body)) }
	go func() {
		send(`{"jsonrpc":"2.0","id":1,"method":"test/wait"}`)
		send(`{"jsonrpc":"2.0","id":2,"method":"test/length","params":{"text":""}}`)
	}()
	require.InDelta(t, 2.0, receive(t, in)["id"], 0, "a waiting request holds up nobody")
	go send(`{"jsonrpc":"2.0","method":"$/cancelRequest","params":{"id":1}}`)
	answer := receive(t, in)
	require.InDelta(t, 1.0, answer["id"], 0)
	require.InDelta(t, float64(protocol.CodeCancelled), answer["error"].(map[string]any)["code"], 0)
}

// TestCancelAtOnce sends the cancel in the same breath: it must not be lost.
func TestCancelAtOnce(t *testing.T) {
	peer, _ := serve(t, &service{})
	in := newStream(peer)
	for range 200 {
		go func() {
			_, _ = io.WriteString(peer, frame(`{"jsonrpc":"2.0","id":"w","method":"test/wait"}`)+
				frame(`{"jsonrpc":"2.0","method":"$/cancelRequest","params":{"id":"w"}}`))
		}()
		require.Equal(t, "w", receive(t, in)["id"])
	}
}

func TestCallerGivesUp(t *testing.T) {
	s := &service{}
	c := client(t, s)
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() {
		_, err := Call(ctx, c, wait, protocol.Empty{})
		done <- err
	}()
	<-s.waited
	cancel()
	require.ErrorIs(t, <-done, context.Canceled)
}

func TestTooManyWaiting(t *testing.T) {
	s := &service{}
	c := client(t, s)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	for range maxWaiting {
		go func() { _, _ = Call(ctx, c, wait, protocol.Empty{}) }()
	}
	for range maxWaiting {
		<-s.waited
	}
	_, err := Call(ctx, c, wait, protocol.Empty{})
	require.ErrorContains(t, err, "256 requests are waiting")
}

// TestPeerDoesNotRead notifies a peer that never reads: the call ends with its context.
func TestPeerDoesNotRead(t *testing.T) {
	mine, theirs := net.Pipe()
	defer mine.Close()
	c := Start(t.Context(), theirs, &Table{}, quiet)
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	require.Error(t, Notify(ctx, c, seen, number{1}))
	<-c.Done()
}

func TestTwoHandlers(t *testing.T) {
	table := (&service{}).table()
	require.Panics(t, func() {
		Handle(table, length, func(context.Context, words) (number, error) { return number{}, nil })
	})
}

// FuzzRead feeds any bytes to a server: it must neither panic nor hang, and what it says must be frames of JSON.
func FuzzRead(f *testing.F) {
	f.Add([]byte(frame(`{"jsonrpc":"2.0","id":1,"method":"test/length","params":{"text":"abc"}}`)))
	f.Add([]byte(frame(`{"jsonrpc":"2.0","id":1,"method":"test/wait"}`) + frame(`{"jsonrpc":"2.0","method":"$/cancelRequest","params":{"id":1}}`)))
	f.Add([]byte("Content-Length: 3\r\n\r\n{}"))
	f.Add([]byte("Content-Length: 99999999\r\n\r\n{}"))
	f.Fuzz(func(t *testing.T, data []byte) {
		var out sink
		conn := Start(t.Context(), &rw{Reader: bytes.NewReader(data), sink: &out}, (&service{}).table(), quiet)
		<-conn.Done()
		in := newStream(&rw{Reader: strings.NewReader(out.String()), sink: &sink{}})
		for {
			body, err := in.readFrame()
			if errors.Is(err, io.EOF) {
				return
			}
			require.NoError(t, err)
			require.True(t, json.Valid(body), "%s", body)
		}
	})
}

// rw is a connection that was recorded.
type rw struct {
	io.Reader
	*sink
}

// sink keeps what was written until it was closed.
type sink struct {
	mu     sync.Mutex
	text   bytes.Buffer
	closed bool
}

func (s *sink) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return 0, io.ErrClosedPipe
	}
	return s.text.Write(p)
}

func (s *sink) Close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.closed = true
	return nil
}

func (s *sink) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.text.String()
}
