//go:build unix

package runner

import (
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/runlight-dev/runlight/internal/launch"
)

// sh is a step that a shell runs.
func sh(t testing.TB, event, text string, env ...string) Step {
	shell, ok := find("sh", "/", os.Environ())
	require.True(t, ok)
	return Step{
		Event: event, Text: text, Path: shell, Name: "sh", Args: []string{"-c", text}, Dir: t.TempDir(),
		Env: append([]string{"PATH=" + os.Getenv("PATH"), "npm_lifecycle_event=" + event}, env...),
	}
}

func planOf(steps ...Step) Plan {
	return Plan{Direct: true, Steps: steps, keeper: []string{os.Args[0]}}
}

// run is a launched plan.
type run struct {
	testing.TB
	tree *launch.Tree
	text strings.Builder
}

func begin(t testing.TB, p Plan) *run {
	c := p.Command()
	tree, err := launch.Start(launch.Command{Path: c.Path, Name: c.Name, Args: c.Args, Env: c.Env, Dir: c.Dir})
	require.NoError(t, err)
	t.Cleanup(func() { _ = tree.Signal(launch.Kill); _ = tree.Close() })
	return &run{TB: t, tree: tree}
}

// until reads up to a text.
func (r *run) until(text string) {
	piece := make([]byte, 4096)
	for !strings.Contains(r.text.String(), text) {
		n, err := r.tree.Read(piece)
		r.text.Write(piece[:n])
		require.NoError(r, err, r.text.String())
	}
}

func (r *run) end() (string, launch.Exit) {
	read := make(chan struct{})
	go func() { defer close(read); _, _ = io.Copy(&r.text, r.tree) }()
	exit := r.tree.Wait()
	_ = r.tree.Signal(launch.Terminate) // what hooks left behind
	<-read
	if exit.Signal != "" {
		exit.Code = 0 // meaningless
	}
	return strings.ReplaceAll(r.text.String(), "\r\n", "\n"), exit
}

func TestKeptSteps(t *testing.T) {
	for name, test := range map[string]struct {
		steps []string // texts
		text  string
		exit  launch.Exit
	}{
		"in order":              {[]string{"echo pre", "echo main", "echo post"}, "pre\nmain\npost\n", launch.Exit{}},
		"a status":              {[]string{"true", "echo main; exit 3"}, "main\n", launch.Exit{Code: 3}},
		"pre fails":             {[]string{"exit 42", "echo main"}, "", launch.Exit{Code: 42}},
		"main fails":            {[]string{"true", "exit 4", "echo post"}, "", launch.Exit{Code: 4}},
		"post fails":            {[]string{"true", "echo main", "exit 5"}, "main\n", launch.Exit{Code: 5}},
		"killed":                {[]string{"kill -KILL $$", "echo main"}, "", launch.Exit{Signal: "SIGKILL"}},
		"terminated":            {[]string{"kill -TERM $$", "echo main"}, "", launch.Exit{Signal: "SIGTERM"}},
		"as if terminated":      {[]string{"exit 143", "echo main"}, "", launch.Exit{Code: 143}},
		"a fault":               {[]string{"ulimit -c 0; kill -SEGV $$", "echo main"}, "", launch.Exit{Signal: "SIGSEGV"}},
		"interrupted":           {[]string{"kill -INT $$", "echo main"}, "", launch.Exit{Signal: "SIGINT"}},
		"not found":             {[]string{"true", "no-such-program-here 2>/dev/null"}, "", launch.Exit{Code: 127}},
		"a hook's own children": {[]string{"sleep 1000 & echo $! >/tmp/$$; mv /tmp/$$ \"$KEEP\"", `kill -0 $(cat "$KEEP") && echo alive`}, "alive\n", launch.Exit{}},
		"its event":             {[]string{"echo $npm_lifecycle_event", "echo $npm_lifecycle_event"}, "event0\nevent1\n", launch.Exit{}},
		"variables come and go": {[]string{"echo $ONLY0$ONLY1", "echo $ONLY0$ONLY1"}, "0\n1\n", launch.Exit{}},
		"its name":              {[]string{"echo $0", "echo $0"}, "sh\nsh\n", launch.Exit{}},
		"a terminal":            {[]string{"test -t 0 && test -t 2 && echo yes", "test -t 0 && test -t 2 && echo yes"}, "yes\nyes\n", launch.Exit{}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var steps []Step
			file := filepath.Join(t.TempDir(), "keep")
			for i, text := range test.steps {
				n := strconv.Itoa(i)
				steps = append(steps, sh(t, "event"+n, text, "KEEP="+file, "ONLY"+n+"="+n))
			}
			text, exit := begin(t, planOf(steps...)).end()
			require.Equal(t, test.text, text)
			require.Equal(t, test.exit, exit)
		})
	}
}

