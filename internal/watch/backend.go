package watch

import "github.com/fsnotify/fsnotify"

// Backend is what a Watcher needs of the operating system: fsnotify, or a stand-in for a test.
type Backend interface {
	// Add and Remove one directory. They may block until an event was taken.
	Add(dir string) error
	Remove(dir string) error
	// Events and Errors are closed, or silent, after Close.
	Events() <-chan fsnotify.Event
	Errors() <-chan error
	Close() error
}

// system is fsnotify, whose channels are fields.
type system struct{ *fsnotify.Watcher }

func openSystem() (Backend, error) {
	watcher, err := fsnotify.NewWatcher()
	if err != nil {
		return nil, err
	}
	return system{watcher}, nil
}

// Events are fsnotify's.
func (s system) Events() <-chan fsnotify.Event { return s.Watcher.Events }

// Errors are fsnotify's.
func (s system) Errors() <-chan error { return s.Watcher.Errors }
