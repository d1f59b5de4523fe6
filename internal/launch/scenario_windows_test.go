package launch

import (
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// cmdLine is a command for cmd.exe, which reads its command line by rules of its own.
func cmdLine(t *testing.T, command string) Command {
	shell := os.Getenv("ComSpec")
	if shell == "" {
		shell = filepath.Join(os.Getenv("SystemRoot"), "System32", "cmd.exe")
	}
	return Command{Path: shell, Line: `cmd.exe /d /s /c "` + command + `"`, Env: os.Environ(), Dir: t.TempDir()}
}

// TestScenarios has what only Windows has: S51 of the scenarios in internal/daemon.
func TestScenarios(t *testing.T) {
	t.Run("S51 what cmd.exe starts ends with its job", func(t *testing.T) {
		tree, err := Start(cmdLine(t, `start /b ping -n 1000 127.0.0.1 & exit 3`))
		require.NoError(t, err)
		read := make(chan struct{})
		go func() {
			defer close(read)
			_, _ = io.Copy(io.Discard, tree)
		}()
		require.Equal(t, Exit{Code: 3}, tree.Wait())
		left, _ := tree.Members()
		require.NotEmpty(t, left, "ping was started before cmd.exe ended")
		require.NoError(t, tree.Signal(Kill))
		require.Eventually(t, func() bool {
			left, _ := tree.Members()
			return len(left) == 0
		}, 20*time.Second, 5*time.Millisecond)
		require.NoError(t, tree.Close())
		<-read
	})
	t.Run("S51 a command line is taken as it is", func(t *testing.T) {
		tree, err := Start(cmdLine(t, `echo "a  b" ^& c`))
		require.NoError(t, err)
		var output strings.Builder
		read := make(chan struct{})
		go func() {
			defer close(read)
			_, _ = io.Copy(&output, tree)
		}()
		require.Equal(t, Exit{}, tree.Wait())
		require.NoError(t, tree.Close())
		<-read
		require.Contains(t, output.String(), `"a  b" & c`)
	})
}
