package cli

import (
	"context"
	"encoding/json"
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"github.com/runlight-dev/runlight/internal/client"
	"github.com/runlight-dev/runlight/internal/ipc"
	"github.com/runlight-dev/runlight/internal/workspace"
)

func newConnect(s streams) *cobra.Command {
	var root string
	connect := &cobra.Command{
		Use:   "connect [--root DIR]",
		Short: "Print where the daemon of a root is reached, after starting one if none runs",
		Long: "Print, as one line of JSON, where the daemon of a root is reached, for a program that speaks to it itself.\n" +
			"If none runs, or an idle one of another build, a new one is started first.",
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			o, err := clientOptions(root)
			if err != nil {
				return err
			}
			link, err := client.Reach(contextOf(cmd), o)
			if err != nil {
				return err
			}
			defer link.Close()
			return json.NewEncoder(s.out).Encode(readyAt(link.Endpoint, link.Daemon.PID))
		},
	}
	connect.Flags().StringVar(&root, "root", ".", "the folder that is served")
	return connect
}

// clientOptions are those of a client that asks and hears nothing. A daemon that it starts is this program.
func clientOptions(root string) (client.Options, error) {
	program, err := os.Executable()
	if err != nil {
		return client.Options{}, fmt.Errorf("find this program, to start it as a daemon: %w", err)
	}
	return client.Options{Root: root, BuildID: build, Program: program, Environ: os.Environ()}, nil
}

func endpointOf(root string) (ipc.Endpoint, error) {
	canonical, err := workspace.Canonical(root)
	if err != nil {
		return ipc.Endpoint{}, err
	}
	return ipc.For(canonical)
}

func contextOf(cmd *cobra.Command) context.Context {
	if ctx := cmd.Context(); ctx != nil {
		return ctx
	}
	return context.Background()
}
