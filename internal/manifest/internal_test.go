package manifest

import (
	"errors"
	"io/fs"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/stretchr/testify/require"
)

// The errors of the operating system are worded here, because a test that runs as root meets none of them.
func TestFileErrors(t *testing.T) {
	denied := fileError("p", &fs.PathError{Op: "open", Path: "p", Err: fs.ErrPermission})
	require.ErrorIs(t, denied, ErrPermission)
	require.ErrorIs(t, denied, fs.ErrPermission)
	require.EqualError(t, denied, "p: no permission to read the file")

	broken := errors.New("input/output error")
	_, err := bounded("p", iotest.ErrReader(broken), 10, MaxSize)
	require.ErrorIs(t, err, broken)
	require.EqualError(t, err, "p: the file cannot be read: input/output error")
}

// A file may be another length than it was when its size was asked.
func TestBoundedReading(t *testing.T) {
	for _, size := range []int64{0, 3, 6, 7, 100} {
		data, err := bounded("p", strings.NewReader("content"), size, MaxSize)
		require.NoError(t, err)
		require.Equal(t, "content", string(data), "taken for %d bytes", size)
	}
	_, err := bounded("p", strings.NewReader(strings.Repeat("x", MaxSize+1)), 5, MaxSize)
	require.ErrorIs(t, err, ErrTooLarge)
}
