// Package cli is the command line of runlight: one file for each subcommand.
package cli

import (
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"github.com/runlight-dev/runlight/internal/launch"
	"github.com/runlight-dev/runlight/internal/runner"
)

// build names this build; the Makefile sets it.
var build = "dev"

// streams are the standard streams of the program, given so that tests can replace them.
type streams struct {
	in       io.ReadCloser
	out, err io.WriteCloser
}

// Run runs the command line and returns the exit code: 0 for success, 1 for anything else.
func Run(args []string, in io.ReadCloser, out, err io.WriteCloser) int {
	if code, mine := runner.Answer(args); mine {
		return code
	}
	launch.KeepDescriptors()
	root := newRoot(streams{in, out, err})
	root.SetArgs(args)
	root.SetIn(in)
	root.SetOut(out)
	root.SetErr(err)
	if failure := root.Execute(); failure != nil {
		fmt.Fprintln(err, "runlight:", failure)
		return 1
	}
	return 0
}

func newRoot(s streams) *cobra.Command {
	root := &cobra.Command{
		Use:           "runlight",
		Short:         "Run the scripts of package.json files and see what they are doing",
		Version:       build,
		SilenceErrors: true, // printed once, by Run
		SilenceUsage:  true,
	}
	root.CompletionOptions.DisableDefaultCmd = true
	root.AddCommand(newServe(s), newConnect(s), newDaemon(s), newReap(s))
	return root
}
