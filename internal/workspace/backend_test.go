package workspace

import (
	"errors"
	"sync/atomic"

	"github.com/fsnotify/fsnotify"

	"github.com/runlight-dev/runlight/internal/watch"
)

// limitedBackend is the real watcher with room for a few directories.
type limitedBackend struct {
	*fsnotify.Watcher
	room atomic.Int64
}

func limited(room int64) func() (watch.Backend, error) {
	return func() (watch.Backend, error) {
		watcher, err := fsnotify.NewWatcher()
		b := &limitedBackend{Watcher: watcher}
		b.room.Store(room)
		return b, err
	}
}

func (b *limitedBackend) Add(dir string) error {
	if b.room.Add(-1) < 0 {
		return errors.New("no room")
	}
	return b.Watcher.Add(dir)
}

func (b *limitedBackend) Events() <-chan fsnotify.Event { return b.Watcher.Events }
func (b *limitedBackend) Errors() <-chan error          { return b.Watcher.Errors }

// deafBackend hears nothing but that events were lost.
type deafBackend struct {
	events chan fsnotify.Event
	errs   chan error
}

func newDeaf() *deafBackend {
	return &deafBackend{events: make(chan fsnotify.Event), errs: make(chan error)}
}

func (b *deafBackend) open() (watch.Backend, error)  { return b, nil }
func (b *deafBackend) overflow()                     { b.errs <- fsnotify.ErrEventOverflow }
func (b *deafBackend) Add(string) error              { return nil }
func (b *deafBackend) Remove(string) error           { return nil }
func (b *deafBackend) Close() error                  { return nil }
func (b *deafBackend) Events() <-chan fsnotify.Event { return b.events }
func (b *deafBackend) Errors() <-chan error          { return b.errs }
