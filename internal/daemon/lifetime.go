package daemon

import (
	"sync"
	"time"
)

// idleTime is how long a daemon stays that has neither clients nor processes. Who asks for its endpoint and then
// connects, as an editor does, needs a few milliseconds between the two.
const idleTime = 5 * time.Second

// presence is who and what keeps a daemon.
type presence struct {
	editors, others int // clients
	running         int // processes that have not ended
}

func (p presence) empty() bool { return p.editors+p.others+p.running == 0 }

// lifetime decides when the scripts of closed windows are stopped and when the daemon ends. It is told that something
// changed, looks at what is, and holds at most one timer for each of the two; while neither is due nothing ticks.
type lifetime struct {
	look  func() presence
	grace func() time.Duration // from the last editor to onAlone
	// onAlone is called when the last editor has been gone for the grace time, and where other clients stayed then, once
	// more after the last of those. onIdle is called when nothing has kept the daemon for the idle time. Both are called
	// without the lock.
	onAlone, onIdle func()

	mu     sync.Mutex  // guards what follows
	owes   bool        // an editor has been here since onAlone was called last
	rest   bool        // and also since it was called with no client left
	alone  *time.Timer // nil while not pending
	idle   *time.Timer // nil while not pending
	closed bool
}

// review takes account of a change. It is called from many goroutines and never waits for anything but itself.
func (l *lifetime) review() {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.closed {
		return
	}
	now := l.look()
	l.owes = l.owes || now.editors > 0
	l.rest = l.rest || now.editors > 0
	alone := now.editors == 0 && (l.owes || l.rest && now.others == 0)
	l.arm(&l.alone, alone, l.grace, func() { l.owes, l.rest = false, l.look().others > 0 }, l.onAlone)
	// A window that is being reloaded finds its daemon again, with the output of what has ended.
	l.arm(&l.idle, now.empty() && l.alone == nil, func() time.Duration { return idleTime }, func() {}, l.onIdle)
}

// arm starts or stops a timer as pending says. When it fires, settle is called with the lock and act without it. The
// caller holds mu.
func (l *lifetime) arm(timer **time.Timer, pending bool, wait func() time.Duration, settle, act func()) {
	switch {
	case !pending && *timer != nil:
		(*timer).Stop()
		*timer = nil
	case pending && *timer == nil:
		var mine *time.Timer
		mine = time.AfterFunc(wait(), func() {
			l.mu.Lock()
			// Somebody may have come in this very instant, and gone again.
			fired := *timer == mine && !l.closed
			if fired {
				*timer = nil
				settle()
			}
			l.mu.Unlock()
			if fired {
				act()
				l.review()
			}
		})
		*timer = mine
	}
}

// close ends the timers.
func (l *lifetime) close() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.closed = true
	for _, timer := range []*time.Timer{l.alone, l.idle} {
		if timer != nil {
			timer.Stop()
		}
	}
}
