//go:build unix

package client_test

import (
	"context"
	"errors"
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
	"github.com/runlight-dev/runlight/internal/ipc"
	"github.com/runlight-dev/runlight/internal/protocol"
	"github.com/runlight-dev/runlight/internal/rpc"
)

// waitLimit is how long a test waits for a state. It is long because it passes only when something is broken.
const waitLimit = 20 * time.Second

// programs are two builds of the real program, made once.
var programs = sync.OnceValues(func() (map[string]string, error) {
	dir, err := os.MkdirTemp("", "runlight-client-")
	built := map[string]string{"old": filepath.Join(dir, "old"), "new": filepath.Join(dir, "new")}
	for build, path := range built {
		flags := "-X github.com/runlight-dev/runlight/internal/cli.build=" + build
		out, failure := exec.Command("go", "build", "-ldflags", flags, "-o", path, "../../server").CombinedOutput()
		if failure != nil {
			err = errors.Join(err, failure, errors.New(string(out)))
		}
	}
	return built, err
})

func TestMain(m *testing.M) {
	if address := os.Getenv(strangeDial); address != "" {
		os.Exit(dialAsStranger(address))
	}
	code := m.Run()
	if built, err := programs(); err == nil {
		_ = os.RemoveAll(filepath.Dir(built["old"]))
	}
	os.Exit(code)
}

// bench is a root, and a home of its own for everything that Runlight keeps.
type bench struct {
	*testing.T
	root, home string
}

// fakeManager stands for npm: it runs <script>.sh of the package, so that a test needs no Node.
const fakeManager = "#!/bin/sh\nexec sh \"./$2.sh\"\n"

func newBench(t *testing.T) *bench {
	home, err := os.MkdirTemp("/tmp", "runlight-home-") // short, so that a socket fits into it
	require.NoError(t, err)
	t.Setenv("HOME", home)
	b := &bench{T: t, root: t.TempDir(), home: home}
	b.write(b.root+"/package.json", `{"name":"root","scripts":{"serve":"a","environment":"b"}}`)
	b.write(b.root+"/serve.sh", "trap 'echo bye > ended; exit' INT; echo up > up; sleep 1000 & wait")
	b.write(b.root+"/environment.sh", "echo $MARK > mark")
	b.write(home+"/bin/npm", fakeManager)
	t.Cleanup(func() {
		if link, err := client.Find(context.Background(), b.options("new")); err == nil {
			_, err := client.Stop(context.Background(), link, false)
			require.NoError(t, err)
		}
		require.NoError(t, os.RemoveAll(home))
	})
	return b
}

func (b *bench) write(path, text string) {
	require.NoError(b, os.MkdirAll(filepath.Dir(path), 0o755))
	require.NoError(b, os.WriteFile(path, []byte(text), 0o755))
}

func (b *bench) options(build string) client.Options {
	built, err := programs()
	require.NoError(b, err)
	return client.Options{Root: b.root, BuildID: build, Program: built[build], Environ: os.Environ()}
}

// reach connects with a build and closes the connection when the test ends.
func (b *bench) reach(build string) *client.Link {
	b.Helper()
	link, err := client.Reach(b.Context(), b.options(build))
	require.NoError(b, err)
	b.Cleanup(link.Close)
	return link
}

// introduce makes a link a client that may run scripts, whose environment has a mark.
func (b *bench) introduce(link *client.Link, build, mark string) protocol.InitializeResult {
	b.Helper()
	env := []string{"PATH=" + b.home + "/bin:" + os.Getenv("PATH"), "HOME=" + b.home, "MARK=" + mark}
	result, err := rpc.Call(b.Context(), link.Conn, protocol.Initialize, protocol.InitializeParams{
		ProtocolVersion: protocol.Version, BuildID: build, Root: b.root, Client: "cli", Settings: protocol.Settings{Trusted: true}, Env: env,
	})
	require.NoError(b, err)
	return result
}

// run starts a script and waits for a file that it writes, which it returns.
func (b *bench) run(link *client.Link, script, file string) string {
	b.Helper()
	_, err := rpc.Call(b.Context(), link.Conn, protocol.RunScript, protocol.RunParams{Package: ".", Name: script})
	require.NoError(b, err)
	var text []byte
	require.Eventually(b, func() bool {
		text, err = os.ReadFile(filepath.Join(b.root, file))
		return err == nil && len(text) > 0
	}, waitLimit, 5*time.Millisecond)
	return strings.TrimSpace(string(text))
}

