package protocol

import "github.com/runlight-dev/runlight/internal/process"

// OutputWindow is the credit of one attachment in bytes: so much output may be under way that the client has not
// yet reported as consumed. A megabyte keeps a local terminal busy and a stuck one harmless.
const OutputWindow = 1 << 20

// AttachOutput subscribes this connection to the output of a process, from an offset on. What the daemon still has
// is replayed by the same notifications that carry what comes later. A second attachment replaces the first.
var AttachOutput = Request[AttachParams, AttachResult]{Method: "output/attach"}

// DetachOutput ends the subscription. The process does not notice.
var DetachOutput = Request[ProcessParams, Empty]{Method: "output/detach"}

// OutputDidAppend carries a piece of the output of an attached process.
var OutputDidAppend = Notification[OutputChunk]{Method: "output/didAppend"}

// OutputDidConsume tells the daemon up to where the client has taken the output, which renews its credit.
var OutputDidConsume = Notification[ConsumeParams]{Method: "output/didConsume"}

// ReadOutput returns a piece of what a process wrote, from its log on disk where that is kept and else from memory. It
// is answered also for runs that the daemon no longer remembers and whose log is still there.
var ReadOutput = Request[ReadParams, ReadResult]{Method: "output/read"}

// SearchOutput looks for a text in the logs of all runs, the newest run first. It may take long, and is cancelled by
// $/cancelRequest.
var SearchOutput = Request[SearchParams, SearchResult]{Method: "output/search"}

// AttachParams names a process and a place in its output.
type AttachParams struct {
	// ID of the process.
	ID process.ID `json:"id"`
	// Offset in bytes since the start of the process.
	Offset int64 `json:"offset"`
}

// AttachResult says what output there is at present.
type AttachResult struct {
	// Start is the offset of the oldest byte that is still kept.
	Start int64 `json:"start"`
	// End is the offset after the newest byte.
	End int64 `json:"end"`
}

// OutputChunk is a piece of the output of a process. Offsets count the bytes that the process wrote.
type OutputChunk struct {
	// ID of the process.
	ID process.ID `json:"id"`
	// Offset of the first byte of this piece.
	Offset int64 `json:"offset"`
	// End is the offset after the last byte of this piece, and so the Offset of the next.
	End int64 `json:"end"`
	// Text is the piece, cut at a UTF-8 boundary. Bytes that are not UTF-8 are shown as U+FFFD.
	Text string `json:"text"`
	// Lost counts the bytes before Offset that were overwritten before they could be sent.
	Lost int64 `json:"lost,omitempty"`
	// Last says that the process has ended and that nothing comes after this piece, whose Text may be empty.
	Last bool `json:"last,omitempty"`
}

// ConsumeParams says how far a client has come.
type ConsumeParams struct {
	// ID of the process.
	ID process.ID `json:"id"`
	// Offset up to which the output was consumed: the End of a chunk.
	Offset int64 `json:"offset"`
}

// MaxRead is the largest piece that one ReadOutput returns, in bytes of the output.
const MaxRead = 1 << 20

// ReadParams name a piece of the output of a process.
type ReadParams struct {
	// ID of the process.
	ID process.ID `json:"id"`
	// Offset of the first byte that is wanted.
	Offset int64 `json:"offset"`
	// Limit in bytes of the output, at most and by default MaxRead.
	Limit int `json:"limit,omitempty"`
	// Plain asks for the text that a person would read, in whole lines: escape sequences removed, lines that were drawn
	// over by a carriage return as they stood at last, lines beyond 16,384 characters split with a mark "…". A line that
	// has not ended is returned alone, when it is all there is.
	Plain bool `json:"plain,omitempty"`
}

// ReadResult is a piece of the output of a process. Offsets count the bytes that the process wrote.
type ReadResult struct {
	// Text of the piece. Bytes that are not UTF-8 are U+FFFD.
	Text string `json:"text"`
	// Offset of the first byte of the piece; larger than the one that was asked for where output is lost.
	Offset int64 `json:"offset"`
	// Next is where to go on reading.
	Next int64 `json:"next"`
	// Lost counts the bytes between the offset that was asked for and Offset, which are not kept.
	Lost int64 `json:"lost,omitempty"`
	// End is the offset after the newest byte that the process has written so far.
	End int64 `json:"end"`
	// Last says that the process has ended and that nothing follows this piece.
	Last bool `json:"last,omitempty"`
}

// MaxMatches is how many matches one search returns at most.
const MaxMatches = 1000

// SearchParams say what to look for.
type SearchParams struct {
	// Text that is looked for, within one line.
	Text string `json:"text"`
	// Regexp says that Text is a regular expression, in the syntax of Go (RE2).
	Regexp bool `json:"regexp,omitempty"`
	// MatchCase tells capital letters from small ones.
	MatchCase bool `json:"matchCase,omitempty"`
	// IDs of the processes to look into; without them all whose output is kept.
	IDs []process.ID `json:"ids,omitempty"`
	// Limit on the matches, at most and by default MaxMatches.
	Limit int `json:"limit,omitempty"`
}

// SearchResult is what was found.
type SearchResult struct {
	// Runs with at least one match, the newest first.
	Runs []RunMatches `json:"runs"`
	// More says that the limit cut the search short: there may be more matches.
	More bool `json:"more,omitempty"`
}

// RunMatches are the lines of one run that match, in the order of the output.
type RunMatches struct {
	// ID of the process.
	ID process.ID `json:"id"`
	// Package of the script, as in process.State.
	Package string `json:"package"`
	// Name of the script.
	Name string `json:"name"`
	// Started is when the script was launched, in RFC 3339.
	Started string `json:"started"`
	// Matches of this run.
	Matches []LineMatch `json:"matches"`
	// Lost counts the bytes of this run that are not kept, and so were not looked at.
	Lost int64 `json:"lost,omitempty"`
}

// LineMatch is one line that matches.
type LineMatch struct {
	// Line number, from 1. Lines that are not kept are not counted. Of a line beyond 16,384 characters each so long piece is
	// a line here, with the same number.
	Line int `json:"line"`
	// Offset in the output of the first byte of the line.
	Offset int64 `json:"offset"`
	// Text of the line, as a person would read it, cut around the match where the line is long.
	Text string `json:"text"`
	// Start of the match in Text, in UTF-16 code units.
	Start int `json:"start"`
	// End of the match in Text, in UTF-16 code units.
	End int `json:"end"`
}
