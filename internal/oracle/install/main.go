// Command install gets the package managers that the tests of internal/oracle compare with:
//
//	go run ./internal/oracle/install newest|all
package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"slices"

	"github.com/runlight-dev/runlight/internal/oracle"
)

func main() {
	if len(os.Args) != 2 || os.Args[1] != "newest" && os.Args[1] != "all" {
		fmt.Fprintln(os.Stderr, "usage: install newest|all")
		os.Exit(2)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	say := func(line string) { fmt.Fprintln(os.Stderr, line) }
	if err := oracle.Install(ctx, wanted(os.Args[1] == "all"), say); err != nil {
		say(err.Error())
		os.Exit(1)
	}
}

// wanted are the toolchains of a run. The tools come with all managers alone: they take the longest to install and run.
func wanted(all bool) []oracle.Toolchain {
	managers := slices.DeleteFunc(slices.Clone(oracle.Managers), func(t oracle.Toolchain) bool { return !all && !t.Newest })
	return append([]oracle.Toolchain{oracle.Node, oracle.Tools}, managers...)
}
