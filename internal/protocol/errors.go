package protocol

// ErrorCode is the code of an error answer. The codes below -32000 are those of JSON-RPC 2.0 and of the Language
// Server Protocol; the positive ones are Runlight's own.
type ErrorCode int64

const (
	// CodeParse is the answer to a frame that is not JSON (JSON-RPC 2.0, section 5.1).
	CodeParse ErrorCode = -32700
	// CodeInvalidRequest is the answer to JSON that is no request, and to a frame that is too large.
	CodeInvalidRequest ErrorCode = -32600
	// CodeMethodNotFound is the answer to an unknown method.
	CodeMethodNotFound ErrorCode = -32601
	// CodeInvalidParams is the answer to params of the wrong shape.
	CodeInvalidParams ErrorCode = -32602
	// CodeInternal is the answer when the daemon itself failed.
	CodeInternal ErrorCode = -32603
	// CodeNotInitialized is the answer to a request before initialize.
	CodeNotInitialized ErrorCode = -32002
	// CodeCancelled is the answer to a request that the client cancelled.
	CodeCancelled ErrorCode = -32800

	// CodeUntrusted says that the root is not trusted, so nothing is run.
	CodeUntrusted ErrorCode = 1
	// CodeUnknownPackage says that the root has no such package.
	CodeUnknownPackage ErrorCode = 2
	// CodeUnknownScript says that the package has no such script.
	CodeUnknownScript ErrorCode = 3
	// CodeUnknownProcess says that there is no such process, or no longer.
	CodeUnknownProcess ErrorCode = 4
	// CodeNotRunning says that the process has ended.
	CodeNotRunning ErrorCode = 5
	// CodeVersion says that client and daemon do not speak the same version of the protocol.
	CodeVersion ErrorCode = 6
	// CodeWrongRoot says that the daemon serves another root.
	CodeWrongRoot ErrorCode = 7
)
