package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"

	"github.com/spf13/cobra"

	"github.com/runlight-dev/runlight/internal/daemon"
)

// errNoTransport says that serve does not know how to be reached.
var errNoTransport = errors.New("serve needs --stdio: it speaks JSON-RPC on standard input and output")

func newServe(s streams) *cobra.Command {
	var root string
	var stdio, verbose bool
	serve := &cobra.Command{
		Use:   "serve --stdio [--root DIR]",
		Short: "Serve one root to an editor by JSON-RPC until the end of input",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if !stdio {
				return errNoTransport
			}
			return serveStdio(cmd.Context(), s, root, verbose)
		},
	}
	serve.Flags().StringVar(&root, "root", ".", "the folder whose packages are served")
	serve.Flags().BoolVar(&stdio, "stdio", false, "speak on standard input and output")
	serve.Flags().BoolVar(&verbose, "verbose", false, "log to standard error what only a developer of Runlight wants to know")
	return serve
}

// serveStdio serves one client, and ends every script when the input ends or the program is asked to end.
func serveStdio(ctx context.Context, s streams, root string, verbose bool) error {
	if ctx == nil {
		ctx = context.Background()
	}
	ctx, cancel := signal.NotifyContext(ctx, os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	defer cancel()
	level := slog.LevelInfo
	if verbose {
		level = slog.LevelDebug
	}
	log := slog.New(slog.NewTextHandler(s.err, &slog.HandlerOptions{Level: level}))
	runs, watchdog, err := guarding()
	if err != nil {
		// Scripts run all the same; only a crash of this program would leave them behind.
		log.Warn("nobody watches over this daemon", "error", err)
	}
	d, err := daemon.Open(daemon.Options{
		Root:     root,
		BuildID:  build,
		Environ:  os.Environ(),
		Runs:     runs,
		Watchdog: watchdog,
		Log:      log,
	})
	if err != nil {
		return err
	}
	defer d.Close()
	return d.Serve(ctx, pipe{s.in, s.out})
}

// guarding is the folder for run journals, and the watchdog.
func guarding() (runs string, watchdog []string, err error) {
	program, err := ownProgram()
	if err != nil {
		return "", nil, fmt.Errorf("find this program: %w", err)
	}
	state, err := stateFolder()
	if err != nil {
		return "", nil, fmt.Errorf("find the folder of the user: %w", err)
	}
	return filepath.Join(state, "runs"), []string{program, "reap"}, nil
}

// pipe joins an input and an output to one connection.
type pipe struct {
	io.ReadCloser
	out io.WriteCloser
}

// Write implements io.Writer.
func (p pipe) Write(b []byte) (int, error) { return p.out.Write(b) }

// Close implements io.Closer.
func (p pipe) Close() error { return errors.Join(p.ReadCloser.Close(), p.out.Close()) }
