//go:build unix

package daemon

import (
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
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
	script   string
	files    files
	copies   int    // how many of it run at once; 0 for one
	needs    string // a program that not every system has
	grace    supervisor.Grace
	settings protocol.Settings // those of trusting where they are not given
	realNPM  bool              // script is the whole command of package.json, run by npm
	// play is what happens after the start; nil waits for the natural end.
	play func(c *client, id process.ID)

	status process.Status
	code   int    // meaningless with a signal
	signal string // "*" for any or none
	output string // a pattern that the output matches
	size   int    // of the output, in bytes; 0 for any
	// survivors is a pattern for the command of the one process that is left on purpose.
	survivors string
}

// short are times that a test can wait for. A script that is to end in good order gets longer ones.
var short = supervisor.Grace{Interrupt: 150 * time.Millisecond, Terminate: 150 * time.Millisecond, Kill: 10 * time.Second, Look: 5 * time.Millisecond}

// long are times that no test waits for: what needs an escalation fails.
var long = supervisor.Grace{Interrupt: 2 * waitLimit, Terminate: waitLimit, Kill: waitLimit, Look: 5 * time.Millisecond, Again: time.Nanosecond}

// The families of processes that are hard to end. Each prints "ready" when it is complete.
const (
	deaf      = `sh -c "trap '' INT TERM HUP; echo ready; while :; do sleep 1000; done" & wait`
	earlyExit = `trap 'exit 0' INT; sh -c "trap '' INT TERM HUP; echo ready; while :; do sleep 1000; done" & wait; wait`
	threeDeep = `node -e "require('child_process').spawn('sleep',['1000']); console.log('ready'); setInterval(()=>{},1e6)"; true`
	ownGroup  = `setsid sh -c 'echo ready; while :; do sleep 1000; done'; true`
	forked    = `sh -c "setsid sh -c 'echo ready; sleep 1000 & wait' </dev/null & exit 0"; wait_for_ever() { while :; do sleep 1000; done; }; wait_for_ever`
)

// untilRuns waits until the process whose ID is in the file pid has become a program.
func untilRuns(command string) string {
	return `while ! [ -s pid ]; do :; done; until ps -o command= -p "$(cat pid)" | grep -q '` + command + `'; do :; done`
}

