//go:build unix

package oracle

import (
	"encoding/json"
	"os"
	"os/signal"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"github.com/charmbracelet/x/term"
	"github.com/stretchr/testify/require"

	"github.com/runlight-dev/runlight/internal/runner"
)

// TestMain makes this very program the one that the scripts call: under the name of probe it writes down what it sees.
// It is also the keeper of plans with several steps, as runlight is.
func TestMain(m *testing.M) {
	if filepath.Base(os.Args[0]) == "probe" {
		os.Exit(probe())
	}
	if code, mine := runner.Answer(os.Args[1:]); mine {
		os.Exit(code)
	}
	// nohup and background jobs ignore signals, and what is ignored is inherited: a script could not be ended by them.
	for _, ignored := range []os.Signal{syscall.SIGHUP, syscall.SIGINT, syscall.SIGQUIT} {
		if signal.Ignored(ignored) {
			signal.Notify(make(chan os.Signal, 1), ignored)
		}
	}
	os.Exit(m.Run())
}

// recordsKey names the file that a probe appends to.
const recordsKey = "PROBE_RECORDS"

// sighting is what one script sees of the world. Its texts are bytes, since JSON would mend what is no UTF-8.
type sighting struct {
	Dir      []byte
	Args     [][]byte
	Env      [][]byte
	Terminal [3]bool
}

// probe writes one line, in one write, since scripts may run side by side. An argument --exit=n is its exit code.
func probe() int {
	var s sighting
	dir, err := os.Getwd()
	if err != nil {
		return fail(err)
	}
	s.Dir = []byte(dir)
	code := 0
	for _, arg := range os.Args[1:] {
		s.Args = append(s.Args, []byte(arg))
		if text, ok := strings.CutPrefix(arg, "--exit="); ok {
			code, _ = strconv.Atoi(text)
		}
	}
	for _, entry := range os.Environ() {
		s.Env = append(s.Env, []byte(entry))
	}
	for fd := range s.Terminal {
		s.Terminal[fd] = term.IsTerminal(uintptr(fd))
	}
	line, _ := json.Marshal(s)
	file, err := os.OpenFile(os.Getenv(recordsKey), os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return fail(err)
	}
	if _, err := file.Write(append(line, '\n')); err != nil {
		return fail(err)
	}
	return code
}

// fail ends a probe with a code that no scenario uses.
func fail(err error) int {
	println("probe:", err.Error())
	return 99
}

// sightings reads and forgets what the probes of a run wrote down, in their order.
func sightings(t *testing.T, file string) []sighting {
	data, err := os.ReadFile(file)
	if os.IsNotExist(err) {
		return nil
	}
	require.NoError(t, err)
	require.NoError(t, os.Remove(file))
	var all []sighting
	for line := range strings.Lines(string(data)) {
		var s sighting
		require.NoError(t, json.Unmarshal([]byte(line), &s))
		all = append(all, s)
	}
	return all
}
