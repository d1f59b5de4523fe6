//go:build unix

package launch

import (
	"bufio"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// How long a test waits for the system to do what it must, and how often it looks.
const (
	waitLimit = 10 * time.Second
	waitTick  = 2 * time.Millisecond
)

// shell is the command that runs a script in sh.
func shell(t *testing.T, script string) Command {
	return Command{Path: "/bin/sh", Args: []string{"-c", script}, Env: []string{"PATH=" + os.Getenv("PATH")}, Dir: t.TempDir()}
}

// begin starts a script and makes sure that nothing of it outlives the test.
func begin(t *testing.T, c Command) *Tree {
	tree, err := Start(c)
	require.NoError(t, err)
	t.Cleanup(func() {
		_ = tree.Signal(Kill)
		_ = tree.Close()
		require.Eventually(t, func() bool { return len(alive(tree)) == 0 }, waitLimit, waitTick)
	})
	return tree
}

func alive(tree *Tree) []Member {
	members, _ := tree.Members()
	return members
}

// all reads until the end, with plain line ends, and returns how the tree ended too.
func all(t *testing.T, tree *Tree) (string, Exit) {
	exited := make(chan Exit, 1)
	go func() { exited <- tree.Wait() }()
	data, err := io.ReadAll(tree)
	require.NoError(t, err)
	return strings.ReplaceAll(string(data), "\r\n", "\n"), <-exited
}

func TestRun(t *testing.T) {
	for name, test := range map[string]struct {
		script, want string
		exit         Exit
	}{
		"output":           {"echo out; echo err >&2", "out\nerr\n", Exit{}},
		"no end of line":   {"printf last", "last", Exit{}},
		"exit code":        {"exit 3", "", Exit{Code: 3}},
		"high exit code":   {"exit 255", "", Exit{Code: 255}},
		"killed":           {"kill -KILL $$", "", Exit{Code: 137, Signal: "SIGKILL"}},
		"terminated":       {"kill -TERM $$", "", Exit{Code: 143, Signal: "SIGTERM"}},
		"130 is no signal": {"exit 130", "", Exit{Code: 130}},
		"a terminal":       {"test -t 0 && test -t 1 && test -t 2 && echo yes", "yes\n", Exit{}},
		"default size":     {"stty size", "24 80\n", Exit{}},
		"environment":      {"env | grep -v -e ^PWD= -e ^SHLVL= -e ^_= -e ^PATH= -e ^OLDPWD= -e ^RUNLIGHT_RUN=; true", "", Exit{}},
		"own session":      {"ps -o sid= -p $$ | tr -d ' ' | grep -qx $$ && echo leader", "leader\n", Exit{}},
	} {
		t.Run(name, func(t *testing.T) {
			output, exit := all(t, begin(t, shell(t, test.script)))
			require.Equal(t, test.want, output)
			require.Equal(t, test.exit, exit)
		})
	}
}

// TestDescriptors compares with what a plain child gets: no descriptor of ours leaks into a script.
func TestDescriptors(t *testing.T) {
	const list = "ls /dev/fd/ | sort -n"
	begin(t, shell(t, "read x")) // another tree, whose terminal must not leak either
	plain, err := exec.Command("/bin/sh", "-c", list).Output()
	require.NoError(t, err)
	output, _ := all(t, begin(t, shell(t, list)))
	require.Equal(t, string(plain), output)
}

func TestStartFails(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "file")
	require.NoError(t, os.WriteFile(file, []byte("no program"), 0o600))
	for name, test := range map[string]struct {
		command Command
		want    error
		names   string
	}{
		"no folder":        {Command{Path: "/bin/sh", Dir: filepath.Join(dir, "gone")}, ErrNoFolder, "gone"},
		"folder is a file": {Command{Path: "/bin/sh", Dir: file}, ErrNoFolder, file},
		"no program":       {Command{Path: filepath.Join(dir, "gone"), Dir: dir}, ErrNoProgram, "gone"},
		"not executable":   {Command{Path: file, Dir: dir}, ErrNoProgram, file},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := Start(test.command)
			require.ErrorIs(t, err, test.want)
			require.ErrorContains(t, err, test.names)
		})
	}
}

