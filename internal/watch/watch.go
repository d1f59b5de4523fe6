// Package watch turns what happens in a set of directories into batches of changed paths.
//
// Only directories are watched, never files: editors save by renaming a new file over the old one, which a watch on the
// file itself does not survive (fsnotify's README, "Watching a file doesn't work well"). Directories that the operating
// system will not watch are polled, and [Watcher.Notice] says so in words. The package knows nothing of manifests: the
// names of the files whose content matters are given to it.
//
// Nothing here waits for the consumer. One goroutine drains the system's events and merges them, and offers a batch when
// it is quiet; a consumer that is slow gets a larger batch, and a merge that grows beyond its bound becomes the request
// to look at everything again.
package watch

import (
	"errors"
	"io/fs"
	"log/slog"
	"sync"
	"time"
)

const (
	// DefaultQuiet is how long nothing may happen before a batch is delivered. A save is several events within a few
	// milliseconds (truncate, write, write), and a file that is read between them is half a file. 50 ms leaves most of
	// the 200 ms that a save may take until it is seen.
	DefaultQuiet = 50 * time.Millisecond
	// DefaultMaxDelay bounds the wait for quiet under steady fire: a branch switch of some seconds is shown in a few
	// steps, each late by no more than a person takes for immediate.
	DefaultMaxDelay = 250 * time.Millisecond
	// maxPaths bounds one batch. Beyond it, looking at everything again costs no more than following each path.
	maxPaths = 4096
)

// Options say what is watched for, and how. The zero value of each field means its default.
type Options struct {
	// Files are the base names of the files whose content matters. A write to any other file is ignored; that an entry
	// of whatever name came, went or was renamed always counts, because it may be a directory.
	Files []string
	// Quiet is the pause that ends a batch, MaxDelay the longest time from the first change of a batch to its delivery.
	Quiet, MaxDelay time.Duration
	// PollInterval is the shortest time between two rounds of polling.
	PollInterval time.Duration
	// Limit is the most directories that are watched by the operating system at once; the others are polled.
	Limit int
	// Open gives the operating system's watcher.
	Open func() (Backend, error)
	// Log gets what is odd but no failure.
	Log *slog.Logger
}

// Batch is what changed since the last batch.
type Batch struct {
	// Paths are the entries that changed, sorted, each once: a file of Options.Files, or anything that came, went or was
	// renamed. A watched directory itself stands here when it came, went, or when polling cannot tell which of its
	// entries changed. Empty when only the notice changed.
	Paths []string
	// Rescan says that events were lost and everything has to be looked at again; Paths is then empty.
	Rescan bool
}

// Watcher watches directories until it is closed. Its methods may be called from any goroutine.
type Watcher struct {
	options Options
	files   map[string]bool
	backend Backend // nil when the system gave none: everything is polled

	batches chan Batch
	found   chan string // paths that polling found changed; "" when only the notice changed
	closing chan struct{}
	once    sync.Once
	running sync.WaitGroup

	// mu guards the fields below. It is never held while the backend is called: some backends answer only after an
	// event was taken, and nothing that takes events may ever wait for that.
	mu      sync.Mutex
	dirs    map[string]*directory
	watched int
	polled  int
	polling bool // the polling goroutine lives
	lack    string
}

// directory is one directory that was asked for.
type directory struct {
	// reason says in words why the directory is polled; "" while it is watched by the system.
	reason string
	held   bool        // counts as watched by the system
	polled bool        // counts as polled; neither of the two for a moment while it is being added
	seen   fingerprint // what polling saw last
}

// New starts a watcher that watches nothing yet. It never fails: without a working system watcher everything is polled.
func New(options Options) *Watcher {
	w := &Watcher{
		options: options.withDefaults(),
		files:   map[string]bool{},
		batches: make(chan Batch),
		found:   make(chan string),
		closing: make(chan struct{}),
		dirs:    map[string]*directory{},
	}
	for _, name := range options.Files {
		w.files[name] = true
	}
	backend, err := w.options.Open()
	if err != nil {
		w.lack = openAdvice(err)
		w.options.Log.Warn("no system watcher, polling instead", "error", err)
	} else {
		w.backend = backend
	}
	w.running.Go(w.drain)
	return w
}

func (o Options) withDefaults() Options {
	if o.Quiet == 0 {
		o.Quiet = DefaultQuiet
	}
	if o.MaxDelay == 0 {
		o.MaxDelay = DefaultMaxDelay
	}
	if o.PollInterval == 0 {
		o.PollInterval = DefaultPollInterval
	}
	if o.Limit == 0 {
		o.Limit = DefaultLimit
	}
	if o.Open == nil {
		o.Open = openSystem
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	return o
}

// Batches delivers the changes. It is never closed; select on your own end as well.
func (w *Watcher) Batches() <-chan Batch { return w.batches }

// Add watches one directory, not what lies beneath it. From its return on nothing is missed, so that a caller who reads
// the directory after Add sees every entry either in that reading or in a batch. A directory that is watched already is
// left as it is, one that does not exist is polled until it does, and one that may not be read is ignored.
func (w *Watcher) Add(dir string) {
	w.mu.Lock()
	_, known := w.dirs[dir]
	if known {
		w.mu.Unlock()
		return
	}
	entry := &directory{}
	w.dirs[dir] = entry
	full := w.watched >= w.options.Limit
	if !full && w.backend != nil {
		w.hold(entry, true)
	}
	w.mu.Unlock()

	switch {
	case w.backend == nil:
		w.poll(dir, entry, w.lack)
	case full:
		w.poll(dir, entry, ownLimit(w.options.Limit))
	default:
		if err := w.backend.Add(dir); err != nil {
			w.refused(dir, entry, err)
		}
	}
}

// refused deals with a directory that the system does not watch.
func (w *Watcher) refused(dir string, entry *directory, err error) {
	w.mu.Lock()
	w.hold(entry, false)
	w.mu.Unlock()
	switch {
	case errors.Is(err, fs.ErrPermission):
		w.Remove(dir)
	case errors.Is(err, fs.ErrNotExist):
		w.poll(dir, entry, "")
	default:
		w.poll(dir, entry, addAdvice(err))
	}
}

// hold counts a directory among those that the system watches, or no longer. The caller has mu.
func (w *Watcher) hold(entry *directory, held bool) {
	if entry.held != held {
		entry.held = held
		if held {
			w.watched++
		} else {
			w.watched--
		}
	}
}

// Remove ends the watching of a directory. Changes that happened before may still be delivered.
func (w *Watcher) Remove(dir string) {
	w.mu.Lock()
	entry, known := w.dirs[dir]
	if !known {
		w.mu.Unlock()
		return
	}
	delete(w.dirs, dir)
	held := entry.held
	w.hold(entry, false)
	if entry.polled {
		w.polled--
	}
	w.mu.Unlock()
	if held {
		// The system forgets a directory that was deleted or moved by itself, and then this is an error that says so.
		_ = w.backend.Remove(dir)
	}
}

// Counts says how many directories the system watches and how many are polled.
func (w *Watcher) Counts() (watched, polled int) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.watched, w.polled
}

// Close ends all goroutines of the watcher and gives its system resources back. It may be called more than once.
func (w *Watcher) Close() {
	w.once.Do(func() {
		w.mu.Lock() // so that no polling starts after it
		close(w.closing)
		w.mu.Unlock()
		if w.backend != nil {
			if err := w.backend.Close(); err != nil {
				w.options.Log.Warn("close the system watcher", "error", err)
			}
		}
	})
	w.running.Wait()
}
