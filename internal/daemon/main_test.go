package daemon

import (
	"os"
	"testing"

	"github.com/runlight-dev/runlight/internal/runner"
)

// TestMain makes the test program answer as runlight does.
func TestMain(m *testing.M) {
	if code, mine := runner.Answer(os.Args[1:]); mine {
		os.Exit(code)
	}
	os.Exit(m.Run())
}
