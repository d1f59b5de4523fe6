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
