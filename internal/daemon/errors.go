package daemon

import (
	"errors"

	"github.com/runlight-dev/runlight/internal/protocol"
	"github.com/runlight-dev/runlight/internal/spool"
	"github.com/runlight-dev/runlight/internal/supervisor"
)

var (
	errUntrusted      = errors.New("the folder is not trusted, so its scripts are not run: trust it in your editor first")
	errUnknownPackage = errors.New("no such package")
	errUnknownScript  = errors.New("no such script")
	errNotInitialized = errors.New("the first request must be initialize")
	errVersion        = errors.New("client and daemon do not understand each other")
	errWrongRoot      = errors.New("wrong root")
)

// codes is the one table from errors to what stands on the wire.
var codes = []struct {
	err  error
	code protocol.ErrorCode
}{
	{errUntrusted, protocol.CodeUntrusted},
	{errUnknownPackage, protocol.CodeUnknownPackage},
	{errUnknownScript, protocol.CodeUnknownScript},
	{supervisor.ErrUnknown, protocol.CodeUnknownProcess},
	{spool.ErrNoLog, protocol.CodeUnknownProcess},
	{supervisor.ErrNotRunning, protocol.CodeNotRunning},
	{errNotInitialized, protocol.CodeNotInitialized},
	{errVersion, protocol.CodeVersion},
	{errWrongRoot, protocol.CodeWrongRoot},
}

func code(err error) protocol.ErrorCode {
	for _, entry := range codes {
		if errors.Is(err, entry.err) {
			return entry.code
		}
	}
	return protocol.CodeInternal
}
