package supervisor

import (
	"bytes"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/runlight-dev/runlight/internal/launch"
	"github.com/runlight-dev/runlight/internal/output"
	"github.com/runlight-dev/runlight/internal/process"
)

// run is the runtime side of one process: what is not state. The goroutine that runs own is the only one that signals,
// resizes and ends the tree.
type run struct {
	supervisor *Supervisor
	process    *process.Process
	job        Job
	output     *output.Buffer
	log        Log // of the goroutine that owns it, from the launch on

	stopOnce sync.Once
	stopping chan struct{} // closed by the first stop
	again    chan struct{} // holds a later one
	sizes    chan size     // at most the newest size that was not taken yet
	input    chan []byte   // typed and not yet written
	ctrlC    atomic.Bool   // somebody typed it
}

// size of a terminal in cells.
type size struct{ columns, rows int }

// ctrlC is what a terminal turns into SIGINT (termios(3), VINTR).
const ctrlC = 3

// pieceSize is how much output is read at once, in bytes. A terminal of Linux hands out 4 KiB at most, of which launch
// may use as much again.
const pieceSize = 16 << 10

// maxTyped is how many pieces of input may wait for a script that does not read. One is a key or a paste.
const maxTyped = 256

func newRun(s *Supervisor, p *process.Process, job Job) *run {
	return &run{
		supervisor: s,
		process:    p,
		job:        job,
		output:     output.New(s.memory()),
		stopping:   make(chan struct{}),
		again:      make(chan struct{}, 1),
		sizes:      make(chan size, 1),
		input:      make(chan []byte, maxTyped),
	}
}

// stop makes the request visible at once and leaves the rest to the owner. It reports whether it is the first one.
func (r *run) stop() (first bool) {
	r.stopOnce.Do(func() {
		first = true
		r.update(func(s process.State) process.State {
			return s.WithStatus(process.Stopping)
		})
		close(r.stopping)
	})
	return first
}

// insist asks once more.
func (r *run) insist() {
	select {
	case r.again <- struct{}{}:
	default:
	}
}

func (r *run) resize(columns, rows int) {
	if columns <= 0 || rows <= 0 {
		return // a terminal that is not shown has no size
	}
	for {
		select {
		case r.sizes <- size{columns, rows}:
			return
		default:
		}
		select {
		case <-r.sizes: // an older one that nobody took
		default:
		}
	}
}

func (r *run) typeIn(data []byte) error {
	if r.process.State().IsFinished() {
		return fmt.Errorf("%w: %v", ErrNotRunning, r.process.State())
	}
	select {
	case r.input <- data:
		if bytes.IndexByte(data, ctrlC) >= 0 {
			r.ctrlC.Store(true)
		}
		return nil
	default:
		return fmt.Errorf("%w: %v", ErrInputFull, r.process.State())
	}
}

// update changes the state. A change that the table of transitions does not allow comes too late and is dropped: the
// process has reached a later status already, and only the owner makes it final.
func (r *run) update(derive func(process.State) process.State) {
	_, _ = r.process.Update(func(s process.State) (process.State, error) { return derive(s), nil })
}

// own is the life of the process.
func (r *run) own() {
	defer r.output.Close()
	command, way, err := r.job.Plan()
	if err != nil {
		r.fail(err)
		return
	}
	select {
	case <-r.stopping:
		r.update(func(s process.State) process.State { return s.WithStatus(process.Stopped) })
		return
	default:
	}
	command.Run = string(r.process.State().ID)
	tree, err := r.supervisor.launch(r.sized(command))
	if err != nil {
		r.fail(err)
		return
	}
	r.update(func(s process.State) process.State {
		s.Command, s.Args, s.Env, s.Dir = command.Path, command.Args, command.Env, command.Dir
		s.Way = &way
		return s.WithStarted(tree.PID())
	})
	if r.log = r.supervisor.log(r.process, r.output); r.log == nil {
		r.log = noLog{}
	}
	r.finish(r.attend(tree))
}

// sized applies a resize that came before the launch.
func (r *run) sized(command launch.Command) launch.Command {
	select {
	case size := <-r.sizes:
		command.Columns, command.Rows = size.columns, size.rows
	default:
	}
	return command
}

func (r *run) fail(err error) {
	r.update(func(s process.State) process.State { return s.WithFailure(err.Error()) })
}

// finish publishes how it ended. All output is in the buffer by now, and is in the log before anybody is told.
func (r *run) finish(e end) {
	r.output.Close()
	r.log.Drain()
	// Who types Ctrl-C and sees the script end by it has asked for the end. 130 is what shells make of SIGINT.
	if r.ctrlC.Load() && (e.exit.Signal == "SIGINT" || e.exit.Code == 130) {
		r.update(func(s process.State) process.State { return s.WithStatus(process.Stopping) })
	}
	r.update(func(s process.State) process.State {
		s = s.WithExit(e.exit.Code, e.exit.Signal).WithSurvivors(survivors(e.undead, e.spared))
		if len(e.undead) > 0 {
			return s.WithFailure("these processes of the script could not be ended: " + list(e.undead))
		}
		return s
	})
}

func survivors(groups ...[]launch.Member) []process.Survivor {
	var all []process.Survivor
	for _, m := range slices.Concat(groups...) {
		all = append(all, process.Survivor{PID: m.PID, Command: m.Command})
	}
	return all
}

func list(members []launch.Member) string {
	var words []string
	for _, m := range members {
		words = append(words, m.String())
	}
	return strings.Join(words, ", ")
}

// pump copies what the tree writes into the buffer until the end, and says so.
func (r *run) pump(tree io.Reader) <-chan struct{} {
	drained := make(chan struct{})
	go func() {
		defer close(drained)
		piece := make([]byte, pieceSize)
		for err := error(nil); err == nil; { // an error is an end as well: the terminal is gone
			var n int
			n, err = tree.Read(piece)
			r.log.Admit(n)
			_, _ = r.output.Write(piece[:n])
		}
	}()
	return drained
}

// typist writes the input to the tree, which may wait for the script to read. It ends with the terminal or with done.
func (r *run) typist(tree io.Writer, done <-chan struct{}) {
	for {
		select {
		case data := <-r.input:
			if _, err := tree.Write(data); err != nil {
				return
			}
		case <-done:
			return
		}
	}
}
