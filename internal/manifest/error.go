package manifest

import (
	"errors"
	"strconv"
	"strings"
)

// The reasons why a file gives no result. An [Error] wraps one of them or an error of package io/fs; [CompilePatterns]
// wraps ErrPattern.
var (
	ErrSyntax     = errors.New("not valid")                 // the content breaks the rules of JSON or YAML
	ErrShape      = errors.New("not of the expected shape") // valid, but no object where one must be
	ErrTooLarge   = errors.New("too large")                 // longer than MaxSize
	ErrNotFile    = errors.New("not a regular file")        // a directory, a pipe or a device
	ErrPattern    = errors.New("not a pattern that can be read")
	ErrPermission = errors.New("permission denied") // the file exists and may not be read
)

// Error says for a person what is wrong with one file, and where.
type Error struct {
	File         string // as the caller named it
	Line, Column int    // 1-based, the column in UTF-16 code units; both 0 when the fault has no place in the text
	Message      string // lower case, without file and place
	Err          error  // the sentinel or the io/fs error beneath
}

// Error is "file:line:column: message", the form that editors and terminals turn into a link.
func (e *Error) Error() string {
	var b strings.Builder
	b.WriteString(e.File)
	if e.Line > 0 {
		b.WriteString(":" + strconv.Itoa(e.Line) + ":" + strconv.Itoa(e.Column))
	}
	return b.String() + ": " + e.Message
}

// Unwrap gives the reason, so that errors.Is works with the sentinels here and in io/fs.
func (e *Error) Unwrap() error { return e.Err }