var scenarios = map[string]scenario{
	"S1 no end of line":           {script: "printf no-newline", status: process.Success, output: "^no-newline$"},
	"S2 a burst and the end":      {script: "head -c 300000 /dev/zero | tr '\\0' x; printf LAST", copies: 20, status: process.Success, size: 300_004, output: "xLAST$"},
	"S3 an exit code":             {script: "exit 3", status: process.Failed, code: 3},
	"S3 the highest exit code":    {script: "exit 255", status: process.Failed, code: 255},
	"S4 killed":                   {script: "kill -KILL $$", status: process.Failed, signal: "SIGKILL"},
	"S4 terminated":               {script: "kill -TERM $$", status: process.Failed, signal: "SIGTERM"},
	"S4 crashed":                  {script: "ulimit -c 0; kill -SEGV $$", status: process.Failed, signal: "SIGSEGV"},
	"S5 the code of an interrupt": {script: "exit 130", status: process.Failed, code: 130},
	"S5 an interrupt":             {script: "kill -INT $$", status: process.Failed, signal: "SIGINT"},
	"S6 over at once":             {script: ":", copies: 100, status: process.Success, output: "^$"},
	"S7 no such command":          {script: "no-such-command", status: process.Failed, code: 127, output: "no-such-command"},
	"S7 not executable":           {script: "./plain", files: files{"plain/x": ""}, status: process.Failed, code: 126, output: "plain"},
	"S8 the folder goes": {
		script: `rm -rf "$PWD"; echo ready; while :; do sleep 1000; done`, play: stopWhenReady,
		status: process.Stopped, signal: "*",
	},
	"S9 deaf to all signals":     {script: deaf, play: stopWhenReady, status: process.Stopped, signal: "*"},
	"S10 leaves a deaf child":    {script: earlyExit, play: stopWhenReady, status: process.Stopped, code: 0},
	"S11 three generations":      {script: threeDeep, needs: "node", play: stopWhenReady, status: process.Stopped, signal: "*"},
	"S11 leaves a generation":    {script: `sh -c 'trap "" HUP; sleep 1000 & sleep 1000 &'; echo done`, status: process.Success, output: "done"},
	"S12 a session of its own":   {script: ownGroup, needs: "setsid", play: stopWhenReady, status: process.Stopped, signal: "*"},
	"S13 a daemon, stopped":      {script: forked, needs: "setsid", play: stopWhenReady, status: process.Stopped, signal: "*"},
	"S13 a daemon, left":         {script: `setsid sh -c 'sleep 1000 & wait' >/dev/null 2>&1 </dev/null & exit 0`, needs: "setsid", status: process.Success},
	"S13 a deaf daemon, left":    {script: `setsid sh -c 'trap "" TERM; echo up >up; while :; do sleep 1000; done' </dev/null >/dev/null 2>&1 & while ! [ -s up ]; do :; done`, needs: "setsid", status: process.Success},
	"S14 a daemon holds the tty": {script: `setsid sh -c 'trap "" TERM; echo up >up; while :; do sleep 1000; done' & while ! [ -s up ]; do :; done; echo end; exit 4`, needs: "setsid", status: process.Failed, code: 4, output: "end"},
	"S15 closes its output":      {script: `exec <&- >&- 2>&-; : >closed; while :; do sleep 1000; done`, play: stopWhenClosed, status: process.Stopped, signal: "*"},
	"S17 a stopped tree":         {script: `echo pid=$$=; kill -STOP $$; while :; do sleep 1000; done`, grace: long, play: stopWhenStopped, status: process.Stopped, signal: "SIGINT"},
	"S21 nine stops at once":     {script: `trap 'echo int; exit 5' INT; echo ready; while :; do sleep 0.01; done`, grace: calm, play: stopNineTimes, status: process.Stopped, code: 5, output: "ready\n(\\^C)?int\n$"},
	"S21 a second request": {
		script: `trap 'echo 1st' INT; trap 'echo 2nd; exit 6' TERM; echo ready; while :; do sleep 0.01; done`,
		grace:  long, play: insist("1st"), status: process.Stopped, code: 6, output: "2nd\n$",
	},
	"S21 a third request": {
		script: `trap 'echo 1st' INT; trap 'echo 2nd' TERM; echo ready; while :; do sleep 0.01; done`,
		grace:  long, play: insist("1st", "2nd"), status: process.Stopped, signal: "SIGKILL", output: "2nd\n$",
	},
	"S21 stopped while it starts": {script: "while :; do sleep 1000; done", play: stopAtOnce, status: process.Stopped, signal: "*"},
	"S22 one interrupt through npm": {
		script: "node count.js", files: files{"count.js": counter}, needs: "npm", realNPM: true, grace: calm,
		play: stopNineTimes, status: process.Stopped, signal: "*", output: "SIGINT_COUNT=1\n",
	},
	"the way out for a daemon": {
		script: `env -u RUNLIGHT_RUN setsid sh -c 'echo $$ >pid; exec sleep 1001' </dev/null >/dev/null 2>&1 & ` + untilRuns("sleep 1001"),
		needs:  "setsid", status: process.Success, survivors: "",
	},
	"a build daemon is spared": {
		script: `cp "$(command -v sleep)" watchman; setsid sh -c 'echo $$ >pid; exec ./watchman 1002' </dev/null >/dev/null 2>&1 & ` + untilRuns("watchman 1002"),
		needs:  "setsid", status: process.Success, survivors: "watchman 1002",
	},
	"leftovers are kept": {
		script: `trap '' HUP; sh -c 'echo $$ >pid; exec sleep 1003' & ` + untilRuns("sleep 1003"), settings: protocol.Settings{Leftovers: protocol.KeepLeftovers},
		status: process.Success, survivors: "sleep 1003",
	},
}

// calm is for scripts that have something to do when they are asked to end.
var calm = supervisor.Grace{Interrupt: time.Second, Terminate: 20 * time.Second, Kill: 20 * time.Second, Look: 5 * time.Millisecond}

