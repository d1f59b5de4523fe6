package manifest

import (
	"errors"
	"fmt"
	"hash/maphash"
	"io"
	"io/fs"
	"os"
)

// MaxSize is the longest file that is read, in bytes: three times the largest that anybody has reason to write.
const MaxSize = 32 << 20

// Digest is a fingerprint of a content, for comparing two readings within one run of the program. 0 means never read.
type Digest uint64

var digestSeed = maphash.MakeSeed()

// Sum is the digest of a content, never 0.
func Sum(data []byte) Digest { return Digest(max(maphash.Bytes(digestSeed, data), 1)) }

// Load reads a file of at most MaxSize bytes. The error is an *Error that wraps [ErrNotFile], [ErrTooLarge],
// [ErrPermission] or the error of package io/fs.
func Load(path string) ([]byte, error) { return load(path, MaxSize) }

// load reads a file of at most limit bytes.
func load(path string, limit int64) ([]byte, error) {
	// Asked before opening: opening a named pipe would wait for its writer.
	info, err := os.Stat(path)
	if err != nil {
		return nil, fileError(path, err)
	}
	if err := readable(path, info, limit); err != nil {
		return nil, err
	}
	file, err := os.Open(path)
	if err != nil {
		return nil, fileError(path, err)
	}
	defer file.Close() //nolint:errcheck // nothing was written
	return bounded(path, file, info.Size(), limit)
}

// bounded reads a file that may grow while it is read.
func bounded(path string, file io.Reader, size, limit int64) ([]byte, error) {
	data := make([]byte, size+1) // one more, so that the end is seen without growing
	n, err := io.ReadFull(file, data)
	if err == nil { // it grew
		var rest []byte
		rest, err = io.ReadAll(io.LimitReader(file, limit+1-size))
		data = append(data, rest...)
		n = len(data)
	}
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		return nil, fileError(path, err)
	}
	if int64(n) > limit {
		return nil, tooLarge(path, int64(n), limit)
	}
	return data[:n], nil
}

func readable(path string, info fs.FileInfo, limit int64) error {
	switch {
	case info.IsDir():
		return &Error{File: path, Message: "a folder has the name of the file that is expected here", Err: ErrNotFile}
	case !info.Mode().IsRegular():
		return &Error{File: path, Message: "this is a pipe, a socket or a device, and not a file", Err: ErrNotFile}
	case info.Size() > limit:
		return tooLarge(path, info.Size(), limit)
	}
	return nil
}

func tooLarge(path string, size, limit int64) error {
	return &Error{
		File: path, Err: ErrTooLarge,
		Message: fmt.Sprintf("the file has %d MiB or more, and at most %d are read", size>>20, limit>>20),
	}
}

// fileError words an error of the operating system without its path, which stands in File.
func fileError(path string, err error) error {
	switch {
	case errors.Is(err, fs.ErrPermission):
		return &Error{File: path, Message: "no permission to read the file", Err: fmt.Errorf("%w: %w", ErrPermission, err)}
	case errors.Is(err, fs.ErrNotExist):
		return &Error{File: path, Message: "there is no such file", Err: err}
	}
	message := err.Error()
	if inner := errors.Unwrap(err); inner != nil {
		message = inner.Error()
	}
	return &Error{File: path, Message: "the file cannot be read: " + message, Err: err}
}

// Read is [Load], [Sum] and [Parse] in one. The digest is that of the content also when it does not parse, and 0 when
// nothing could be read.
func Read(path string) (*Manifest, Digest, error) {
	data, err := Load(path)
	if err != nil {
		return nil, 0, err
	}
	m, err := Parse(path, data)
	return m, Sum(data), err
}
