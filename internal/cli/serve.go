package cli

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"runtime/debug"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"github.com/runlight-dev/runlight/internal/daemon"
	"github.com/runlight-dev/runlight/internal/ipc"
	"github.com/runlight-dev/runlight/internal/protocol"
)

// lockLimit is how long a new daemon waits for the one before it to end. That one gives its scripts eleven seconds.
const lockLimit = 20 * time.Second

// collectAt is by how many percent the memory of a daemon may grow before what is not used is given up. It lives all day
// and has little to do, so a megabyte is worth more than Go's usual 100.
const collectAt = 50

// service is what serve was asked for.
type service struct {
	root                     string
	stdio, detached, verbose bool
}

func newServe(s streams) *cobra.Command {
	var v service
	serve := &cobra.Command{
		Use:   "serve [--root DIR] [--stdio]",
		Short: "Serve one root to all clients that connect, as long as it is needed",
		Long: "Serve one root to all clients that connect, by JSON-RPC. The first line of output says, as JSON, where.\n" +
			"With --stdio, serve one client on standard input and output until the end of input.",
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			ctx, cancel := untilSignal(cmd.Context())
			defer cancel()
			if v.stdio {
				return v.serveStdio(ctx, s)
			}
			return v.serve(ctx, s)
		},
	}
	serve.Flags().StringVar(&v.root, "root", ".", "the folder whose packages are served")
	serve.Flags().BoolVar(&v.stdio, "stdio", false, "speak on standard input and output")
	serve.Flags().BoolVar(&v.verbose, "verbose", false, "log also what only a developer of Runlight wants to know")
	serve.Flags().BoolVar(&v.detached, "detached", false, "log to a file, and say also on standard output why it does not start")
	_ = serve.Flags().MarkHidden("detached") // between programs
	return serve
}

// untilSignal ends its context when the program is asked to end. Who asks twice does not want to wait.
func untilSignal(ctx context.Context) (context.Context, context.CancelFunc) {
	if ctx == nil {
		ctx = context.Background()
	}
	ctx, cancel := signal.NotifyContext(ctx, os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	context.AfterFunc(ctx, cancel)
	return ctx, cancel
}

// serveStdio serves one client, and ends every script when the input ends or the program is asked to end.
func (v service) serveStdio(ctx context.Context, s streams) error {
	d, err := v.open(s.err)
	if err != nil {
		return err
	}
	defer d.Close()
	return d.Serve(ctx, pipe{s.in, s.out})
}

// serve serves whoever connects. What keeps it from starting is said where somebody waits for its first line.
func (v service) serve(ctx context.Context, s streams) error {
	ready := json.NewEncoder(s.out)
	err := v.listen(ctx, s, ready)
	if err != nil && v.detached {
		err = errors.Join(err, ready.Encode(protocol.DaemonReady{Error: err.Error()}))
	}
	return err
}

func (v service) listen(ctx context.Context, s streams, ready *json.Encoder) error {
	endpoint, err := endpointOf(v.root)
	if err != nil {
		return err
	}
	waiting, cancel := context.WithTimeout(ctx, lockLimit)
	defer cancel()
	lock, err := endpoint.LockDaemon(waiting)
	if err != nil {
		return err
	}
	defer lock.Unlock()
	log := io.Writer(s.err)
	if v.detached {
		file, err := daemon.OpenLog(endpoint.Log)
		if err != nil {
			return err
		}
		defer file.Close()
		log = file
	}
	debug.SetGCPercent(collectAt)
	d, err := v.open(log)
	if err != nil {
		return err
	}
	listener, err := endpoint.Listen(v.logger(log))
	if err != nil {
		return err
	}
	if err := ready.Encode(readyAt(endpoint, os.Getpid())); err != nil {
		return errors.Join(err, listener.Close()) // who wanted a daemon is gone
	}
	return d.Listen(ctx, listener)
}

func readyAt(endpoint ipc.Endpoint, pid int) protocol.DaemonReady {
	return protocol.DaemonReady{PID: pid, BuildID: build, Endpoint: endpoint.Address, Log: endpoint.Log}
}

// open returns a daemon, whose scripts get the environment of their clients, and else that of this program.
func (v service) open(log io.Writer) (*daemon.Daemon, error) {
	logger := v.logger(log)
	options := daemon.Options{Root: v.root, BuildID: build, Environ: os.Environ(), Log: logger}
	endpoint, noPlace := endpointOf(v.root)
	program, noProgram := ownProgram()
	if err := errors.Join(noPlace, noProgram); err != nil {
		// Scripts run all the same; only a crash of this program would leave them behind.
		logger.Warn("nobody watches over this daemon", "error", err)
	} else {
		options.Runs, options.Watchdog = endpoint.Runs, []string{program, "reap"}
	}
	if shared, err := sharedProgram(); err == nil {
		options.Program = []string{shared}
	}
	if noPlace == nil {
		options.Output = endpoint.Output
	}
	return daemon.Open(options)
}

func (v service) logger(log io.Writer) *slog.Logger {
	level := slog.LevelInfo
	if v.verbose {
		level = slog.LevelDebug
	}
	return slog.New(slog.NewTextHandler(log, &slog.HandlerOptions{Level: level}))
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
