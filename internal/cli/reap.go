package cli

import (
	"io"
	"os"
	"os/signal"
	"syscall"

	"github.com/spf13/cobra"

	"github.com/runlight-dev/runlight/internal/launch"
)

// newReap is the watchdog of a daemon, started by it and by nobody else.
func newReap(s streams) *cobra.Command {
	return &cobra.Command{
		Use:    "reap JOURNAL",
		Short:  "Wait for the end of input, and then end every process that a run journal names",
		Args:   cobra.ExactArgs(1),
		Hidden: true,
		RunE: func(_ *cobra.Command, args []string) error {
			// A logout asks everybody to end. The daemon does so in good order, and we only after it.
			signal.Ignore(os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
			_, _ = io.Copy(io.Discard, s.in)
			return launch.Reap(args[0])
		},
	}
}
