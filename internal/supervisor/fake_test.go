package supervisor

import (
	"io"
	"os"
	"slices"
	"sync"

	"github.com/runlight-dev/runlight/internal/launch"
)

// fakeTree is a process tree that the test plays. All waiting is on channels, so that synctest sees it.
type fakeTree struct {
	pid     int
	exit    chan launch.Exit
	signals chan launch.Signal // every signal that was sent
	written chan []byte        // every piece of input
	sizes   chan [2]int
	out     chan []byte
	closing chan struct{}
	once    sync.Once

	mu       sync.Mutex // guards members
	members  []int
	detached bool            // Ctrl-C does not reach them; set before it is launched
	spared   []launch.Member // set before it is launched
	rest     []byte
}

func newFakeTree(pid int, others ...int) *fakeTree {
	return &fakeTree{
		pid:     pid,
		exit:    make(chan launch.Exit, 1),
		signals: make(chan launch.Signal, 100),
		written: make(chan []byte),
		sizes:   make(chan [2]int, 100),
		out:     make(chan []byte),
		closing: make(chan struct{}),
		members: append([]int{pid}, others...),
	}
}

func (f *fakeTree) PID() int { return f.pid }

func (f *fakeTree) Wait() launch.Exit { return <-f.exit }

func (f *fakeTree) Signal(s launch.Signal) error {
	f.signals <- s
	return nil
}

func (f *fakeTree) Members() (ending, spared []launch.Member) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, pid := range f.members {
		ending = append(ending, launch.Member{PID: pid, Command: "node child.js", Asked: !f.detached})
	}
	return ending, slices.Clone(f.spared)
}

func (f *fakeTree) Resize(columns, rows int) error {
	f.sizes <- [2]int{columns, rows}
	return nil
}

func (f *fakeTree) Read(p []byte) (int, error) {
	if len(f.rest) == 0 {
		select {
		case piece, open := <-f.out:
			if !open {
				return 0, io.EOF
			}
			f.rest = piece
		case <-f.closing:
			return 0, io.EOF
		}
	}
	n := copy(p, f.rest)
	f.rest = f.rest[n:]
	return n, nil
}

func (f *fakeTree) Write(p []byte) (int, error) {
	select {
	case f.written <- p:
		return len(p), nil
	case <-f.closing:
		return 0, os.ErrClosed
	}
}

func (f *fakeTree) Close() error {
	f.once.Do(func() { close(f.closing) })
	return nil
}

// leave takes members out of the tree.
func (f *fakeTree) leave(pids ...int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.members = slices.DeleteFunc(f.members, func(pid int) bool { return slices.Contains(pids, pid) })
}

// end is the whole tree's natural end.
func (f *fakeTree) end(e launch.Exit) {
	f.mu.Lock()
	f.members = nil
	f.mu.Unlock()
	f.exit <- e
}
