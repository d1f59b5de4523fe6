package supervisor

import (
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/require"

	"github.com/runlight-dev/runlight/internal/launch"
	"github.com/runlight-dev/runlight/internal/process"
)

func TestInput(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		tree := newFakeTree(41)
		close(tree.out)
		s := stage(tree)
		p := begin(t, s)
		id := p.State().ID
		require.NoError(t, s.Input(id, []byte("hello")))
		require.Equal(t, "hello", string(<-tree.written))
		var err error
		for range maxTyped + 2 { // one piece is in the typist's hands
			err = s.Input(id, []byte("x"))
		}
		require.ErrorIs(t, err, ErrInputFull)
		tree.end(launch.Exit{})
		<-p.Done()
		require.ErrorIs(t, s.Input(id, []byte("x")), ErrNotRunning)
	})
}

// TestCtrlC types Ctrl-C: a script that ends by it was asked to end, one that ends otherwise was not.
func TestCtrlC(t *testing.T) {
	for name, test := range map[string]struct {
		typed string
		exit  launch.Exit
		want  process.Status
	}{
		"by the signal":   {"\x03", launch.Exit{Code: 130, Signal: "SIGINT"}, process.Stopped},
		"through a shell": {"\x03", launch.Exit{Code: 130}, process.Stopped},
		"on its own":      {"\x03", launch.Exit{Code: 1}, process.Failed},
		"not typed":       {"x", launch.Exit{Code: 130, Signal: "SIGINT"}, process.Failed},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				tree := newFakeTree(41)
				close(tree.out)
				s := stage(tree)
				p := begin(t, s)
				require.NoError(t, s.Input(p.State().ID, []byte(test.typed)))
				<-tree.written
				tree.end(test.exit)
				<-p.Done()
				require.Equal(t, test.want, p.State().Status)
			})
		})
	}
}

func TestResize(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		tree := newFakeTree(41)
		close(tree.out)
		s := stage(tree)
		p := begin(t, s)
		require.NoError(t, s.Resize(p.State().ID, 100, 30))
		require.Equal(t, [2]int{100, 30}, <-tree.sizes)
		require.NoError(t, s.Resize(p.State().ID, 0, 0))
		require.NoError(t, s.Resize(p.State().ID, 90, 20))
		require.Equal(t, [2]int{90, 20}, <-tree.sizes, "a size of nothing is not passed on")
		tree.end(launch.Exit{})
		<-p.Done()
		require.NoError(t, s.Resize(p.State().ID, 80, 24))
	})
}
