package cli

import (
	"flag"
	"os"
	"runtime"
	"slices"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/runlight-dev/runlight/internal/runner"
)

var update = flag.Bool("update", false, "write what the scripts under testdata expect")

// TestMain makes the test program answer to the name runlight, so that the scripts run the real command line. It is
// runlight also when it is started with one of its commands, as the watchdog is.
func TestMain(m *testing.M) {
	if code, mine := runner.Answer(os.Args[1:]); mine {
		os.Exit(code)
	}
	if len(os.Args) > 1 && slices.Contains([]string{"serve", "reap"}, os.Args[1]) {
		os.Exit(Run(os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
	}
	testscript.Main(m, map[string]func(){
		"runlight": func() { os.Exit(Run(os.Args[1:], os.Stdin, os.Stdout, os.Stderr)) },
	})
}

// TestScripts runs each file under testdata: a story of commands and what they print.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{Dir: "testdata", UpdateScripts: *update, RequireExplicitExec: true, Setup: settle})
}

// settle gives a story a home of its own, with a name so short that a socket fits into it.
func settle(e *testscript.Env) error {
	home, err := os.MkdirTemp("/tmp", "runlight-cli-")
	if runtime.GOOS == "windows" {
		home, err = os.MkdirTemp("", "runlight-cli-")
	}
	e.Setenv("HOME", home)
	e.Setenv("USERPROFILE", home)
	e.Defer(func() { _ = os.RemoveAll(home) })
	return err
}
