package cli

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestUpdateBeforeCrash has an update remove the program, and then the daemon be killed.
func TestUpdateBeforeCrash(t *testing.T) {
	program := filepath.Join(t.TempDir(), "runlight")
	require.NoError(t, os.Link(os.Args[0], program))
	c := sailBy(t, program, trees["a deaf daemon"].script)
	require.NoError(t, os.Remove(program))
	c.kill(c.daemon.Process.Pid)
	c.gone()
}
