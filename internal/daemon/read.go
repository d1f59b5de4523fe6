package daemon

import (
	"context"
	"fmt"

	"github.com/runlight-dev/runlight/internal/output"
	"github.com/runlight-dev/runlight/internal/plaintext"
	"github.com/runlight-dev/runlight/internal/protocol"
	"github.com/runlight-dev/runlight/internal/rpc"
)

// readOutput answers with a piece of what a run wrote. It reads from disk, so it waits.
func (s *session) readOutput(ctx context.Context, p protocol.ReadParams) (protocol.ReadResult, error) {
	if p.Offset < 0 || p.Limit < 0 {
		return protocol.ReadResult{}, fmt.Errorf("%w: offset %d and limit %d must not be negative", rpc.ErrParams, p.Offset, p.Limit)
	}
	if p.Limit == 0 || p.Limit > protocol.MaxRead {
		p.Limit = protocol.MaxRead
	}
	r, err := s.daemon.recording(p.ID)
	if err != nil {
		return protocol.ReadResult{}, err
	}
	piece, err := r.passage(ctx, p.Offset, p.Limit)
	if err != nil {
		return protocol.ReadResult{}, err
	}
	text, next := piece.raw()
	if p.Plain {
		text, next = piece.plain()
	}
	return protocol.ReadResult{
		Text: text, Offset: piece.Offset, Next: next, Lost: piece.Lost, End: max(r.end(), piece.End()),
		Last: piece.Last && next == piece.End(),
	}, nil
}

// passage is a piece of output without a gap.
type passage struct {
	output.Chunk
	// ends says that what follows, now or later, does not belong to it: it is as long as was asked for, or a gap follows.
	ends bool
}

// passage reads up to limit bytes from an offset on, as far as they go on without a gap.
func (r recording) passage(ctx context.Context, offset int64, limit int) (passage, error) {
	buffer := make([]byte, min(limit, chunkSize))
	first, err := r.readInto(buffer, offset)
	all := passage{Chunk: first}
	all.Data = append([]byte(nil), first.Data...)
	for err == nil && !all.Last && len(all.Data) < limit && ctx.Err() == nil {
		var next output.Chunk
		next, err = r.readInto(buffer[:min(len(buffer), limit-len(all.Data))], all.End())
		if err != nil || next.Lost > 0 {
			all.ends = true
			break
		}
		all.Data, all.Last = append(all.Data, next.Data...), next.Last
		if len(next.Data) == 0 {
			break
		}
	}
	all.ends = all.ends || all.Last || len(all.Data) >= limit
	if err != nil && len(all.Data) > 0 {
		err = nil // the next request meets it
	}
	return all, firstOf(err, ctx.Err())
}

func firstOf(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// raw is the text as it was written, and where the next piece begins. A character that is not whole yet is left to it.
func (p passage) raw() (text string, next int64) {
	n := len(p.Data)
	if !p.Last {
		n = output.WholeRunes(p.Data)
	}
	if n == 0 && p.ends {
		n = len(p.Data)
	}
	return string(p.Data[:n]), p.Offset + int64(n)
}

// plain is the text as a person would read it, in whole lines, and where the next piece begins. A line that has not
// ended is handed out alone, so that it can be read again when it has.
func (p passage) plain() (text string, next int64) {
	var lines []byte
	next = p.Offset
	parser := plaintext.New(p.Offset)
	keep := func(l plaintext.Line) bool {
		lines = append(lines, l.Text...)
		if l.Open {
			lines = append(lines, "…"...)
		}
		lines = append(lines, '\n')
		next = l.End
		return true
	}
	parser.Feed(p.Data, keep)
	switch {
	case p.Last || p.ends && (next == p.Offset || len(p.Data) == 0):
		return string(rest(lines, parser)), p.End()
	case next > p.Offset:
		return string(lines), next
	}
	whole := plaintext.New(p.Offset)
	whole.Feed(p.Data[:parser.Settled()-p.Offset], keep)
	return string(rest(nil, whole)), parser.Settled()
}

// rest adds the line that has not ended.
func rest(lines []byte, p *plaintext.Parser) []byte {
	p.Finish(func(l plaintext.Line) bool {
		lines = append(lines, l.Text...)
		return true
	})
	return lines
}
