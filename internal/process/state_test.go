package process

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
)

func TestWithExit(t *testing.T) {
	zero, three := 0, 3
	tests := []struct {
		name     string
		from     Status
		code     int
		signal   string
		want     Status
		wantCode *int
	}{
		{"clean end", Running, 0, "", Success, &zero},
		{"exit code", Running, 3, "", Failed, &three},
		{"killed by a stranger", Running, -1, "SIGKILL", Failed, nil},
		{"a signal is no success, whatever the code", Running, 0, "SIGTERM", Failed, nil},
		{"asked to stop, obeyed the signal", Stopping, -1, "SIGINT", Stopped, nil},
		{"asked to stop, ended cleanly", Stopping, 0, "", Stopped, &zero},
		{"asked to stop, complained", Stopping, 3, "", Stopped, &three},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := State{Status: tt.from, PID: 42, Reason: "kept"}.WithExit(tt.code, tt.signal)
			require.Equal(t, tt.want, got.Status)
			require.Equal(t, tt.wantCode, got.ExitCode)
			require.Equal(t, tt.signal, got.Signal)
			require.Equal(t, "kept", got.Reason)
			require.NotNil(t, got.EndTime)
			require.Zero(t, got.PID, "the number may name a stranger now")
		})
	}
}

func TestLifeAgainstTheClock(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		start := time.Now().UTC()
		pending := State{ID: "a1", Name: "dev", Status: Pending}
		time.Sleep(time.Second)
		require.Zero(t, pending.Duration(), "not launched yet")

		running := pending.WithStarted(42)
		require.Equal(t, Running, running.Status)
		require.Equal(t, 42, running.PID)
		require.Equal(t, start.Add(time.Second), *running.StartTime)

		time.Sleep(time.Minute)
		ready := running.WithReady("port 5173 opened")
		require.Equal(t, Ready{Time: start.Add(61 * time.Second), Reason: "port 5173 opened"}, *ready.Ready)
		require.Equal(t, time.Minute, ready.Duration())

		time.Sleep(time.Minute)
		again := ready.WithReady("again")
		require.Same(t, ready.Ready, again.Ready, "the first proof stays")

		stopping := ready.WithStatus(Stopping)
		require.Nil(t, stopping.Ready)
		late := stopping.WithReady("too late")
		require.Nil(t, late.Ready)

		stopped := stopping.WithExit(-1, "SIGINT")
		time.Sleep(time.Hour)
		require.Equal(t, 2*time.Minute, stopped.Duration(), "the time stands still after the end")
		require.Equal(t, start.Add(121*time.Second), *stopped.EndTime)
		require.Equal(t, "Process[a1-dev: stopped]", stopped.String())
	})
}

func TestStopDuringLaunchIsNotLost(t *testing.T) {
	got := State{Status: Pending}.WithStatus(Stopping).WithStarted(42)
	require.Equal(t, Stopping, got.Status)
	require.Equal(t, 42, got.PID)
	require.NotNil(t, got.StartTime)
	require.Equal(t, Stopped, got.WithExit(0, "").Status)
}

func TestWithFailure(t *testing.T) {
	got := State{Status: Pending}.WithFailure("pnpm is not installed")
	require.Equal(t, Failed, got.Status)
	require.Equal(t, "pnpm is not installed", got.Reason)
	require.NotNil(t, got.EndTime)
	require.Nil(t, got.StartTime)
	require.Nil(t, got.ExitCode)
	require.Zero(t, got.Duration())
}

// TestSnapshotsShareNothingThatChanges derives every state from every state on a life's way, and looks whether one of
// those that others may still be reading has moved.
func TestSnapshotsShareNothingThatChanges(t *testing.T) {
	life := []State{full()}
	steps := []func(State) State{
		func(s State) State { return s.WithStarted(7) },
		func(s State) State { return s.WithReady("twice") },
		func(s State) State { return s.WithStatus(Stopping) },
		func(s State) State { return s.WithStatus(Running) },
		func(s State) State { return s.WithExit(8, "") },
		func(s State) State { return s.WithExit(9, "") },
		func(s State) State { return s.WithExit(0, "SIGKILL") },
		func(s State) State { return s.WithFailure("gone") },
	}
	var before []string
	for range 3 {
		for _, step := range steps {
			before = append(before, dump(t, life[len(life)-1]))
			life = append(life, step(life[len(life)-1]))
		}
	}
	for i, want := range before {
		require.Equal(t, want, dump(t, life[i]), "state %d was changed by a later step", i)
	}
}

