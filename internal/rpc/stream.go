package rpc

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"sync"

	"github.com/runlight-dev/runlight/internal/protocol"
)

// MaxFrame is the largest frame in bytes that is read. The largest honest one is text pasted into a terminal; 16 MiB
// leaves room for that and bounds what a broken peer can make us hold.
const MaxFrame = 16 << 20

// maxHeader bounds the header lines of one frame in bytes. Content-Length and Content-Type fit many times over.
const maxHeader = 4 << 10

// ErrFraming says that the headers of a frame cannot be understood. Where the next frame starts is unknown then, so
// the connection ends.
var ErrFraming = errors.New("cannot find the frame of a message")

// stream is a jsonrpc2.ObjectStream over frames with a Content-Length header, as the Language Server Protocol defines
// them. It answers a frame that holds no message itself, so that one bad message does not end the connection.
type stream struct {
	in  *bufio.Reader
	rwc io.ReadWriteCloser

	writing sync.Mutex // guards writes to rwc: a frame goes out whole

	mu  sync.Mutex // guards err
	err error      // why reading ended, io.EOF left out
}

func newStream(rwc io.ReadWriteCloser) *stream {
	return &stream{in: bufio.NewReader(rwc), rwc: rwc}
}

// ReadObject reads frames until one holds a message and decodes it into v.
func (s *stream) ReadObject(v any) error {
	for {
		body, err := s.readFrame()
		if err != nil {
			s.fail(err)
			return err
		}
		if body == nil {
			continue // answered already
		}
		err = json.Unmarshal(body, v)
		if err == nil {
			return nil
		}
		if err := s.refuse(body, err); err != nil {
			s.fail(err)
			return err
		}
	}
}

// readFrame returns the body of the next frame, or nil for one that was too large and has been answered.
func (s *stream) readFrame() ([]byte, error) {
	length, err := s.readHeader()
	if err != nil {
		return nil, err
	}
	if length > MaxFrame {
		if _, err := io.CopyN(io.Discard, s.in, length); err != nil {
			return nil, unexpected(err)
		}
		return nil, s.writeError(nil, protocol.CodeInvalidRequest,
			fmt.Sprintf("a message of %d bytes is too large: the limit is %d", length, MaxFrame))
	}
	body := make([]byte, length)
	if _, err := io.ReadFull(s.in, body); err != nil {
		return nil, unexpected(err)
	}
	return body, nil
}

// readHeader reads the header lines of a frame and returns its length in bytes.
func (s *stream) readHeader() (int64, error) {
	length, size := int64(-1), 0
	for {
		line, err := s.readLine(maxHeader - size)
		if err != nil {
			if errors.Is(err, io.EOF) && size > 0 {
				err = io.ErrUnexpectedEOF
			}
			return 0, err
		}
		if line == "" && length >= 0 {
			return length, nil
		}
		if line == "" {
			return 0, fmt.Errorf("%w: no Content-Length header", ErrFraming)
		}
		size += len(line) + 2
		name, value, ok := strings.Cut(line, ":")
		if !ok {
			return 0, fmt.Errorf("%w: %.80q is no header", ErrFraming, line)
		}
		if !strings.EqualFold(name, "Content-Length") {
			continue
		}
		parsed, err := strconv.ParseUint(strings.TrimSpace(value), 10, 62)
		if err != nil {
			return 0, fmt.Errorf("%w: Content-Length %.80q is no number", ErrFraming, value)
		}
		length = int64(parsed)
	}
}

// readLine returns the next line without its end, of at most limit bytes.
func (s *stream) readLine(limit int) (string, error) {
	var line []byte
	for {
		b, err := s.in.ReadByte()
		if err != nil {
			if len(line) > 0 {
				err = unexpected(err)
			}
			return "", err
		}
		if b == '\n' {
			return strings.TrimSuffix(string(line), "\r"), nil
		}
		if len(line) >= limit {
			return "", fmt.Errorf("%w: the headers are longer than %d bytes", ErrFraming, maxHeader)
		}
		line = append(line, b)
	}
}

// unexpected turns an end of input inside a frame into an error that says so.
func unexpected(err error) error {
	if errors.Is(err, io.EOF) {
		return io.ErrUnexpectedEOF
	}
	return err
}

// refuse answers a body that is no message.
func (s *stream) refuse(body []byte, cause error) error {
	if !json.Valid(body) {
		return s.writeError(nil, protocol.CodeParse, "a message is not JSON: "+cause.Error())
	}
	var request struct {
		ID json.RawMessage `json:"id"`
	}
	// An ID that cannot be found is answered as null (JSON-RPC 2.0, section 5).
	_ = json.Unmarshal(body, &request)
	return s.writeError(request.ID, protocol.CodeInvalidRequest, "a message is no JSON-RPC request: "+cause.Error())
}

func (s *stream) writeError(id json.RawMessage, code protocol.ErrorCode, message string) error {
	if id == nil {
		id = json.RawMessage("null")
	}
	return s.WriteObject(map[string]any{
		"jsonrpc": "2.0",
		"id":      id,
		"error":   map[string]any{"code": code, "message": message},
	})
}

// WriteObject writes v as one frame.
func (s *stream) WriteObject(v any) error {
	body, err := json.Marshal(v)
	if err != nil {
		return err
	}
	frame := fmt.Appendf(make([]byte, 0, len(body)+32), "Content-Length: %d\r\n\r\n", len(body))
	frame = append(frame, body...)
	s.writing.Lock()
	defer s.writing.Unlock()
	_, err = s.rwc.Write(frame)
	return err
}

// Close closes the underlying connection, which frees a blocked read or write.
func (s *stream) Close() error { return s.rwc.Close() }

func (s *stream) fail(err error) {
	if errors.Is(err, io.EOF) {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.err = err
}

func (s *stream) failure() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.err
}