// served counts the daemons that have served the root.
func (b *bench) served(link *client.Link) int {
	text, err := os.ReadFile(link.Endpoint.Log)
	require.NoError(b, err)
	return strings.Count(string(text), "msg=serves")
}

func (b *bench) gone(link *client.Link) {
	b.Helper()
	select {
	case <-link.Done():
	case <-time.After(waitLimit):
		require.FailNow(b, "the connection does not end")
	}
}

func TestReachStartsAndFinds(t *testing.T) {
	b := newBench(t)
	_, err := client.Find(t.Context(), b.options("new"))
	require.ErrorIs(t, err, ipc.ErrNoDaemon)
	first := b.reach("new")
	second := b.reach("new")
	require.Equal(t, first.Daemon.PID, second.Daemon.PID)
	require.Equal(t, "new", second.Daemon.BuildID)
	require.Equal(t, 1, second.Daemon.Others)
	require.True(t, strings.HasPrefix(first.Endpoint.Address, b.home+"/"), first.Endpoint.Address)

	session, err := unix.Getsid(first.Daemon.PID)
	require.NoError(t, err)
	require.Equal(t, first.Daemon.PID, session, "it leads a session of its own")
	mine, cancel := context.WithTimeout(t.Context(), time.Millisecond)
	defer cancel()
	_, err = first.Endpoint.LockDaemon(mine)
	require.ErrorIs(t, err, ipc.ErrBusy, "there is no second daemon")
}

func TestKilledDaemonIsReplaced(t *testing.T) {
	b := newBench(t)
	first := b.reach("new")
	require.NoError(t, syscall.Kill(first.Daemon.PID, syscall.SIGKILL))
	b.gone(first)
	require.FileExists(t, first.Endpoint.Address, "it had no time to clean up")
	second := b.reach("new")
	require.NotEqual(t, first.Daemon.PID, second.Daemon.PID)
	require.Equal(t, 2, b.served(second))
}

func TestScriptsGetTheEnvironmentOfTheirClient(t *testing.T) {
	b := newBench(t)
	for _, mark := range []string{"one", "two"} {
		link := b.reach("new")
		b.introduce(link, "new", mark)
		require.Equal(t, mark, b.run(link, "environment", "mark"))
		require.NoError(t, os.Remove(filepath.Join(b.root, "mark")))
		link.Close()
	}
}

// TestSignalStopsScriptsGently has a script that takes its leave when it is interrupted.
func TestSignalStopsScriptsGently(t *testing.T) {
	for _, signal := range []syscall.Signal{syscall.SIGTERM, syscall.SIGINT, syscall.SIGHUP} {
		t.Run(unix.SignalName(signal), func(t *testing.T) {
			b := newBench(t)
			link := b.reach("new")
			b.introduce(link, "new", "")
			b.run(link, "serve", "up")
			require.NoError(t, syscall.Kill(link.Daemon.PID, signal))
			b.gone(link)
			require.FileExists(t, filepath.Join(b.root, "ended"))
			_, err := client.Find(t.Context(), b.options("new"))
			require.ErrorIs(t, err, ipc.ErrNoDaemon)
		})
	}
}

func TestWhyADaemonDoesNotStart(t *testing.T) {
	for name, test := range map[string]struct {
		spoil func(b *bench, o *client.Options)
		want  string
	}{
		"the log":     {func(b *bench, _ *client.Options) { b.write(logDir(b), "no folder") }, "log: not a directory"},
		"the folder":  {func(b *bench, o *client.Options) { o.Root = "/nowhere" }, "/nowhere"},
		"the program": {func(b *bench, o *client.Options) { o.Program = b.root + "/gone" }, "gone: no such file"},
		"its silence": {func(b *bench, o *client.Options) { b.say(o, "exit 1") }, "ended without a word; its log is "},
		"its words":   {func(b *bench, o *client.Options) { b.say(o, "echo hello") }, `it said "hello\n"`},
	} {
		t.Run(name, func(t *testing.T) {
			b := newBench(t)
			o := b.options("new")
			test.spoil(b, &o)
			_, err := client.Reach(t.Context(), o)
			require.ErrorContains(t, err, test.want)
		})
	}
}

func (b *bench) say(o *client.Options, text string) {
	o.Program = b.root + "/program"
	b.write(o.Program, "#!/bin/sh\n"+text+"\n")
}

func logDir(b *bench) string {
	e, err := ipc.For(b.root)
	require.NoError(b, err)
	return filepath.Dir(e.Log)
}
