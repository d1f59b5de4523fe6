package watch

import (
	"errors"
	"os"
	"sync"

	"github.com/fsnotify/fsnotify"
)

// fakeBackend is a system watcher whose events and refusals the test decides.
type fakeBackend struct {
	events chan fsnotify.Event
	errs   chan error

	mu     sync.Mutex
	room   int   // how many directories it takes
	refuse error // what it says to the others
	dirs   map[string]bool
}

func newFake(room int, refuse error) *fakeBackend {
	return &fakeBackend{
		events: make(chan fsnotify.Event), errs: make(chan error),
		room: room, refuse: refuse, dirs: map[string]bool{},
	}
}

func (f *fakeBackend) Add(dir string) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if _, err := os.Stat(dir); err != nil {
		return err
	}
	if len(f.dirs) >= f.room {
		return f.refuse
	}
	f.dirs[dir] = true
	return nil
}

func (f *fakeBackend) Remove(dir string) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if !f.dirs[dir] {
		return errors.New("not watched")
	}
	delete(f.dirs, dir)
	return nil
}

func (f *fakeBackend) grow(room int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.room = room
}

func (f *fakeBackend) Events() <-chan fsnotify.Event { return f.events }
func (f *fakeBackend) Errors() <-chan error          { return f.errs }
func (f *fakeBackend) Close() error                  { return nil }

func (f *fakeBackend) open() (Backend, error) { return f, nil }
