package runner

import (
	"context"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"time"
)

// askLimit is how long a Node.js may take to tell its version.
const askLimit = 10 * time.Second

// answers are what Node.js programs have told of themselves.
type answers struct {
	mu    sync.Mutex
	known map[string]told
}

type told struct {
	stamp   stamp
	version string // empty: it did not tell
}

// asked is a Node.js whose version no file tells: it is started once, in the background, and asked.
func (r *Runner) asked(request Request, n node) (node, error) {
	now, err := r.files.stat(n.real)
	if err != nil {
		return n, leave("%s cannot be read", n.real)
	}
	r.answers.mu.Lock()
	said, ok := r.answers.known[n.real]
	r.answers.mu.Unlock()
	if ok && said.stamp == now {
		n.version = said.version
		if n.version == "" {
			return n, leave("%s does not tell its version", n.path)
		}
		return n, nil
	}
	if request.Trusted {
		r.background.do("node "+n.real, func(ctx context.Context) { r.askNode(ctx, n, now, request.Env) })
	}
	return n, leave("the version of %s is not known yet", n.path)
}

func (r *Runner) askNode(ctx context.Context, n node, now stamp, env []string) {
	// Without the user's NODE_OPTIONS, which may load files: a version does not depend on those.
	command := &exec.Cmd{
		Path: n.real, Args: []string{n.real, "-p", "process.version"}, Env: with(env, "NODE_OPTIONS="), Dir: filepath.Dir(n.real),
	}
	text, err := start(ctx, askLimit, command)
	version := strings.TrimSpace(text)
	if err != nil || !strings.HasPrefix(version, "v") || len(version) > 64 || strings.ContainsAny(version, " \n") {
		version = ""
		r.log.Warn("a Node.js does not tell its version", "path", n.path, "error", err)
	}
	r.answers.mu.Lock()
	defer r.answers.mu.Unlock()
	if r.answers.known == nil || len(r.answers.known) >= maxNodes {
		r.answers.known = map[string]told{}
	}
	r.answers.known[n.real] = told{now, version}
}
