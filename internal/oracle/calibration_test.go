//go:build unix

package oracle

import (
	"bytes"
	"log/slog"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/runlight-dev/runlight/internal/runner"
)

// TestCalibration lets the runner compare itself with npm and pnpm, as it does in the background for who trusts a
// folder: it must find nothing, or people would be told of differences that there are not.
func TestCalibration(t *testing.T) {
	if testing.Short() {
		t.Skip("starts package managers")
	}
	for _, toolchain := range toolchains(t) {
		if !isFor("npm pnpm", toolchain) {
			continue // Yarn is known by nothing else, and Bun is asked itself
		}
		t.Run(toolchain.String(), func(t *testing.T) {
			for i, s := range slices.Concat(manifestScenarios, environmentScenarios, folderScenarios) {
				if !isFor(s.on, toolchain) || !everyVersion && i%16 != 0 {
					continue
				}
				t.Run(s.name, func(t *testing.T) {
					t.Parallel()
					calibrated(t, s.complete(), toolchain)
				})
			}
		})
	}
}

func calibrated(t *testing.T, s scenario, toolchain Toolchain) {
	w := newScratch(t, s, toolchain)
	var log bytes.Buffer
	r := runner.New(runner.Options{
		Program: []string{probeProgram(t)},
		Log:     slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelWarn})),
	})
	defer r.Close()
	request := w.request(s, toolchain)
	request.Trusted = true
	before, err := r.Plan(request)
	if err != nil || !before.Direct {
		t.Skip("is not run directly")
	}
	r.Wait()
	after, err := r.Plan(request)
	require.NoError(t, err)
	require.Empty(t, log.String())
	require.Equal(t, before.Steps, after.Steps)
}
