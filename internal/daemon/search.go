package daemon

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/runlight-dev/runlight/internal/plaintext"
	"github.com/runlight-dev/runlight/internal/protocol"
	"github.com/runlight-dev/runlight/internal/rpc"
)

const (
	// maxSearches is how many searches work at once. The others wait, so that scripts keep the machine.
	maxSearches = 2
	// searchPiece is how much output is looked at between two looks at whether the client still wants the answer, in
	// bytes.
	searchPiece = 128 << 10
)

// searchOutput looks through the output of all runs, the newest first. It holds one piece of one of them at a time.
func (s *session) searchOutput(ctx context.Context, p protocol.SearchParams) (protocol.SearchResult, error) {
	pattern, err := plaintext.Compile(p.Text, p.Regexp, p.MatchCase)
	if err != nil {
		return protocol.SearchResult{}, fmt.Errorf("%w: %w", rpc.ErrParams, err)
	}
	if p.Limit < 0 {
		return protocol.SearchResult{}, fmt.Errorf("%w: limit %d is negative", rpc.ErrParams, p.Limit)
	}
	if p.Limit == 0 || p.Limit > protocol.MaxMatches {
		p.Limit = protocol.MaxMatches
	}
	select {
	case s.daemon.searches <- struct{}{}:
		defer func() { <-s.daemon.searches }()
	case <-ctx.Done():
		return protocol.SearchResult{}, ctx.Err()
	}
	found := search{pattern: pattern, left: p.Limit, piece: make([]byte, searchPiece), result: protocol.SearchResult{Runs: []protocol.RunMatches{}}}
	for _, r := range s.daemon.recordings() {
		if len(p.IDs) > 0 && !slices.Contains(p.IDs, r.state.ID) {
			continue
		}
		if err := found.look(ctx, r); err != nil {
			return protocol.SearchResult{}, err
		}
		if found.left == 0 {
			found.result.More = true
			break
		}
	}
	return found.result, nil
}

// search is one search at work.
type search struct {
	pattern *plaintext.Pattern
	left    int // matches that may still be found
	piece   []byte
	result  protocol.SearchResult
}

// look searches one run, up to where its output ends at this moment.
func (s *search) look(ctx context.Context, r recording) error {
	run := protocol.RunMatches{ID: r.state.ID, Package: r.state.Package, Name: r.state.Name, Started: r.state.StartTime.Format(time.RFC3339Nano)}
	match := func(l plaintext.Line) bool {
		if start, end, ok := s.pattern.Find(l.Text); ok {
			text, from, to := plaintext.Excerpt(l.Text, start, end)
			run.Matches = append(run.Matches, protocol.LineMatch{Line: l.Number, Offset: l.Offset, Text: text, Start: from, End: to})
			s.left--
		}
		return s.left > 0
	}
	parser, offset, end := plaintext.New(0), int64(0), r.end()
	for s.left > 0 && offset < end {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		chunk, err := r.readInto(s.piece, offset)
		if err != nil || len(chunk.Data) == 0 {
			break // the log was removed meanwhile: what was found stays
		}
		if chunk.Lost > 0 && !parser.Skip(chunk.Offset, match) {
			break
		}
		run.Lost += chunk.Lost
		parser.Feed(chunk.Data, match)
		offset = chunk.End()
	}
	if s.left > 0 {
		parser.Finish(match)
	}
	if len(run.Matches) > 0 {
		s.result.Runs = append(s.result.Runs, run)
	}
	return nil
}
