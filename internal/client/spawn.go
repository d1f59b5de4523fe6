package client

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"

	"github.com/runlight-dev/runlight/internal/ipc"
	"github.com/runlight-dev/runlight/internal/protocol"
)

// maxReady bounds in bytes what is read of a daemon that starts: one line.
const maxReady = 64 << 10

// spawn starts a daemon that outlives this program, and returns when clients can connect. Its standard output is the
// pipe on which it says so, or why not.
func (o Options) spawn(ctx context.Context, endpoint ipc.Endpoint) error {
	out, in, err := os.Pipe()
	if err != nil {
		return err
	}
	defer out.Close()
	daemon := exec.Command(o.Program, "serve", "--detached", "--root", endpoint.Root)
	daemon.Dir = neutralDir // a daemon must not hold the folder that the client happens to be in
	daemon.Env = daemonEnviron(o.Environ)
	daemon.Stdout = in
	err = startDetached(daemon)
	_ = in.Close() // the daemon has its own
	if err != nil {
		return err
	}
	go func() { _ = daemon.Wait() }() // of interest only to the operating system
	ready := make(chan error, 1)
	go func() { ready <- awaitReady(out, endpoint) }()
	select {
	case err := <-ready:
		return err
	case <-ctx.Done():
		// It is not reachable yet, so nobody misses it.
		return errors.Join(fmt.Errorf("it did not become ready: %w; its log is %s", ctx.Err(), endpoint.Log), daemon.Process.Kill())
	}
}

// awaitReady reads the line in which a daemon says that it is ready.
func awaitReady(out io.Reader, endpoint ipc.Endpoint) error {
	line, err := bufio.NewReader(io.LimitReader(out, maxReady)).ReadBytes('\n')
	if err != nil {
		return fmt.Errorf("it ended without a word; its log is %s", endpoint.Log)
	}
	var ready protocol.DaemonReady
	if err := json.Unmarshal(line, &ready); err != nil {
		return fmt.Errorf("it said %.80q, which is not understood: %w", line, err)
	}
	if ready.Error != "" {
		return errors.New(ready.Error)
	}
	return nil
}

// daemonEnviron leaves out what Runlight set for a script, from which this program may have been started: the daemon of
// another root is no part of that script.
func daemonEnviron(environ []string) []string {
	kept := []string{}
	for _, entry := range environ {
		if !strings.HasPrefix(entry, "RUNLIGHT_") {
			kept = append(kept, entry)
		}
	}
	return kept
}
