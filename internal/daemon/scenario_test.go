//go:build unix

package daemon

import (
	"cmp"
	"fmt"
	"log/slog"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/runlight-dev/runlight/internal/process"
	"github.com/runlight-dev/runlight/internal/protocol"
	"github.com/runlight-dev/runlight/internal/rpc"
	"github.com/runlight-dev/runlight/internal/supervisor"
)

// scenario is a script with what a user does to it and what must come of it. At its end nothing of it may be left.
type scenario struct {
	script    string
	files     files
	copies    int    // how many of it run at once; 0 for one
	needs     string // a program that not every system has
	elsewhere string // why it is played on another system, and where
	grace     supervisor.Grace
	settings  protocol.Settings // trusted is added
	keep      int               // how much of the output is kept here, in bytes, where it is large; 0 for all
	realNPM   bool              // script is the whole command of package.json, run by npm
	// play is what happens after the start; nil waits for the natural end.
	play func(*stage)

	status process.Status
	code   int    // meaningless with a signal
	signal string // "*" for any or none
	output string // a pattern that the output matches
	size   int64  // of the output, in bytes; 0 for any
	// survivors is a pattern for the command of the one process that is left on purpose.
	survivors string
}

// stage is a scenario that is being played: a client, and the process that it has started.
type stage struct {
	*client
	id     process.ID
	root   string
	daemon *Daemon
}

// short are times that a test can wait for. A script that is to end in good order gets longer ones.
var short = supervisor.Grace{Interrupt: 150 * time.Millisecond, Terminate: 150 * time.Millisecond, Kill: 10 * time.Second, Look: 5 * time.Millisecond}

// long are times that no test waits for: what needs an escalation fails.
var long = supervisor.Grace{Interrupt: 2 * waitLimit, Terminate: waitLimit, Kill: waitLimit, Look: 5 * time.Millisecond, Again: time.Nanosecond}

// calm is for scripts that have something to do when they are asked to end.
var calm = supervisor.Grace{Interrupt: time.Second, Terminate: 20 * time.Second, Kill: 20 * time.Second, Look: 5 * time.Millisecond}

// TestScenarios plays all scenarios through a daemon and its wire. Each is named by its number in the list of what goes
// wrong with supervisors; other packages play those that need a daemon as a process of its own. Whatever test opens a
// daemon ends with a look at all processes of the system: nothing may be left.
func TestScenarios(t *testing.T) {
	all := map[string]func(*testing.T){}
	for _, table := range []map[string]scenario{ends, trees, requests, outputs, terminals} {
		for name, s := range table {
			all[name] = s.perform
		}
	}
	maps.Copy(all, stories)
	for _, name := range slices.SortedFunc(maps.Keys(all), byNumber) {
		t.Run(name, all[name])
	}
}

// byNumber orders names such as "S2 a burst".
func byNumber(a, b string) int {
	number := func(name string) int {
		first, _, _ := strings.Cut(strings.TrimPrefix(name, "S"), " ")
		n, _ := strconv.Atoi(first)
		return n
	}
	return cmp.Or(number(a)-number(b), strings.Compare(a, b))
}

func (s scenario) perform(t *testing.T) {
	if s.elsewhere != "" {
		t.Skip(s.elsewhere)
	}
	if _, err := exec.LookPath(cmp.Or(s.needs, "sh")); err != nil {
		t.Skip("this system has no " + s.needs)
	}
	root, d := s.open(t)
	t.Cleanup(func() { endRest(t, root) }) // also where the scenario fails before it gets there
	s.settings.Trusted = true
	c := connect(t, d, s.settings)
	c.keep = s.keep
	var all sync.WaitGroup
	var stages []*stage
	for i := range max(s.copies, 1) {
		now := &stage{client: c, id: c.run(".", "s"+strconv.Itoa(i)), root: root, daemon: d}
		stages = append(stages, now)
		if s.play != nil {
			all.Go(func() { s.play(now) })
		}
	}
	all.Wait()
	for _, now := range stages {
		s.check(now)
	}
	endRest(t, root)
	for _, now := range stages {
		now.nothingLeft()
	}
}

