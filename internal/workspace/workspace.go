// Package workspace knows the packages of a root, and keeps them current while manifests, folders and lockfiles change.
//
// What is known is an immutable [Snapshot] behind one atomic pointer: readers load it and never wait. Everything that
// changes is owned by one goroutine, which takes batches of changed paths from package watch, looks at just those
// directories again, and swaps the pointer when a reader would see a difference.
//
// A directory is watched when a package is in it, or when a new package may appear in it. A monorepo of 1,000 packages
// that declares packages/* needs 1,002 watches: its root, packages, and each package's folder, but nothing beneath, since
// no member can appear there. Without a declaration a package may appear anywhere, and every folder is watched that is
// not passed over by name (node_modules and the like), up to the limit of package watch.
package workspace

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/runlight-dev/runlight/internal/watch"
)

// ErrRoot is why a root cannot be opened: it does not exist, or it is no directory.
var ErrRoot = errors.New("not a folder that can be opened")

// Settings are the user's choices, which may change at any time.
type Settings struct {
	// Exclude are globs (*, **, ?, [], {}) on the folder of a package, seen from the root with slashes. What
	// is in an excluded folder is excluded too. The root itself cannot be.
	Exclude []string
	// PackageManager runs the scripts of every package; "" and "auto" let each package decide.
	PackageManager string
}

// Options are given to Open. The zero value works.
type Options struct {
	Settings Settings
	// OnChange is called after each new snapshot, by the goroutine that made it, so it must not block; the first
	// snapshot, which is there when Open returns, is not announced.
	OnChange func()
	Log      *slog.Logger
	// Watch gives the operating system's watcher; nil for the real one.
	Watch func() (watch.Backend, error)
}

// Stats count the work done since Open.
type Stats struct {
	Directories int64 // directories listed
	Read        int64 // files read: manifests, pnpm-workspace.yaml, lerna.json
	Parsed      int64 // manifests parsed; one with the content it had before is not parsed again
	Watched     int   // directories that the system watches now
	Polled      int   // directories that are polled now
}

// Workspace is the packages of one root, kept current until Close. Its methods may be called from any goroutine.
type Workspace struct {
	root     string
	log      *slog.Logger
	onChange func()
	current  atomic.Pointer[Snapshot]
	watcher  *watch.Watcher
	count    *counters
	orders   chan order
	cancel   context.CancelFunc
	done     chan struct{}
	closing  sync.Once

	// The fields below belong to the goroutine of run, and to Open before that goroutine starts.
	tree     *tree
	settings Settings
}

// order is a change of settings; done is closed when the snapshot follows them.
type order struct {
	settings Settings
	done     chan struct{}
}

// Open finds the packages of a root and starts to keep them current, until ctx ends or Close is called. The root is
// made canonical: absolute, with symbolic links resolved. A root without any manifest is fine. The error wraps ErrRoot.
func Open(ctx context.Context, root string, o Options) (*Workspace, error) {
	resolved, err := Canonical(root)
	if err != nil {
		return nil, err
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.OnChange == nil {
		o.OnChange = func() {}
	}
	ctx, cancel := context.WithCancel(ctx)
	w := &Workspace{
		root:     resolved,
		log:      o.Log,
		onChange: o.OnChange,
		watcher:  watch.New(watch.Options{Files: watchedFiles, Open: o.Watch, Log: o.Log}),
		count:    &counters{},
		orders:   make(chan order),
		cancel:   cancel,
		done:     make(chan struct{}),
		settings: o.Settings,
	}
	w.tree = newTree(resolved, w.watcher, w.count, compileExcludes(o.Settings.Exclude))
	w.tree.rescan()
	w.current.Store(w.derive())
	w.log.Info("opened", "root", resolved, "packages", len(w.Snapshot().Packages), "stats", w.Stats())
	go w.run(ctx)
	return w, nil
}

// Canonical is the one name of a folder, absolute and with symbolic links resolved, so that two ways to write it mean the
// same root. The error wraps ErrRoot.
func Canonical(folder string) (string, error) {
	canonical, err := filepath.Abs(folder)
	if err == nil {
		canonical, err = filepath.EvalSymlinks(canonical)
	}
	if err == nil {
		var info os.FileInfo
		if info, err = os.Stat(canonical); err == nil && !info.IsDir() {
			err = errors.New("is a file")
		}
	}
	if err != nil {
		return "", fmt.Errorf("%w: %s: %w; open an existing folder", ErrRoot, folder, err)
	}
	return canonical, nil
}

// Root is the canonical path of the root.
func (w *Workspace) Root() string { return w.root }

// Snapshot is what is known now: one atomic load, never nil.
func (w *Workspace) Snapshot() *Snapshot { return w.current.Load() }

// Stats are the counters now.
func (w *Workspace) Stats() Stats {
	watched, polled := w.watcher.Counts()
	return Stats{
		Directories: w.count.directories.Load(),
		Read:        w.count.read.Load(),
		Parsed:      w.count.parsed.Load(),
		Watched:     watched,
		Polled:      polled,
	}
}

// Reconfigure takes new settings. When it returns, the snapshot follows them, or the workspace has been closed.
func (w *Workspace) Reconfigure(settings Settings) {
	o := order{settings, make(chan struct{})}
	select {
	case w.orders <- o:
		<-o.done
	case <-w.done:
	}
}

// Close ends the watching. The last snapshot stays readable. Close may be called more than once.
func (w *Workspace) Close() {
	w.closing.Do(w.cancel)
	<-w.done
}

// run owns the tree.
func (w *Workspace) run(ctx context.Context) {
	defer close(w.done)
	defer w.watcher.Close()
	for {
		select {
		case <-ctx.Done():
			return
		case batch := <-w.watcher.Batches():
			w.tree.apply(batch)
			w.publish()
		case o := <-w.orders:
			w.reconfigure(o.settings)
			close(o.done)
		}
	}
}

func (w *Workspace) reconfigure(next Settings) {
	if !slices.Equal(next.Exclude, w.settings.Exclude) {
		w.tree.exclude = compileExcludes(next.Exclude)
		w.tree.rescan()
	}
	w.settings = next
	w.publish()
}

// publish swaps the snapshot if a reader would see a difference.
func (w *Workspace) publish() {
	next := w.derive()
	if next.same(w.current.Load()) {
		return
	}
	w.current.Store(next)
	w.onChange()
}

func (w *Workspace) derive() *Snapshot {
	notices := w.tree.notices()
	if notice := w.watcher.Notice(); notice != "" {
		notices = append(notices, notice)
	}
	return newSnapshot(w.tree.packages(w.settings.PackageManager), notices)
}