// counter counts how often Ctrl-C arrives until it is terminated.
const counter = `let n = 0
process.on('SIGINT', () => n++)
process.on('SIGTERM', () => { console.log('SIGINT_COUNT=' + n); process.exit(0) })
setInterval(() => {}, 1e6)
console.log('ready')`

// TestScenarios plays each one through a daemon and its wire.
func TestScenarios(t *testing.T) {
	for name, s := range scenarios {
		t.Run(name, func(t *testing.T) {
			if s.needs != "" {
				if _, err := exec.LookPath(s.needs); err != nil {
					t.Skip("this system has no " + s.needs)
				}
			}
			root, d := s.open(t)
			s.settings.Trusted = true
			c := connect(t, d, s.settings)
			var all sync.WaitGroup
			for i := range max(s.copies, 1) {
				id := c.run(".", "s"+strconv.Itoa(i))
				all.Go(func() {
					if s.play != nil {
						s.play(c, id)
					}
				})
				defer func() {
					all.Wait()
					s.check(c, id)
					if i == 0 {
						s.checkRest(t, root, c, id)
					}
				}()
			}
		})
	}
}

// open makes a root with the scripts s0, s1, … and a daemon for it.
func (s scenario) open(t *testing.T) (root string, d *Daemon) {
	var scripts []string
	f := files{}
	for i := range max(s.copies, 1) {
		command := strconv.Quote(s.script)
		scripts = append(scripts, fmt.Sprintf(`"s%d":%s`, i, command))
		f[fmt.Sprintf("s%d.sh", i)] = s.script
	}
	for path, text := range s.files {
		f[path] = text
	}
	f["package.json"] = `{"name":"root","scripts":{` + strings.Join(scripts, ",") + `}}`
	root = newRoot(t, f)
	bin := t.TempDir()
	if !s.realNPM {
		write(t, bin, "npm", fakeManager)
	}
	if s.grace == (supervisor.Grace{}) {
		s.grace = short
	}
	d, err := Open(Options{
		Root: root, BuildID: "test", Log: slog.New(slog.DiscardHandler), Grace: s.grace,
		Runs:    filepath.Join(t.TempDir(), "runs"),
		Environ: []string{"PATH=" + bin + ":" + os.Getenv("PATH"), "HOME=" + t.TempDir(), "ROOT=" + root},
	})
	require.NoError(t, err)
	t.Cleanup(d.Close)
	return root, d
}

func (s scenario) check(c *client, id process.ID) {
	state := c.finished(id)
	require.Equal(c, s.status, state.Status, state.Reason)
	if s.signal != "*" {
		require.Equal(c, s.signal, state.Signal)
		if s.signal == "" {
			require.Equal(c, s.code, *state.ExitCode)
		}
	}
	output := c.whole(id)
	require.Regexp(c, "(?s)"+s.output, output[max(0, len(output)-1000):])
	require.True(c, s.size == 0 || s.size == len(output), "%d bytes", len(output))
	require.Empty(c, state.Reason)
	if s.survivors == "" {
		require.Empty(c, state.Survivors)
		return
	}
	require.Len(c, state.Survivors, 1)
	require.Regexp(c, s.survivors, state.Survivors[0].Command)
}

// checkRest ends what was left on purpose, whose process ID is in the file pid, and proves that nothing else is left.
func (s scenario) checkRest(t *testing.T, root string, c *client, id process.ID) {
	if text, err := os.ReadFile(filepath.Join(root, "pid")); err == nil {
		pid, err := strconv.Atoi(strings.TrimSpace(string(text)))
		require.NoError(t, err)
		require.NoError(t, syscall.Kill(pid, syscall.SIGKILL), "it was to be left alone")
		require.Eventually(t, func() bool { return syscall.Kill(pid, 0) != nil }, waitLimit, time.Millisecond)
	}
	require.Empty(t, traces(t, root, "."+string(id)), "left behind")
}