// open makes a root with the scripts s0, s1, … and hello, and a daemon for it.
func (s scenario) open(t *testing.T) (root string, d *Daemon) {
	scripts := []string{`"hello":"echo hello"`}
	f := files{"hello.sh": "echo hello"}
	for i := range max(s.copies, 1) {
		scripts = append(scripts, fmt.Sprintf(`"s%d":%s`, i, strconv.Quote(s.script)))
		f[fmt.Sprintf("s%d.sh", i)] = s.script
	}
	maps.Copy(f, s.files)
	f["package.json"] = `{"name":"root","scripts":{` + strings.Join(scripts, ",") + `}}`
	root = newRoot(t, f)
	o := Options{Root: root, Grace: s.grace, Runs: filepath.Join(t.TempDir(), "runs"), Environ: environ(t, root)}
	if s.realNPM {
		o.Environ = append(o.Environ, "PATH="+os.Getenv("PATH"))
	}
	if s.grace == (supervisor.Grace{}) {
		o.Grace = short
	}
	return root, openWith(t, o)
}

// environ is the environment of scripts: an npm that is the fake one, and a mark by which what is left is found.
func environ(t testing.TB, root string) []string {
	bin := t.TempDir()
	write(t, bin, "npm", fakeManager)
	return []string{"PATH=" + bin + ":" + os.Getenv("PATH"), "HOME=" + t.TempDir(), "ROOT=" + root}
}

// openWith opens a daemon. When the test ends it is closed, with all scripts, and nothing may be left of them.
func openWith(t testing.TB, o Options) *Daemon {
	o.BuildID, o.Log = "test", slog.New(slog.DiscardHandler)
	d, err := Open(o)
	require.NoError(t, err)
	t.Cleanup(func() { require.Empty(t, living(t, nil, o.Root), "left behind") })
	t.Cleanup(d.Close)
	return d
}

func (s scenario) check(now *stage) {
	state := now.finished(now.id)
	require.Equal(now, s.status, state.Status, state.Reason)
	if s.signal != "*" {
		require.Equal(now, s.signal, state.Signal)
		if s.signal == "" {
			require.Equal(now, s.code, *state.ExitCode)
		}
	}
	output := now.whole(now.id)
	require.Regexp(now, "(?s)"+s.output, output[max(0, len(output)-1000):])
	if s.size != 0 {
		require.Equal(now, s.size, now.end[now.id])
	}
	require.Empty(now, state.Reason)
	if s.survivors == "" {
		require.Empty(now, state.Survivors)
		return
	}
	require.Len(now, state.Survivors, 1)
	require.Regexp(now, s.survivors, state.Survivors[0].Command)
}

// endRest ends what was left on purpose, whose process ID is in the file pid. It does so once: the number is free then.
func endRest(t testing.TB, root string) {
	text, err := os.ReadFile(filepath.Join(root, "pid"))
	if err != nil {
		return
	}
	require.NoError(t, os.Remove(filepath.Join(root, "pid")))
	pid, err := strconv.Atoi(strings.TrimSpace(string(text)))
	require.NoError(t, err)
	require.NoError(t, syscall.Kill(pid, syscall.SIGKILL), "it was to be left alone")
	require.Eventually(t, func() bool { return syscall.Kill(pid, 0) != nil }, waitLimit, time.Millisecond)
}

// nothingLeft proves that the process has left nothing: nobody has its mark, or is in the session of its first process.
func (now *stage) nothingLeft() {
	now.mu.Lock()
	leader := now.leaders[now.id]
	now.mu.Unlock()
	require.Empty(now, living(now, []int{leader}, now.root, "."+string(now.id)), "left behind")
}

func (now *stage) path(name string) string { return filepath.Join(now.root, name) }

// exists waits for a file that a script makes.
func (now *stage) exists(name string) {
	require.Eventually(now, func() bool {
		_, err := os.Stat(now.path(name))
		return err == nil
	}, waitLimit, time.Millisecond)
}

// goOn lets a script go on that waits for the file go.
func (now *stage) goOn() { write(now, now.root, "go", "") }

// waitToGoOn is what such a script does.
const waitToGoOn = `while ! [ -e go ]; do sleep 0.01; done; `

func (c *client) stop(id process.ID) {
	_, err := rpc.Call(c.Context(), c.conn, protocol.StopProcess, protocol.ProcessParams{ID: id})
	require.NoError(c, err)
}

func (c *client) typeIn(id process.ID, text string) {
	c.Helper()
	_, err := rpc.Call(c.Context(), c.conn, protocol.SendInput, protocol.InputParams{ID: id, Data: text})
	require.NoError(c, err)
}