// TestKeptEnvironment compares with a plan of one step: with names that shells drop, values of any bytes and what shells
// count.
func TestKeptEnvironment(t *testing.T) {
	odd := []string{"npm_package_config_dash-key=1", "BASH_FUNC_f%%=() { :; }", "1=2", "LINES_=a\nb", "BYTES=\xff\xfe", "EMPTY=", "_=/x", "OLDPWD=/nowhere"}
	step := sh(t, "main", "", odd...)
	step.Path, step.Name, step.Args = "/usr/bin/env", "", nil
	told := func(p Plan) []string {
		text, exit := begin(t, p).end()
		require.Equal(t, launch.Exit{}, exit)
		var lines []string
		for line := range strings.Lines(text) {
			if !strings.HasPrefix(line, launch.Marker) {
				lines = append(lines, line)
			}
		}
		return lines
	}
	alone := told(planOf(step))
	require.Contains(t, alone, "npm_package_config_dash-key=1\n")
	require.ElementsMatch(t, alone, told(planOf(sh(t, "pre", ":", odd...), step)))
	require.ElementsMatch(t, append(alone, alone...), told(planOf(step, step)))
}

// TestKeeperBecomesTheLast leaves nobody beside a script without a post hook.
func TestKeeperBecomesTheLast(t *testing.T) {
	r := begin(t, planOf(sh(t, "pre", ":"), sh(t, "main", "echo $$ $PPID.")))
	r.until(".")
	text, _ := r.end()
	require.Equal(t, strconv.Itoa(r.tree.PID())+" "+strconv.Itoa(os.Getpid())+".\n", text)
}

func TestInterruptReachesTheRunningStep(t *testing.T) {
	for name, test := range map[string]struct {
		text string
		exit launch.Exit
	}{
		"that takes it":      {`trap 'echo caught; exit 3' INT; echo ready; while :; do sleep 0.1; done`, launch.Exit{Code: 3}},
		"that dies of it":    {`echo ready; while :; do sleep 0.1; done`, launch.Exit{Signal: "SIGINT"}},
		"that ends all well": {`trap 'echo caught; exit 0' INT; echo ready; while :; do sleep 0.1; done`, launch.Exit{Signal: "SIGINT"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := begin(t, planOf(sh(t, "pre", test.text), sh(t, "main", "echo main")))
			r.until("ready")
			_, err := r.tree.Write([]byte{3})
			require.NoError(t, err)
			text, exit := r.end()
			require.Equal(t, test.exit, exit)
			require.Equal(t, strings.Contains(test.text, "caught"), strings.Contains(text, "caught"))
			require.NotContains(t, text, "main")
		})
	}
}

func TestStepThatCannotStart(t *testing.T) {
	broken := sh(t, "pre", "")
	broken.Path = "/nowhere/sh"
	for _, steps := range [][]Step{{broken, sh(t, "main", "")}, {sh(t, "main", ""), broken}} {
		text, exit := begin(t, planOf(steps...)).end()
		require.Equal(t, launch.Exit{Code: 127}, exit)
		require.Contains(t, text, "/nowhere/sh cannot be run")
	}
}

func FuzzKept(f *testing.F) {
	f.Add("/d\x00/p\x00sh\x002\x00-c\x00x\x001\x00A=b\x000")
	f.Add("1\x002")
	f.Fuzz(func(t *testing.T, text string) {
		args := strings.Split(text, "\x00")
		steps, err := readKept(args)
		if err != nil {
			return
		}
		var again []string
		for _, k := range steps {
			again = append(again, k.dir, k.path, k.name)
			for _, list := range [][]string{k.args, k.set, k.unset} {
				again = append(append(again, strconv.Itoa(len(list))), list...)
			}
		}
		read, err := readKept(again)
		require.NoError(t, err)
		require.Equal(t, len(steps), len(read))
	})
}

// BenchmarkHooks is from the launch to the end of two steps that do nothing, beside one.
func BenchmarkHooks(b *testing.B) {
	for name, steps := range map[string][]Step{"one": {sh(b, "main", ":")}, "two": {sh(b, "pre", ":"), sh(b, "main", ":")}} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				begin(b, planOf(steps...)).end()
			}
			b.ReportMetric(float64(b.Elapsed()/time.Microsecond)/float64(b.N), "µs/run")
		})
	}
}
