package spool

import (
	"errors"
	"fmt"
	"os"
	"sync"
	"sync/atomic"
	"time"

	"github.com/gofrs/flock"

	"github.com/runlight-dev/runlight/internal/output"
	"github.com/runlight-dev/runlight/internal/process"
)

const (
	// patience is how long a script waits for the disk altogether, and how long its end does. A disk that is busy with
	// others pauses for tenths of a second.
	patience = time.Second
	// retryAfter is how long a disk that failed is left alone.
	retryAfter = time.Second
	// linger is how long the log waits for more to come before it writes, so that a chatty script is written in large
	// pieces and a line soon.
	linger = 5 * time.Millisecond
	// pieceSize is how much is written at once, in bytes.
	pieceSize = 64 << 10
)

var errSlow = errors.New("the disk was slower than the script")

// pieces are shared by all logs, so that those of silent scripts have none.
var pieces = sync.Pool{New: func() any { return ptr(make([]byte, pieceSize)) }}

func ptr[T any](v T) *T { return &v }

// Log is the log of a living run. It follows the buffer of its process on a goroutine of its own, up to the end.
type Log struct {
	store   *Store
	process *process.Process
	buffer  *output.Buffer

	admitted int64         // into the buffer; of the goroutine that fills it
	budget   time.Duration // that it may still wait; of the same
	free     atomic.Bool   // it must not wait
	taken    atomic.Int64  // up to here the log has what it will get
	progress chan struct{} // capacity 1: taken or free has changed

	woken   chan struct{} // capacity 1: the buffer has something new
	hurry   chan struct{} // capacity 1: somebody waits
	closing chan struct{} // the buffer is full for good
	drained chan struct{} // and the log has what it will get
	once    sync.Once     // closes closing

	// What follows is of the goroutine of the log.
	trail  trail
	offset int64            // up to here it was written
	retry  <-chan time.Time // nil while the disk is well
	said   bool             // that something is missing
}

// Follow begins the log of a process whose output goes into a buffer. It holds limit bytes; nothing is on disk before the
// first of them. The log ends by [Log.Drain] and the end of the process.
func (s *Store) Follow(p *process.Process, b *output.Buffer, limit int64) *Log {
	dir, err := s.folder(p.State().ID)
	l := &Log{
		store: s, process: p, buffer: b, budget: patience,
		progress: make(chan struct{}, 1), woken: make(chan struct{}, 1), hurry: make(chan struct{}, 1), closing: make(chan struct{}), drained: make(chan struct{}),
		trail: trail{dir: dir, limit: limit, create: s.create},
	}
	if err != nil {
		close(l.drained) // no ID that this program makes is refused
		return l
	}
	s.living.Store(p.State().ID, nil)
	stop := b.Watch(func() { signal(l.woken) })
	s.writers.Go(func() {
		defer s.living.Delete(p.State().ID)
		defer stop()
		l.follow()
		close(l.drained)
		<-p.Done()
		l.finish()
	})
	return l
}

func signal(c chan<- struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}

// Admit is called before n more bytes are put into the buffer, by the one goroutine that does. When they would push out
// what is not in the log yet it waits for the disk, at most for a second in the life of the log. After that, or when
// the disk has failed, it never waits again, and what is pushed out is missing in the log.
func (l *Log) Admit(n int) {
	l.admitted += int64(n)
	for !l.free.Load() && l.admitted-l.taken.Load() > int64(l.buffer.Limit()) && l.taken.Load() < l.admitted-int64(n) {
		signal(l.hurry)
		start := time.Now()
		timer := time.NewTimer(l.budget)
		select {
		case <-l.progress:
		case <-timer.C:
			l.free.Store(true)
		}
		timer.Stop()
		l.budget -= time.Since(start)
	}
}

// Drain returns when the log has all of the buffer, which is closed. It does not wait for longer than a second.
func (l *Log) Drain() {
	l.once.Do(func() { close(l.closing) })
	select {
	case <-l.drained:
	case <-time.After(patience):
		l.report(errSlow)
	}
}

// follow writes what is new until all is written, or given up.
func (l *Log) follow() {
	for !l.write() {
		select {
		case <-l.woken:
			l.await()
		case <-l.retry:
			l.retry = nil
		case <-l.closing:
			l.retry = nil
			for !l.write() && l.retry == nil {
				<-l.woken // by the closing of the buffer at the latest
			}
			return
		}
	}
}

// await lets more come together.
func (l *Log) await() {
	timer := time.NewTimer(linger)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-l.hurry:
	case <-l.closing:
	}
}

// write writes what is in the buffer, and reports whether nothing comes any more.
func (l *Log) write() (done bool) {
	if l.retry != nil {
		return false
	}
	piece := pieces.Get().(*[]byte)
	defer pieces.Put(piece)
	for {
		chunk := l.buffer.ReadInto(*piece, l.offset)
		if len(chunk.Data) == 0 {
			return chunk.Last
		}
		if err := l.take(chunk); err != nil {
			l.report(err)
			l.retry = time.After(retryAfter)
			l.free.Store(true)
			signal(l.progress)
			return false
		}
		l.taken.Store(l.offset)
		signal(l.progress)
		if l.offset == chunk.End() && len(chunk.Data) < pieceSize {
			return chunk.Last // to keep up with a chatty script would be to write in small pieces
		}
	}
}

// take writes one piece.
func (l *Log) take(c output.Chunk) error {
	if from, ok := l.trail.check(); !ok {
		// Somebody has taken files away. What memory still has of them is written again.
		l.offset = from
		l.report(fmt.Errorf("files of the log in %s were removed", l.trail.dir))
		return nil
	}
	if c.Lost > 0 {
		l.report(errSlow)
	}
	if l.trail.isNew() && l.store.begun.Add(1)%pruneEvery == 0 {
		defer l.store.prune()
	}
	n, err := l.trail.append(c.Offset, c.Data, l.process.State())
	l.offset = c.Offset + int64(n)
	return err
}

// report says once that something is missing: to the user with the state, if that is not final yet, and to the
// developer.
func (l *Log) report(err error) {
	if l.said {
		return
	}
	l.said = true
	_, _ = l.process.Update(func(s process.State) (process.State, error) {
		s.LogProblem = err.Error()
		return s, nil
	})
	l.store.log.Warn("a part of the output is not in its log", "process", l.process.State().String(), "error", err)
}

// finish writes how the run ended.
func (l *Log) finish() {
	if err := l.trail.close(l.process.State()); err != nil {
		l.store.log.Warn("the end of a run is not in its log", "process", l.process.State().String(), "error", err)
	}
}

// lives reports whether somebody, here or in another program, still writes a log.
func (s *Store) lives(id process.ID) bool {
	if _, here := s.living.Load(id); here {
		return true
	}
	dir, err := s.folder(id)
	return err == nil && held(dir)
}

// held reports whether somebody holds the lock of a log. What cannot be found out counts as yes.
func held(dir string) bool {
	if _, err := os.Stat(lockPath(dir)); err != nil {
		return !os.IsNotExist(err)
	}
	lock := flock.New(lockPath(dir), flock.SetFlag(os.O_RDONLY))
	free, err := lock.TryRLock()
	_ = lock.Close()
	return err != nil || !free
}
