package cli

import (
	"context"
	"errors"
	"fmt"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"github.com/runlight-dev/runlight/internal/client"
	"github.com/runlight-dev/runlight/internal/ipc"
)

// stopLimit is how long a daemon may take to stop. It gives its scripts eleven seconds.
const stopLimit = 20 * time.Second

func newDaemon(s streams) *cobra.Command {
	var root string
	daemon := &cobra.Command{
		Use:   "daemon",
		Short: "See or stop the daemon that runs the scripts of a root",
		Args:  cobra.NoArgs,
		RunE:  func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	daemon.PersistentFlags().StringVar(&root, "root", ".", "the folder that is served")
	daemon.AddCommand(&cobra.Command{
		Use:   "status",
		Short: "Print what the daemon is doing; fail if there is none",
		Args:  cobra.NoArgs,
		RunE:  func(cmd *cobra.Command, _ []string) error { return printStatus(contextOf(cmd), s, root) },
	}, &cobra.Command{
		Use:   "stop",
		Short: "Stop the daemon and every script that it runs, and wait until they are gone",
		Args:  cobra.NoArgs,
		RunE:  func(cmd *cobra.Command, _ []string) error { return stopDaemon(contextOf(cmd), s, root) },
	})
	return daemon
}

func printStatus(ctx context.Context, s streams, root string) error {
	link, err := find(ctx, root)
	if err != nil {
		return err
	}
	defer link.Close()
	d := link.Daemon
	table := tabwriter.NewWriter(s.out, 0, 0, 2, ' ', 0)
	fmt.Fprintf(table, "root\t%s\npid\t%d\nbuild\t%s\n", d.Root, d.PID, d.BuildID)
	fmt.Fprintf(table, "running scripts\t%d\neditors\t%d\nother clients\t%d\n", d.Running, d.Editors, d.Others)
	fmt.Fprintf(table, "endpoint\t%s\nlog\t%s\n", link.Endpoint.Address, link.Endpoint.Log)
	return table.Flush()
}

// stopDaemon is content where there is nothing to stop.
func stopDaemon(ctx context.Context, s streams, root string) error {
	link, err := find(ctx, root)
	if errors.Is(err, ipc.ErrNoDaemon) {
		_, err = fmt.Fprintln(s.out, err)
		return err
	}
	if err != nil {
		return err
	}
	defer link.Close()
	ctx, cancel := context.WithTimeout(ctx, stopLimit)
	defer cancel()
	if _, err := client.Stop(ctx, link, false); err != nil {
		return fmt.Errorf("stop the daemon of %s (pid %d): %w", link.Daemon.Root, link.Daemon.PID, err)
	}
	_, err = fmt.Fprintf(s.out, "stopped the daemon of %s (pid %d)\n", link.Daemon.Root, link.Daemon.PID)
	return err
}

func find(ctx context.Context, root string) (*client.Link, error) {
	o, err := clientOptions(root)
	if err != nil {
		return nil, err
	}
	return client.Find(ctx, o)
}