func TestBigBurstIsWhole(t *testing.T) {
	output, exit := all(t, begin(t, shell(t, `i=0; while [ $i -lt 3000 ]; do echo 0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789; i=$((i+1)); done; printf END`)))
	require.Equal(t, Exit{}, exit)
	require.Len(t, output, 3000*101+3)
	require.True(t, strings.HasSuffix(output, "\nEND"))
}

func TestInputAndResize(t *testing.T) {
	c := shell(t, "stty -echo; echo ready; read line; echo got $line; stty size")
	c.Columns, c.Rows = 100, 30
	tree := begin(t, c)
	lines := bufio.NewScanner(tree)
	require.True(t, lines.Scan())
	require.Equal(t, "ready", strings.TrimSpace(lines.Text()))
	require.NoError(t, tree.Resize(120, 40))
	_, err := tree.Write([]byte("hello\r"))
	require.NoError(t, err)
	require.True(t, lines.Scan())
	require.Equal(t, "got hello", strings.TrimSpace(lines.Text()))
	require.True(t, lines.Scan())
	require.Equal(t, "40 120", strings.TrimSpace(lines.Text()))
	require.Equal(t, Exit{}, tree.Wait())
}

// TestSignals runs a script that says when its handler is in place, sends a signal, and reads what comes of it.
func TestSignals(t *testing.T) {
	for name, test := range map[string]struct {
		script string
		signal Signal
		want   string
		exit   Exit
	}{
		"interrupt":         {`trap 'echo int; exit 7' INT; echo ready; read x`, Interrupt, "int\n", Exit{Code: 7}},
		"terminate":         {`trap 'echo term; exit 8' TERM; echo ready; read x`, Terminate, "term\n", Exit{Code: 8}},
		"kill":              {`trap '' INT TERM HUP; echo ready; read x`, Kill, "", Exit{Code: 137, Signal: "SIGKILL"}},
		"interrupt a child": {`sh -c 'trap "echo child; exit 9" INT; echo ready; read x'; exit $?`, Interrupt, "child\n", Exit{Code: 130, Signal: "SIGINT"}},
		"kill stopped":      {`echo ready; kill -STOP $$; echo never`, Kill, "", Exit{Code: 137, Signal: "SIGKILL"}},
	} {
		t.Run(name, func(t *testing.T) {
			tree := begin(t, shell(t, test.script))
			head := make([]byte, len("ready\r\n"))
			_, err := io.ReadFull(tree, head)
			require.NoError(t, err)
			require.NoError(t, tree.Signal(test.signal))
			output, exit := all(t, tree)
			require.Equal(t, test.want, strings.TrimPrefix(output, "^C"))
			require.Equal(t, test.exit, exit)
		})
	}
}

// TestMembers has a background child that ignores the hang-up and outlives the first process.
func TestMembers(t *testing.T) {
	tree := begin(t, shell(t, `trap '' HUP; sleep 1000 & echo $!; exit 0`))
	line, err := bufio.NewReader(tree).ReadString('\n')
	require.NoError(t, err)
	require.Equal(t, Exit{}, tree.Wait())
	members := alive(tree)
	require.Len(t, members, 1)
	require.Equal(t, strings.TrimSpace(line), strconv.Itoa(members[0].PID))

	reading := make(chan error, 1)
	go func() {
		_, err := io.ReadAll(tree)
		reading <- err
	}()
	require.NoError(t, tree.Close(), "the child holds the terminal: only Close ends the reading")
	require.NoError(t, <-reading)
	require.NoError(t, tree.Signal(Kill))
	require.Eventually(t, func() bool { return len(alive(tree)) == 0 }, waitLimit, waitTick)
	require.NoError(t, tree.Signal(Kill), "nobody left is no error")
	require.NoError(t, tree.Close())
}

func TestClosedInput(t *testing.T) {
	tree := begin(t, shell(t, "exit 0"))
	_, _ = all(t, tree)
	require.NoError(t, tree.Close())
	_, err := tree.Write([]byte("late"))
	require.True(t, errors.Is(err, os.ErrClosed), "%v", err)
}
