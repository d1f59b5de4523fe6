package runner

import (
	"bytes"
	"context"
	"os/exec"
	"sync"
	"time"
)

// maxWaiting is how many things may wait to be done in the background. What is dropped is asked for again by the next
// plan that misses it.
const maxWaiting = 256

// background does one thing after another beside the plans, for each costs a processor for tenths of a second. While
// there is nothing to do there is no goroutine.
type background struct {
	ctx    context.Context
	cancel context.CancelFunc

	mu      sync.Mutex // guards what follows
	waiting []task
	known   map[string]bool // keys of what waits or is being done
	working bool
	ended   bool
	alive   sync.WaitGroup
	idle    sync.Cond // told when working ends
}

type task struct {
	key string
	do  func(context.Context)
}

func newBackground() *background {
	b := &background{known: map[string]bool{}}
	b.ctx, b.cancel = context.WithCancel(context.Background())
	b.idle.L = &b.mu
	return b
}

// do sees to it that something is done, once for all who ask before it is finished.
func (b *background) do(key string, work func(context.Context)) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.ended || b.known[key] || len(b.waiting) >= maxWaiting {
		return
	}
	b.waiting = append(b.waiting, task{key, work})
	b.known[key] = true
	if !b.working {
		b.working = true
		b.alive.Go(b.work)
	}
}

func (b *background) work() {
	b.mu.Lock()
	defer b.mu.Unlock()
	for len(b.waiting) > 0 {
		next := b.waiting[0]
		b.waiting = b.waiting[1:]
		b.mu.Unlock()
		next.do(b.ctx)
		b.mu.Lock()
		delete(b.known, next.key)
	}
	b.working = false
	b.idle.Broadcast()
}

// wait returns when nothing is left to do.
func (b *background) wait() {
	b.mu.Lock()
	defer b.mu.Unlock()
	for b.working {
		b.idle.Wait()
	}
}

// close ends what is being done and does nothing any more.
func (b *background) close() {
	b.mu.Lock()
	b.ended, b.waiting = true, nil
	b.mu.Unlock()
	b.cancel()
	b.alive.Wait()
}

// maxAnswer is how much of the output of a program in the background is looked at, in bytes.
const maxAnswer = 4 << 10

// start runs a program in a process group of its own, without input, and ends the whole group after a time. It returns
// the beginning of what it wrote.
func start(ctx context.Context, limit time.Duration, command *exec.Cmd) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	bounded := exec.CommandContext(ctx, command.Path)
	bounded.Args, bounded.Env, bounded.Dir = command.Args, command.Env, command.Dir
	var wrote answer
	bounded.Stdout, bounded.Stderr = &wrote, &wrote
	asGroup(bounded)
	// Who has left the group and holds the output open is not waited for.
	bounded.WaitDelay = time.Second
	if err := bounded.Start(); err != nil {
		return "", err
	}
	stepBack(bounded.Process.Pid)
	err := bounded.Wait()
	return wrote.text.String(), err
}

// answer keeps the beginning of what is written to it.
type answer struct{ text bytes.Buffer }

// Write implements io.Writer.
func (a *answer) Write(p []byte) (int, error) {
	a.text.Write(p[:min(len(p), maxAnswer-a.text.Len())])
	return len(p), nil
}
