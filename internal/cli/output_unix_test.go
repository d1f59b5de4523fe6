//go:build unix

package cli

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/runlight-dev/runlight/internal/protocol"
	"github.com/runlight-dev/runlight/internal/rpc"
)

// TestOutputIsLogged wants what a script prints in a file of its root, below the home of the user.
func TestOutputIsLogged(t *testing.T) {
	root, home := t.TempDir(), t.TempDir()
	t.Setenv("HOME", home)
	require.NoError(t, os.WriteFile(filepath.Join(root, "package.json"), []byte(`{"scripts":{"dev":"echo $((40+2)) for the log"}}`), 0o644))
	endpoint, err := endpointOf(root)
	require.NoError(t, err)
	require.True(t, strings.HasPrefix(endpoint.Output, home), endpoint.Output)
	_, conn, _ := embark(t, root, home)
	_, err = rpc.Call(t.Context(), conn, protocol.RunScript, protocol.RunParams{Package: ".", Name: "dev"})
	require.NoError(t, err)
	require.Eventually(t, func() bool {
		files, _ := filepath.Glob(filepath.Join(endpoint.Output, "*", "*.out"))
		return len(files) == 1 && strings.Contains(read(files[0]), "42 for the log\r\n")
	}, waitLimit, waitTick)
}

func read(path string) string {
	text, _ := os.ReadFile(path)
	return string(text)
}
