//go:build unix

package client_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"

	"github.com/runlight-dev/runlight/internal/client"
	"github.com/runlight-dev/runlight/internal/protocol"
)

// TestScenarios plays what takes a daemon that was started as users start it. See the test of this name in
// internal/daemon.
func TestScenarios(t *testing.T) {
	for name, play := range map[string]func(*testing.T){
		"S46 a script gets nothing of the daemon's": nothingOfTheDaemons,
		"S47 fifty clients start one daemon":        fiftyAtOnce,
		"S49 an idle daemon of another build":       idleDaemonOfAnotherBuildIsReplaced,
		"S49 a busy daemon of another build":        busyDaemonOfAnotherBuildIsSpokenTo,
		"S52 another user":                          anotherUser,
	} {
		t.Run(name, play)
	}
}

// nothingOfTheDaemons looks at the descriptors that a script has, and at who may reach the daemon.
func nothingOfTheDaemons(t *testing.T) {
	if _, err := os.Stat("/proc/self/fd"); err != nil {
		t.Skip("this system does not list descriptors in /proc")
	}
	b := newBench(t)
	b.write(b.root+"/serve.sh", "exec </dev/null; ls /proc/self/fd | cat > list; mv list up")
	// Who starts the daemon leaves a descriptor open by mistake.
	end, mistake, err := os.Pipe()
	require.NoError(t, err)
	defer end.Close()
	_, err = unix.FcntlInt(mistake.Fd(), unix.F_SETFD, 0)
	require.NoError(t, err)
	link := b.reach("new")
	require.NoError(t, mistake.Close())
	b.introduce(link, "new", "")
	// The third is the folder that ls reads.
	require.Equal(t, []string{"0", "1", "2", "3"}, strings.Fields(b.run(link, "serve", "up")))
	for path, mode := range map[string]os.FileMode{
		filepath.Dir(link.Endpoint.Address): 0o700, link.Endpoint.Address: 0o600, link.Endpoint.Runs: 0o700, link.Endpoint.Log: 0o600,
	} {
		info, err := os.Stat(path)
		require.NoError(t, err)
		require.Equal(t, mode, info.Mode().Perm(), path)
	}
}

// strangeDial is the variable that makes this program connect to a daemon and do nothing else.
const strangeDial = "RUNLIGHT_TEST_DIAL"

// dialAsStranger says in its exit code how far it came.
func dialAsStranger(address string) int {
	conn, err := net.Dial("unix", address)
	if errors.Is(err, syscall.EACCES) {
		return 10
	}
	if err != nil {
		return 11
	}
	_ = conn.SetDeadline(time.Now().Add(waitLimit))
	_, _ = fmt.Fprintf(conn, "Content-Length: 46\r\n\r\n"+`{"jsonrpc":"2.0","id":1,"method":"daemon/get"}`)
	answer, err := io.ReadAll(conn)
	if len(answer) > 0 || errors.Is(err, os.ErrDeadlineExceeded) {
		return 0
	}
	return 12
}

// anotherUser cannot enter the folder of the socket; and where it is open by mistake, the daemon hangs up on them.
func anotherUser(t *testing.T) {
	if os.Getuid() != 0 {
		t.Skip("only root can become another user")
	}
	b := newBench(t)
	link := b.reach("new")
	program := filepath.Join(b.home, "dial")
	self, err := os.ReadFile(os.Args[0])
	require.NoError(t, err)
	b.write(program, string(self))
	const nobody = 65534
	dial := func() int {
		stranger := exec.Command(program)
		stranger.Env = []string{strangeDial + "=" + link.Endpoint.Address}
		stranger.Dir = "/"
		stranger.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: nobody, Gid: nobody}}
		require.Error(t, stranger.Run())
		return stranger.ProcessState.ExitCode()
	}
	require.NoError(t, os.Chmod(b.home, 0o755))
	require.Equal(t, 10, dial(), "the folder is closed")
	for dir := filepath.Dir(link.Endpoint.Address); dir != b.home; dir = filepath.Dir(dir) {
		require.NoError(t, os.Chmod(dir, 0o755))
	}
	require.NoError(t, os.Chmod(link.Endpoint.Address, 0o666))
	require.Equal(t, 12, dial(), "the daemon closes the connection without a word")
}

// fiftyAtOnce has fifty programs that all find no daemon.
func fiftyAtOnce(t *testing.T) {
	b := newBench(t)
	program := b.options("new").Program
	pids := make([]int, 50)
	var all sync.WaitGroup
	for i := range pids {
		all.Go(func() {
			out, err := exec.Command(program, "connect", "--root", b.root).Output()
			var ready protocol.DaemonReady
			if err == nil && json.Unmarshal(out, &ready) == nil {
				pids[i] = ready.PID
			}
		})
	}
	all.Wait()
	link := b.reach("new")
	for _, pid := range pids {
		require.Equal(t, link.Daemon.PID, pid)
	}
	require.Equal(t, 1, b.served(link))
}

func idleDaemonOfAnotherBuildIsReplaced(t *testing.T) {
	b := newBench(t)
	old := b.reach("old")
	old.Close()
	var link *client.Link
	// The daemon takes a moment to notice that its client has gone.
	require.Eventually(t, func() bool {
		link = b.reach("new")
		defer link.Close()
		return link.Daemon.BuildID == "new"
	}, waitLimit, 5*time.Millisecond)
	require.NotEqual(t, old.Daemon.PID, link.Daemon.PID)
	require.Empty(t, b.introduce(b.reach("new"), "new", "").Hint)
}

func busyDaemonOfAnotherBuildIsSpokenTo(t *testing.T) {
	b := newBench(t)
	old := b.reach("old")
	require.Empty(t, b.introduce(old, "old", "").Hint)
	link := b.reach("new")
	require.Equal(t, old.Daemon.PID, link.Daemon.PID, "somebody else uses it")
	link.Close()

	b.run(old, "serve", "up")
	old.Close()
	b.gone(old)
	link = b.reach("new")
	require.Equal(t, old.Daemon.PID, link.Daemon.PID, "a script runs")
	require.Contains(t, b.introduce(link, "new", "").Hint, "another build (old, not new)")
}
