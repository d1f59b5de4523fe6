package daemon

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestLogIsBounded(t *testing.T) {
	path := filepath.Join(t.TempDir(), "log", "v1.log")
	l, err := OpenLog(path)
	require.NoError(t, err)
	line := append(bytes.Repeat([]byte{'x'}, 1023), '\n')
	for range 3*maxLog/len(line) + 1 {
		_, err := l.Write(line)
		require.NoError(t, err)
	}
	require.NoError(t, l.Close())
	now, err := os.ReadFile(path)
	require.NoError(t, err)
	old, err := os.ReadFile(path + ".old")
	require.NoError(t, err)
	require.Len(t, now, len(line))
	require.Len(t, old, maxLog)

	again, err := OpenLog(path)
	require.NoError(t, err)
	_, err = again.Write(line)
	require.NoError(t, err)
	require.NoError(t, again.Close())
	now, err = os.ReadFile(path)
	require.NoError(t, err)
	require.Len(t, now, 2*len(line), "the next daemon goes on")
}

func TestLogsOfForgottenRootsGo(t *testing.T) {
	dir := t.TempDir()
	old, young := filepath.Join(dir, "old.log"), filepath.Join(dir, "young.log.old")
	for path, age := range map[string]time.Duration{old: logAge + time.Hour, young: logAge - time.Hour} {
		require.NoError(t, os.WriteFile(path, nil, 0o600))
		require.NoError(t, os.Chtimes(path, time.Time{}, time.Now().Add(-age)))
	}
	l, err := OpenLog(filepath.Join(dir, "mine.log"))
	require.NoError(t, err)
	require.NoError(t, l.Close())
	require.NoFileExists(t, old)
	require.FileExists(t, young)
}
