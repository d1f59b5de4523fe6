// Package protocol declares every message of the wire between a Runlight daemon and its clients, once.
//
// The wire is JSON-RPC 2.0 in frames with a Content-Length header. Requests are named noun/verb and
// notifications noun/didVerb, as in the Language Server Protocol. The TypeScript twin of this package,
// extension/src/protocol.ts, is generated from it, doc comments included, and a test fails when it is stale.
//
// Optional members are pointers, or zero values marked omitempty; a slice without omitempty is never null on
// the wire, which the tests of package daemon check for what they are sent.
package protocol

//go:generate go run ./generate

// Version is the version of the wire. It grows by one when an old client would misunderstand a new daemon, and
// stays when members or methods are added.
const Version = 1

// Request describes a request with params P that is answered with a result R.
type Request[P, R any] struct{ Method string }

// Notification describes a message with params P that is not answered.
type Notification[P any] struct{ Method string }

// Empty is a message without members.
type Empty struct{}
