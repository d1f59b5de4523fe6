package supervisor

import (
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/require"

	"github.com/runlight-dev/runlight/internal/launch"
	"github.com/runlight-dev/runlight/internal/output"
	"github.com/runlight-dev/runlight/internal/process"
)

// fakeLog lets the test decide when the disk is done.
type fakeLog struct {
	buffer   *output.Buffer
	admitted int
	drain    chan struct{}
}

func (f *fakeLog) Admit(n int) { f.admitted += n }

func (f *fakeLog) Drain() { <-f.drain }

// TestLoggedFirst holds the log back: the final status must wait for it, and it must have been told of every byte.
func TestLoggedFirst(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		tree, log := newFakeTree(41), &fakeLog{drain: make(chan struct{})}
		s := New(Options{
			Launch: func(launch.Command) (Tree, error) { return tree, nil },
			Memory: func() int { return 8 },
			Log: func(p *process.Process, b *output.Buffer) Log {
				require.Equal(t, process.Running, p.State().Status)
				log.buffer = b
				return log
			},
		})
		p := begin(t, s)
		tree.out <- []byte("many words")
		close(tree.out)
		tree.end(launch.Exit{})
		synctest.Wait()
		require.Equal(t, process.Running, p.State().Status)
		require.Equal(t, 10, log.admitted)
		require.Equal(t, output.Chunk{Offset: 2, Data: []byte("ny words"), Lost: 2, Last: true}, log.buffer.Read(0, 100), "it was closed before")
		close(log.drain)
		<-p.Done()
	})
}

// TestClearFinished forgets what has ended, and what was kept of it.
func TestClearFinished(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		tree := newFakeTree(41)
		s := stage(tree)
		p := begin(t, s)
		s.ClearFinished()
		require.Len(t, s.Processes(), 1)
		close(tree.out)
		tree.end(launch.Exit{})
		<-p.Done()
		s.ClearFinished()
		require.Empty(t, s.Processes())
		_, err := s.Output(p.State().ID)
		require.ErrorIs(t, err, ErrUnknown)
	})
}
