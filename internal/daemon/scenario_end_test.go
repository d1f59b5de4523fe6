//go:build unix

package daemon

import (
	"os/exec"
	"regexp"
	"strings"
	"sync"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/runlight-dev/runlight/internal/process"
	"github.com/runlight-dev/runlight/internal/protocol"
	"github.com/runlight-dev/runlight/internal/rpc"
)

// ends are scripts that end in all the ways that there are.
var ends = map[string]scenario{
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
	"S7 a bad interpreter": {
		script: `./bad; [ $? -ge 126 ] && exit 126`, files: files{"bad": "#!/no/such/interpreter\n"},
		status: process.Failed, code: 126, output: "bad",
	},
	"S8 the folder goes": {
		script: `rm -rf "$PWD"; echo ready; while :; do sleep 1000; done`, play: stopWhenReady,
		status: process.Stopped, signal: "*",
	},
}

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

// trees are scripts that leave processes behind, or try to.
var trees = map[string]scenario{
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
	"S51 what cmd.exe starts":    {elsewhere: "it takes Windows: internal/launch/scenario_windows_test.go"},
	"S13 the way out": {
		script: `env -u RUNLIGHT_RUN setsid sh -c 'echo $$ >pid; exec sleep 1001' </dev/null >/dev/null 2>&1 & ` + untilRuns("sleep 1001"),
		needs:  "setsid", status: process.Success, survivors: "",
	},
	"S13 a build daemon": {
		script: `cp "$(command -v sleep)" watchman; setsid sh -c 'echo $$ >pid; exec ./watchman 1002' </dev/null >/dev/null 2>&1 & ` + untilRuns("watchman 1002"),
		needs:  "setsid", status: process.Success, survivors: "watchman 1002",
	},
	"S13 left, and at last kept": {
		script: `trap '' HUP; sh -c 'echo $$ >pid; exec sleep 1004' & ` + untilRuns("sleep 1004") + `; echo ready; ` + waitToGoOn,
		play:   keepAtLast, status: process.Success, survivors: "sleep 1004",
	},
	"S13 left and kept": {
		script: `trap '' HUP; sh -c 'echo $$ >pid; exec sleep 1003' & ` + untilRuns("sleep 1003"), settings: protocol.Settings{Leftovers: protocol.KeepLeftovers},
		status: process.Success, survivors: "sleep 1003",
	},
}

// requests are scripts that are asked to end, once or often.
var requests = map[string]scenario{
	"S17 a stopped tree":     {script: `echo pid=$$=; kill -STOP $$; while :; do sleep 1000; done`, grace: long, play: stopWhenStopped, status: process.Stopped, signal: "SIGINT"},
	"S21 nine stops at once": {script: `trap 'echo int; exit 5' INT; echo ready; while :; do sleep 0.01; done`, grace: calm, play: stopNineTimes, status: process.Stopped, code: 5, output: "ready\n(\\^C)?int\n$"},
	"S21 a second request": {
		script: `trap 'echo 1st' INT; trap 'echo 2nd; exit 6' TERM; echo ready; while :; do sleep 0.01; done`,
		grace:  long, play: insist("1st"), status: process.Stopped, code: 6, output: "2nd\n$",
	},
	"S21 a third request": {
		script: `trap 'echo 1st' INT; trap 'echo 2nd' TERM; echo ready; while :; do sleep 0.01; done`,
		grace:  long, play: insist("1st", "2nd"), status: process.Stopped, signal: "SIGKILL", output: "2nd\n$",
	},
	"S21 stopped while it starts": {script: "while :; do sleep 1000; done", play: stopAtOnce, status: process.Stopped, signal: "*"},
	"S21 restarted while it stops": {
		script: `trap '' INT; echo ready; while :; do sleep 1000; done`, play: restartTwice, status: process.Stopped, signal: "*",
	},
	"S22 one interrupt through npm": {
		script: "node count.js", files: files{"count.js": counter}, needs: "npm", realNPM: true, settings: protocol.Settings{Runner: protocol.RunnerManager}, grace: calm,
		play: stopNineTimes, status: process.Stopped, signal: "*", output: "SIGINT_COUNT=1\n",
	},
}

// counter counts how often Ctrl-C arrives until it is terminated.
const counter = `let n = 0
process.on('SIGINT', () => n++)
process.on('SIGTERM', () => { console.log('SIGINT_COUNT=' + n); process.exit(0) })
setInterval(() => {}, 1e6)
console.log('ready')`

func stopAtOnce(now *stage) { now.stop(now.id) }

func stopWhenReady(now *stage) {
	now.printed(now.id, "ready")
	now.stop(now.id)
}

func stopNineTimes(now *stage) {
	now.printed(now.id, "ready")
	var all sync.WaitGroup
	for range 9 {
		all.Go(func() { now.stop(now.id) })
	}
	all.Wait()
}

// insist asks for the end, and once more each time that the script has said that it heard.
func insist(heard ...string) func(*stage) {
	return func(now *stage) {
		stopWhenReady(now)
		for _, text := range heard {
			now.printed(now.id, text)
			now.stop(now.id)
		}
	}
}

func stopWhenClosed(now *stage) {
	now.exists("closed")
	now.await("running", func() bool { return now.processes[now.id].Status == process.Running })
	now.stop(now.id)
}

func stopWhenStopped(now *stage) {
	now.printed(now.id, "=\r\n")
	now.mu.Lock()
	pid := regexp.MustCompile(`pid=(\d+)=`).FindStringSubmatch(now.output[now.id])[1]
	now.mu.Unlock()
	require.Eventually(now, func() bool {
		state, _ := exec.Command("ps", "-o", "stat=", "-p", pid).Output()
		return strings.HasPrefix(string(state), "T")
	}, waitLimit, time.Millisecond)
	now.stop(now.id)
}

// restartTwice asks two times for a restart of a script that is on its way out: that makes one new process.
func restartTwice(now *stage) {
	stopWhenReady(now)
	fresh := make(chan process.ID, 2)
	for range 2 {
		go func() {
			state, err := rpc.Call(now.Context(), now.conn, protocol.RestartProcess, protocol.ProcessParams{ID: now.id})
			if err != nil {
				now.Error(err)
			}
			fresh <- state.ID
		}()
	}
	old, id := now.id, <-fresh
	require.Equal(now, id, <-fresh)
	require.NotEqual(now, old, id)
	require.Empty(now, living(now, nil, "."+string(old)), "the old one is gone before the new one starts")
	now.id = id
	now.attach(id)
	stopWhenReady(now)
}

// keepAtLast changes the policy for leftovers while the script runs: what counts is the moment of its end.
func keepAtLast(now *stage) {
	now.printed(now.id, "ready")
	_, err := rpc.Call(now.Context(), now.conn, protocol.UpdateSettings, protocol.Settings{Trusted: true, Leftovers: protocol.KeepLeftovers})
	require.NoError(now, err)
	now.goOn()
}
