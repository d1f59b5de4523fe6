//go:build unix

package oracle

import (
	"io"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/runlight-dev/runlight/internal/launch"
	"github.com/runlight-dev/runlight/internal/runner"
)

// outcome is all that can be told of a run.
type outcome struct {
	exit      launch.Exit
	output    string
	sightings []sighting
}

// underManager runs a scenario as its user would type it.
func (w scratch) underManager(t *testing.T, s scenario, toolchain Toolchain) outcome {
	prefix, err := toolchain.Prefix()
	require.NoError(t, err)
	return w.launch(t, launch.Command{
		Path: filepath.Join(prefix, "bin", toolchain.Name), Args: typed(toolchain.Name, s.script, s.args), Env: w.env, Dir: w.dir,
	})
}

// typed are the arguments of a package manager that runs a script. They are not taken from the runner, which has its
// own opinion: each is from the manager's manual.
func typed(manager, script string, args []string) []string {
	line := []string{"run"}
	dashed := strings.HasPrefix(script, "-")
	if dashed && manager != "pnpm" {
		line = append(line, "--")
	}
	line = append(line, script)
	// npm takes options up to a --. Yarn drops the first --, and bun one that comes first.
	first := slices.Index(args, "--")
	if len(args) > 0 && !dashed && (manager == "npm" || manager == "yarn" && first >= 0 || manager == "bun" && first == 0) {
		line = append(line, "--")
	}
	return append(line, args...)
}

// byPlan runs a plan as the daemon does.
func (w scratch) byPlan(t *testing.T, plan runner.Plan) outcome {
	step := plan.Command()
	return w.launch(t, launch.Command{
		Path: step.Path, Name: step.Name, Args: step.Args, Line: step.Line, Env: step.Env, Dir: step.Dir,
	})
}

// patience is how long a run may take on a loaded machine before it counts as hung.
const patience = 2 * time.Minute

// launch runs one program on a terminal of its own until it and its output have ended.
func (w scratch) launch(t *testing.T, command launch.Command) outcome {
	tree, err := launch.Start(command)
	require.NoError(t, err)
	hung := time.AfterFunc(patience, func() { _ = tree.Signal(launch.Kill) })
	output := make(chan []byte)
	go func() {
		all, _ := io.ReadAll(tree)
		output <- all
	}()
	o := outcome{exit: tree.Wait()}
	o.output = string(<-output)
	require.True(t, hung.Stop(), "%s hangs; it said: %s", command.Path, o.output)
	require.NoError(t, tree.Close())
	o.sightings = sightings(t, w.records())
	if o.exit.Signal != "" {
		o.exit.Code = 0 // it has no meaning then
	}
	return o
}
