//go:build unix

package oracle

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestInstalledOnce has an npm that fails at first, half way, and leaves a trace of each try.
func TestInstalledOnce(t *testing.T) {
	bin, trace := t.TempDir(), filepath.Join(t.TempDir(), "trace")
	npm := "#!/bin/sh\nfor spec; do :; done\necho try $spec >>" + trace + "\n[ -e " + trace + ".well ] || { echo no network; exit 1; }\n"
	require.NoError(t, os.WriteFile(filepath.Join(bin, "npm"), []byte(npm), 0o755))
	t.Setenv("RUNLIGHT_CACHE", t.TempDir())
	t.Setenv("PATH", bin+":"+os.Getenv("PATH"))
	tool := []Toolchain{Published("tool", "1.2.3")}
	say := func(string) {}

	err := Install(t.Context(), tool, say)
	require.ErrorIs(t, err, ErrInstall)
	require.ErrorContains(t, err, "tool@1.2.3")
	require.ErrorContains(t, err, "no network")
	require.False(t, tool[0].Installed(), "half of it counts as nothing")

	require.NoError(t, os.WriteFile(trace+".well", nil, 0o600))
	for range 2 {
		require.NoError(t, Install(t.Context(), tool, say))
		require.True(t, tool[0].Installed())
	}
	tries, err := os.ReadFile(trace)
	require.NoError(t, err)
	require.Equal(t, "try tool@1.2.3\ntry tool@1.2.3\n", string(tries))
}
