//go:build unix

package main

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestPeersAreInstalledOnce has an npm that fails at first, half way, and leaves a trace of each try.
func TestPeersAreInstalledOnce(t *testing.T) {
	bin, cache, trace := t.TempDir(), t.TempDir(), filepath.Join(t.TempDir(), "trace")
	npm := "#!/bin/sh\necho try $2 >>" + trace + "\nmkdir -p node_modules/.bin\n[ -e " + trace + ".well ] || { echo no network; exit 1; }\n"
	require.NoError(t, os.WriteFile(filepath.Join(bin, "npm"), []byte(npm), 0o755))
	t.Setenv("RUNLIGHT_CACHE", cache)
	t.Setenv("PATH", bin+":"+os.Getenv("PATH"))
	p := peer{"tool", "@some/tool@1.2.3", ".bin"}

	_, err := p.install(t.Context(), os.Environ())
	require.ErrorContains(t, err, "@some/tool@1.2.3 cannot be installed from npm: exit status 1: no network")
	left, err := os.ReadDir(filepath.Join(cache, "runlight", "peers", "@some"))
	require.NoError(t, err)
	require.Empty(t, left, "nothing is half installed")

	require.NoError(t, os.WriteFile(trace+".well", nil, 0o600))
	for range 2 {
		found, err := p.install(t.Context(), os.Environ())
		require.NoError(t, err)
		require.DirExists(t, found)
		require.Equal(t, cache, filepath.Join(found, "../../../../../.."))
	}
	tries, err := os.ReadFile(trace)
	require.NoError(t, err)
	require.Equal(t, "try @some/tool@1.2.3\ntry @some/tool@1.2.3\n", string(tries))
}
