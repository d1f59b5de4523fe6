//go:build unix

package oracle

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/runlight-dev/runlight/internal/launch"
	"github.com/runlight-dev/runlight/internal/runner"
)

// wish is what to compare with: the newest version of each manager, or all. Unless it is said, what is not installed is
// left out.
var wish = os.Getenv("RUNLIGHT_ORACLE")

// everyVersion says that all versions of the managers are compared, and not the newest of each alone.
var everyVersion = wish == "all"

// TestAsTheManager runs every scenario under the real managers and by the runner's plan.
func TestAsTheManager(t *testing.T) {
	if testing.Short() {
		t.Skip("starts package managers some hundred times")
	}
	for _, toolchain := range toolchains(t) {
		t.Run(toolchain.String(), func(t *testing.T) {
			count := &tally{}
			t.Run("scenarios", func(t *testing.T) {
				for i, s := range scenarios() {
					if !isFor(s.on, toolchain) || !everyVersion && left(i, s, toolchain) {
						continue
					}
					t.Run(s.name, func(t *testing.T) {
						t.Parallel()
						count.add(t, differential(t, s.complete(), toolchain))
					})
				}
			})
			t.Log(count)
		})
	}
}

// left says which scenarios wait for a run of all versions: of what is for all managers those that start slowly get a
// part, Yarn every fourth, pnpm, with half a second, every eighth.
func left(i int, s scenario, t Toolchain) bool {
	share := map[string]int{"yarn": 4, "pnpm": 8}[t.Name]
	return s.on == "" && share > 0 && i%share != 0
}

// toolchains are the managers to compare with. A test installs nothing: "make oracle-managers" does.
func toolchains(t *testing.T) []Toolchain {
	if raceDetector {
		t.Skip("the race detector has nothing to look for here")
	}
	var wanted []Toolchain
	for _, toolchain := range append([]Toolchain{Node, Tools}, Managers...) {
		manager := toolchain.Name != Node.Name && toolchain.Name != Tools.Name
		if manager && !everyVersion && !toolchain.Newest {
			continue
		}
		if !toolchain.Installed() {
			require.Empty(t, wish, "%s is not installed: make oracle-managers", toolchain)
			t.Skipf("%s is not installed: make oracle-managers", toolchain)
		}
		if manager {
			wanted = append(wanted, toolchain)
		}
	}
	return wanted
}

func (s scenario) complete() scenario {
	if s.script == "" {
		s.script = "x"
	}
	return s
}

// differential is one scenario under one manager. It says whether the plan was direct.
func differential(t *testing.T, s scenario, toolchain Toolchain) (direct bool) {
	w := newScratch(t, s, toolchain)
	real := w.underManager(t, s, toolchain)
	silent := s.silent != "" && isFor(s.silent, toolchain)
	require.Equal(t, silent, len(real.sightings) == 0, "%d probes were reached under the manager: %s", len(real.sightings), real.output)
	w.fill(t, s)
	plan, err := w.plan(t, s, toolchain)
	if errors.Is(err, runner.ErrNoScript) {
		require.Empty(t, real.sightings, "the manager does run it: %s", real.output)
		require.Equal(t, launch.Exit{Code: 1}, real.exit, real.output)
		return true
	}
	require.NoError(t, err)
	checkChoice(t, s, toolchain, plan)
	ours := w.byPlan(t, plan)
	require.Equal(t, told(ours.exit, toolchain), real.exit, "ends otherwise\nreal: %s\nours: %s", real.output, ours.output)
	require.Len(t, ours.sightings, len(real.sightings), "scripts that were run\nreal: %s\nours: %s", real.output, ours.output)
	if s.anyOrder {
		slices.SortFunc(real.sightings, byArguments)
		slices.SortFunc(ours.sightings, byArguments)
	}
	for i := range real.sightings {
		found := compare(see(real.sightings[i], s, toolchain), see(ours.sightings[i], s, toolchain))
		require.Empty(t, found, "script %d of %d sees a difference:\n    %s", i+1, len(real.sightings), strings.Join(found, "\n    "))
	}
	if s.manyLines() {
		return plan.Direct
	}
	require.Equal(t, spoken(real.output, s, toolchain, plan), spoken(ours.output, s, toolchain, plan), "output")
	return plan.Direct
}

func byArguments(a, b sighting) int { return slices.CompareFunc(a.Args, b.Args, bytes.Compare) }

// plan asks the runner as the daemon does.
func (w scratch) plan(t *testing.T, s scenario, toolchain Toolchain) (runner.Plan, error) {
	r := runner.New(runner.Options{Program: []string{probeProgram(t)}})
	t.Cleanup(r.Close)
	request := w.request(s, toolchain)
	plan, err := r.Plan(request)
	if err == nil && request.Trusted {
		r.Wait()
		return r.Plan(request)
	}
	return plan, err
}

func (w scratch) request(s scenario, toolchain Toolchain) runner.Request {
	return runner.Request{
		Manager: toolchain.Name, Reason: "chosen by the test", Dir: w.dir, Script: s.script, Args: s.args, Env: w.env,
		// Trust lets the runner start the manager in the background. Yarn's ways are known by that alone; npm's and pnpm's
		// are compared here as they are computed, see TestCalibration for the other.
		Trusted: toolchain.Name == "yarn",
	}
}

// checkChoice fails where the runner left a script to its manager that it should run itself, or the other way round: a
// manager is always like itself, and would prove nothing.
func checkChoice(t *testing.T, s scenario, toolchain Toolchain, plan runner.Plan) {
	for list, reason := range s.left {
		if isFor(list, toolchain) {
			require.False(t, plan.Direct, "should be left to the manager: %s", reason)
			require.Contains(t, plan.Reason, reason)
			return
		}
	}
	if toolchain.Name == "bun" {
		require.False(t, plan.Direct, "bun costs 6 ms, and is asked itself")
		return
	}
	require.True(t, plan.Direct, "was left to the manager: %s", plan.Reason)
}

// tally counts what was compared with one manager.
type tally struct {
	mu                  sync.Mutex
	run, direct, failed int
}

func (c *tally) add(t *testing.T, direct bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.run++
	if direct {
		c.direct++
	}
	if t.Failed() {
		c.failed++
	}
}

// String is the count in words.
func (c *tally) String() string {
	return fmt.Sprintf("%d scenarios compared, %d of them run directly", c.run, c.direct)
}