// traces are the living processes that have one of these texts in their environment or command line.
func traces(t *testing.T, texts ...string) []string {
	listing, err := exec.Command("ps", "axeww", "-o", "pid=,stat=,command=").Output()
	require.NoError(t, err)
	var found []string
	for line := range strings.Lines(string(listing)) {
		for _, text := range texts {
			if strings.Contains(line, text) {
				found = append(found, line)
			}
		}
	}
	return found
}

func (c *client) stop(id process.ID) {
	_, err := rpc.Call(c.Context(), c.conn, protocol.StopProcess, protocol.ProcessParams{ID: id})
	require.NoError(c, err)
}

func stopAtOnce(c *client, id process.ID) { c.stop(id) }

func stopWhenReady(c *client, id process.ID) {
	c.printed(id, "ready")
	c.stop(id)
}

func stopNineTimes(c *client, id process.ID) {
	c.printed(id, "ready")
	var all sync.WaitGroup
	for range 9 {
		all.Go(func() { c.stop(id) })
	}
	all.Wait()
}

// TestRestartWhileStopping is S21: two restarts of a script that is on its way out make one new process.
func TestRestartWhileStopping(t *testing.T) {
	s := scenario{script: `trap '' INT; echo ready; while :; do sleep 1000; done`}
	root, d := s.open(t)
	c := connect(t, d, trusting)
	old := c.run(".", "s0")
	stopWhenReady(c, old)
	fresh := make(chan process.ID, 2)
	for range 2 {
		go func() {
			state, err := rpc.Call(c.Context(), c.conn, protocol.RestartProcess, protocol.ProcessParams{ID: old})
			if err != nil {
				c.Error(err)
			}
			fresh <- state.ID
		}()
	}
	id := <-fresh
	require.Equal(t, id, <-fresh)
	require.NotEqual(t, old, id)
	require.Empty(t, traces(t, "."+string(old)), "the old one is gone before the new one starts")
	c.attach(id)
	stopWhenReady(c, id)
	require.Equal(t, process.Stopped, c.finished(id).Status)
	require.Empty(t, traces(t, root, "."+string(id)))
}

// insist asks for the end, and once more each time that the script has said that it heard.
func insist(heard ...string) func(*client, process.ID) {
	return func(c *client, id process.ID) {
		stopWhenReady(c, id)
		for _, text := range heard {
			c.printed(id, text)
			c.stop(id)
		}
	}
}

func stopWhenClosed(c *client, id process.ID) {
	require.Eventually(c, func() bool {
		_, err := os.Stat(filepath.Join(c.init.Root, "closed"))
		return err == nil
	}, waitLimit, time.Millisecond)
	c.await("running", func() bool { return c.processes[id].Status == process.Running })
	c.stop(id)
}

func stopWhenStopped(c *client, id process.ID) {
	c.printed(id, "=\r\n")
	c.mu.Lock()
	pid := regexp.MustCompile(`pid=(\d+)=`).FindStringSubmatch(c.output[id])[1]
	c.mu.Unlock()
	require.Eventually(c, func() bool {
		state, _ := exec.Command("ps", "-o", "stat=", "-p", pid).Output()
		return strings.HasPrefix(string(state), "T")
	}, waitLimit, time.Millisecond)
	c.stop(id)
}

// TestLeftoversFollowTheSettings changes the policy while the script runs: what counts is the moment of its end.
func TestLeftoversFollowTheSettings(t *testing.T) {
	s := scenario{script: `trap '' HUP; sh -c 'echo $$ >pid; exec sleep 1004' & ` + untilRuns("sleep 1004") + `; echo ready; read x`}
	root, d := s.open(t)
	c := connect(t, d, trusting)
	id := c.run(".", "s0")
	c.printed(id, "ready")
	_, err := rpc.Call(t.Context(), c.conn, protocol.UpdateSettings, protocol.Settings{Trusted: true, Leftovers: protocol.KeepLeftovers})
	require.NoError(t, err)
	c.typeIn(id, "\r")
	require.Len(t, c.finished(id).Survivors, 1)
	s.checkRest(t, root, c, id)
}

func (c *client) typeIn(id process.ID, text string) {
	c.Helper()
	_, err := rpc.Call(c.Context(), c.conn, protocol.SendInput, protocol.InputParams{ID: id, Data: text})
	require.NoError(c, err)
}