// dump shows what JSON leaves out as well.
func dump(t *testing.T, s State) string {
	text, err := json.Marshal([]any{s, s.Command, s.Args, s.Env, s.Dir})
	require.NoError(t, err)
	return string(text)
}

func TestJSONGolden(t *testing.T) {
	exited := full().WithExit(1, "")
	end := exited.StartTime.Add(1500 * time.Millisecond)
	exited.EndTime = &end
	killed := full().WithExit(-1, "SIGKILL")
	killed.EndTime, killed.Reason, killed.LogProblem = &end, "out of memory", "no space left on device"
	killed = killed.WithSurvivors([]Survivor{{PID: 4712, Command: "watchman --foreground"}})

	pending := State{
		ID: "mbk3v9q3x7", Package: ".", Name: "build", Script: "tsc -b", Owner: "mcp:inspector",
		Status: Pending, Revision: 1, Env: []string{"TOKEN=SECRET"},
	}
	got, err := json.MarshalIndent([]State{pending, full(), exited, killed}, "", "\t")
	require.NoError(t, err)
	require.NotContains(t, string(got), "SECRET")

	golden := filepath.Join("testdata", "states.json")
	if os.Getenv("UPDATE_GOLDEN") != "" {
		require.NoError(t, os.WriteFile(golden, append(got, '\n'), 0o644))
	}
	want, err := os.ReadFile(golden)
	require.NoError(t, err)
	require.JSONEq(t, string(want), string(got))
}

func TestJSONComesBack(t *testing.T) {
	sent := full()
	text, err := json.Marshal(sent)
	require.NoError(t, err)
	var got State
	require.NoError(t, json.Unmarshal(text, &got))
	sent.Command, sent.Args, sent.Env, sent.Dir = "", nil, nil, ""
	require.Equal(t, sent, got)

	// As a build before this one has it, on the wire and in its logs.
	require.NoError(t, json.Unmarshal([]byte(`{"id":"a","via":"directly, as npm 11.19.1 would"}`), &got))
}

// full is a running state in which every field that can be set is.
func full() State {
	start := time.Date(2026, 3, 1, 12, 30, 0, 250e6, time.UTC)
	return State{
		ID: "mbk3v9q2x7", Package: "packages/web", Name: "dev", Script: "vite --port 5173", Owner: "editor",
		Status: Running, StartTime: &start, PID: 4711, Restarts: 2, Revision: 3,
		Ready:   &Ready{Time: start.Add(time.Second), Reason: "port 5173 opened"},
		Way:     &Way{Direct: true, Manager: "npm 11.19.1", Reason: "package-lock.json"},
		Command: "npm", Args: []string{"run", "dev"}, Env: []string{"TOKEN=SECRET"}, Dir: "/root/of/it",
	}
}

// TestClockJumps sets the clock of the system while a process runs: its duration is measured by another one, and no end
// comes before its start.
func TestClockJumps(t *testing.T) {
	for name, jump := range map[string]time.Duration{"forth": -time.Hour, "back": time.Hour} {
		t.Run(name, func(t *testing.T) {
			s := State{Status: Pending}.WithStarted(1)
			moved := s.StartTime.Add(jump) // what it is now, seen from the clock as it was
			s.StartTime = &moved
			require.Less(t, s.Duration(), time.Minute)
			require.GreaterOrEqual(t, s.Duration(), time.Duration(0))
			s = s.WithExit(0, "")
			require.Less(t, s.Duration(), time.Minute)
			require.GreaterOrEqual(t, s.Duration(), time.Duration(0))
			require.False(t, s.EndTime.Before(*s.StartTime))
		})
	}
}
