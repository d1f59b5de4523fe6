package runner

import (
	"io"
	"os"
	"sync"
	"time"

	"github.com/runlight-dev/runlight/internal/manifest"
)

// Limits of what is remembered of files. A package needs some ten of them, of which the largest are manifests.
const (
	maxFiles     = 2048
	maxFileBytes = 8 << 20
)

// settleTime is how old a file must be when it is read for its time to prove that it is unchanged later: two writes
// within one tick of the file system's clock, of the same length, look like one (the problem of "racy git").
const settleTime = 100 * time.Millisecond

// files remembers what files say, as long as their size, time and number prove that they still say it.
//
// Nothing is watched: a stat costs a microsecond, and plans depend on files that no watcher of a root sees, such as
// ~/.npmrc, or the package manager itself, which another program may replace.
type files struct {
	mu      sync.Mutex // guards what follows, and the values of every memory
	known   map[string]*memory
	weight  int64        // of all of them, in bytes
	reading func(string) // told of each reading; for tests
}

// stamp tells one state of a file from another.
type stamp struct {
	modified, size int64
	number         uint64 // of the inode, which another file that was renamed to this name does not have
}

// memory is one file as it was read.
type memory struct {
	stamp   stamp
	settled bool
	weight  int64
	values  map[string]value // what was made of it, by kind
}

type value struct {
	made any
	err  error
}

func newFiles() *files { return &files{known: map[string]*memory{}, reading: func(string) {}} }

// stat is the state of a file, links followed. Its error is that of os.Stat.
func (f *files) stat(path string) (stamp, error) {
	info, err := os.Stat(path)
	if err != nil {
		return stamp{}, err
	}
	return stamp{modified: info.ModTime().UnixNano(), size: info.Size(), number: inode(info)}, nil
}

// read is the content of a file, which must not be modified; its error wraps that of package io/fs.
func (f *files) read(path string) ([]byte, error) {
	return parsed(f, "content", path, func(data []byte) ([]byte, error) { return data, nil })
}

// parsed is what parse makes of the content of a file. It is made once, also when it is an error, for as long as the file
// does not change; parse must depend on nothing else. kind tells apart what is made of the same file. The result is
// shared and must not be modified. That a file is missing or cannot be read is never remembered.
func parsed[T any](f *files, kind, path string, parse func([]byte) (T, error)) (T, error) {
	return lookUp[T](f, kind, path, func() (value, int64, error) {
		data, err := manifest.Load(path)
		if err != nil {
			return value{}, 0, err
		}
		made, err := parse(data)
		return value{made, err}, int64(len(data)), nil
	})
}

// gleaned is parsed for some words out of a file that may be large, which is not kept in memory as a whole.
func gleaned[T any](f *files, kind, path string, glean func(io.Reader) (T, error)) (T, error) {
	return lookUp[T](f, kind, path, func() (value, int64, error) {
		file, err := os.Open(path)
		if err != nil {
			return value{}, 0, err
		}
		defer file.Close()
		made, err := glean(file)
		return value{made, err}, 0, nil
	})
}

// lookUp is what is remembered of a file, or what read makes of it, with its weight; the error of read itself is that of a
// file that cannot be read.
func lookUp[T any](f *files, kind, path string, read func() (value, int64, error)) (T, error) {
	var none T
	now, err := f.stat(path)
	if err != nil {
		return none, err
	}
	v, ok := f.remembered(path, kind, now)
	if !ok {
		began := time.Now()
		f.reading(path)
		var weight int64
		if v, weight, err = read(); err != nil {
			return none, err
		}
		// Only what was the same file before and after the reading may be remembered.
		if after, failed := f.stat(path); failed == nil && after == now {
			settled := began.UnixNano()-now.modified > int64(settleTime)
			f.remember(path, kind, memory{stamp: now, settled: settled, weight: weight}, v)
		}
	}
	made, _ := v.made.(T)
	return made, v.err
}

func (f *files) remembered(path, kind string, now stamp) (value, bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	m := f.known[path]
	if m == nil || m.stamp != now || !m.settled {
		return value{}, false
	}
	v, ok := m.values[kind]
	return v, ok
}

func (f *files) remember(path, kind string, m memory, v value) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if old := f.known[path]; old != nil && old.stamp == m.stamp && old.settled && m.settled {
		old.values[kind] = v
		return
	}
	f.forget(path)
	m.values = map[string]value{kind: v}
	f.known[path] = &m
	f.weight += m.weight
	for other := range f.known { // in no order: what is still needed is read again
		if len(f.known) <= maxFiles && f.weight <= maxFileBytes {
			break
		}
		f.forget(other)
	}
}

func (f *files) forget(path string) {
	if m := f.known[path]; m != nil {
		f.weight -= m.weight
		delete(f.known, path)
	}
}
