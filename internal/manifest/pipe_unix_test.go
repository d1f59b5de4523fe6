//go:build unix

package manifest_test

import (
	"path/filepath"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/runlight-dev/runlight/internal/manifest"
)

// A named pipe would hold up whoever opens it.
func TestReadDoesNotOpenAPipe(t *testing.T) {
	path := filepath.Join(t.TempDir(), "package.json")
	require.NoError(t, syscall.Mkfifo(path, 0o600))
	_, _, err := manifest.Read(path)
	require.ErrorIs(t, err, manifest.ErrNotFile)
}
