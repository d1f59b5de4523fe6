package watch

import (
	"errors"
	"path/filepath"
	"slices"
	"time"

	"github.com/fsnotify/fsnotify"
)

// drain is the goroutine that takes every event. It must do nothing that can wait: while it does not take events, Add
// and Remove block in some backends (fsnotify#502), and the kernel's queue overflows.
func (w *Watcher) drain() {
	var events <-chan fsnotify.Event
	var errs <-chan error
	if w.backend != nil {
		events, errs = w.backend.Events(), w.backend.Errors()
	}
	p := newPending(w.options.Quiet, w.options.MaxDelay)
	defer p.timer.Stop()
	for {
		// A nil channel is never ready, so nothing is offered while the merge is not due.
		var out chan<- Batch
		if p.due {
			out = w.batches
		}
		select {
		case event, ok := <-events:
			if !ok {
				events = nil
			} else if w.matters(event) {
				p.add(event.Name)
			}
		case err, ok := <-errs:
			if !ok {
				errs = nil
			} else {
				w.trouble(p, err)
			}
		case path := <-w.found:
			p.add(path)
		case <-p.timer.C:
			p.offer()
		case out <- p.batch:
			p.reset()
		case <-w.closing:
			return
		}
	}
}

// matters says whether an event can change what the consumer sees. A change of mode may make a directory readable.
func (w *Watcher) matters(event fsnotify.Event) bool {
	if event.Name == "" {
		return false // fsnotify sends an empty event when a watch ended by itself
	}
	return event.Op&^fsnotify.Write != 0 || w.files[filepath.Base(event.Name)]
}

func (w *Watcher) trouble(p *pending, err error) {
	w.options.Log.Warn("watch", "error", err)
	if errors.Is(err, fsnotify.ErrEventOverflow) {
		p.lost()
	}
}

// pending merges events until they are due. Only drain uses it.
type pending struct {
	quiet, maxDelay time.Duration
	paths           map[string]bool
	rescan          bool
	first           time.Time // of the oldest change that is not delivered yet; zero when there is none
	timer           *time.Timer
	due             bool
	batch           Batch // what is offered while due
}

func newPending(quiet, maxDelay time.Duration) *pending {
	timer := time.NewTimer(time.Hour)
	timer.Stop()
	return &pending{quiet: quiet, maxDelay: maxDelay, paths: map[string]bool{}, timer: timer}
}

// add merges one path; "" stands for no path.
func (p *pending) add(path string) {
	switch {
	case path == "" || p.rescan:
	case len(p.paths) >= maxPaths:
		p.rescan = true
		clear(p.paths)
	default:
		p.paths[path] = true
	}
	p.arm()
}

func (p *pending) lost() {
	p.rescan = true
	clear(p.paths)
	p.arm()
}

// arm makes the merge due after a quiet period, but never later than maxDelay after its first change. A batch that is
// on offer already is withdrawn: it would lack what was just added, and the new change may be half a save.
func (p *pending) arm() {
	now := time.Now()
	if p.first.IsZero() {
		p.first = now
	}
	p.due = false
	p.timer.Reset(min(p.quiet, max(0, p.maxDelay-now.Sub(p.first))))
}

func (p *pending) offer() {
	paths := make([]string, 0, len(p.paths))
	for path := range p.paths {
		paths = append(paths, path)
	}
	slices.Sort(paths)
	p.batch, p.due = Batch{Paths: paths, Rescan: p.rescan}, true
}

func (p *pending) reset() {
	p.paths, p.rescan, p.first = map[string]bool{}, false, time.Time{}
	p.batch, p.due = Batch{}, false
}
