package launch

import (
	"bytes"
	"io"
	"sync"
	"time"

	"golang.org/x/sys/unix"
)

const (
	// floodWindow, floodLines and floodLength say when a script floods: so many lines in so much time, which are no longer
	// than so many bytes on the average. No development server logs a hundred thousand lines in a second, and with longer
	// ones the kernel keeps up.
	floodWindow = 200 * time.Millisecond
	floodLines  = 20_000
	floodLength = 32
	// calm is how long after the last flood the terminal is as it was.
	calm = 200 * time.Millisecond
)

// newlines relieves the kernel of one job while a script floods its terminal: to put a carriage return before each
// newline (ONLCR, termios(3)). Linux does it for one line at a time, so that "yes" gets through at 5 MB/s instead of
// 100. What Read returns is the same in both cases: the return is put in here. So nobody above has to know.
//
// The script must not notice. Its settings are touched only while it floods, nobody types, and they are still what the
// terminal was made with; they are put back when it calms down, when somebody types, and when somebody has changed
// another one. A program that asks for the settings in just that time, and restores them later, brings our change back;
// therefore a run that has flooded once gets its returns from here for good, as long as the settings are, but for this
// one, those of the beginning. A return that is there already is not doubled, as the kernel would do.
type newlines struct {
	get func() (unix.Termios, error)
	set func(unix.Termios) error

	mu     sync.Mutex // guards what follows; Read, Write and the timer come from three goroutines
	made   unix.Termios
	able   bool        // made is known, and nobody has typed
	off    bool        // the kernel is relieved
	ever   bool        // it was
	timer  *time.Timer // puts it back; nil before the first flood
	window time.Time   // start of the window that is counted
	lines  int         // in it
	size   int         // of them in bytes
	last   byte        // that was read
}

// watch begins with the settings as they are.
func (l *newlines) watch(control func(func(fd int) error) error) {
	l.get = func() (t unix.Termios, err error) {
		err = control(func(fd int) error {
			found, err := unix.IoctlGetTermios(fd, unix.TCGETS) // of the slave, as pty(7) does not say
			if err == nil {
				t = *found
			}
			return err
		})
		return t, err
	}
	l.set = func(t unix.Termios) error {
		return control(func(fd int) error { return unix.IoctlSetTermios(fd, unix.TCSETS, &t) })
	}
	made, err := l.get()
	l.made, l.able = made, err == nil && made.Oflag&unix.OPOST != 0 && made.Oflag&unix.ONLCR != 0
}

// read reads from the terminal into p, which has room for two bytes at least.
func (l *newlines) read(terminal io.Reader, p []byte) (int, error) {
	if len(p) < 2 || !l.relieved() {
		n, err := terminal.Read(p)
		l.count(p[:n])
		return n, err
	}
	// Each byte may become two. The upper half of p is read into, and what it becomes never catches up with it.
	raw := p[len(p)-len(p)/2:]
	n, err := terminal.Read(raw)
	raw = raw[:n]
	last := l.last
	ours := l.count(raw)
	if !ours {
		return copy(p, raw), err
	}
	return withReturns(p, raw, last), err
}

func (l *newlines) relieved() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.ever
}

// withReturns copies from to to with a return before each newline that has none, and returns the length of that. last is
// the byte before.
func withReturns(to, from []byte, last byte) int {
	n := 0
	for _, c := range from {
		if c == '\n' && last != '\r' {
			to[n] = '\r'
			n++
		}
		to[n] = c
		n++
		last = c
	}
	return n
}

// count takes account of what was read, and reports whether the returns in it are to be put in here.
func (l *newlines) count(p []byte) (ours bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(p) == 0 {
		return false
	}
	l.last = p[len(p)-1]
	if l.ever {
		ours = l.review()
	}
	if !l.able {
		return ours
	}
	now := time.Now()
	if now.Sub(l.window) >= floodWindow {
		l.window, l.lines, l.size = now, 0, 0
	}
	l.size += len(p)
	if l.lines += bytes.Count(p, []byte{'\n'}); l.lines < floodLines {
		return ours
	}
	if l.size <= l.lines*floodLength {
		l.relieve()
	}
	l.window, l.lines, l.size = now, 0, 0
	return ours
}

// review compares the settings with those of the beginning, and takes ours back when another one was changed.
func (l *newlines) review() (ours bool) {
	now, err := l.get()
	if err != nil {
		return l.off // the terminal is being closed: what is left in it was written before
	}
	onlcr := now.Oflag & unix.ONLCR
	now.Oflag |= unix.ONLCR
	if now == l.made {
		return true
	}
	if l.off && onlcr == 0 {
		_ = l.set(now)
	}
	l.off = false
	return false
}

// relieve switches the kernel's work off, or leaves it so for longer. The caller holds mu.
func (l *newlines) relieve() {
	if !l.off {
		now, err := l.get()
		if err != nil || now != l.made {
			return
		}
		now.Oflag &^= unix.ONLCR
		if l.set(now) != nil {
			return
		}
		l.off, l.ever = true, true
	}
	if l.timer == nil {
		l.timer = time.AfterFunc(calm, l.restore)
	} else {
		l.timer.Reset(calm)
	}
}

// restore switches it on again.
func (l *newlines) restore() {
	l.mu.Lock()
	defer l.mu.Unlock()
	if !l.off {
		return
	}
	l.off = false
	if now, err := l.get(); err == nil {
		now.Oflag |= unix.ONLCR
		_ = l.set(now) // fails only when the terminal is gone
	}
}

// typed says that somebody types: from now on the settings are the script's alone.
func (l *newlines) typed() {
	l.mu.Lock()
	able := l.able
	l.able = false
	l.mu.Unlock()
	if able {
		l.restore()
	}
}
