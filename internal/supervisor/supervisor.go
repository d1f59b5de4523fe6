// Package supervisor runs scripts: for each process one goroutine launches it, takes orders for it, ends its whole
// tree, and says how it ended. Readers of state never meet that goroutine: they read the registry.
package supervisor

import (
	"context"
	"errors"
	"fmt"
	"io"
	"sync"

	"github.com/runlight-dev/runlight/internal/launch"
	"github.com/runlight-dev/runlight/internal/output"
	"github.com/runlight-dev/runlight/internal/process"
)

// Sentinels of the orders. The error around them names the process.
var (
	ErrUnknown    = errors.New("no such process")
	ErrNotRunning = errors.New("the process is not running")
	ErrClosing    = errors.New("the daemon is shutting down")
	ErrInputFull  = errors.New("the script does not read its input")
)

// Tree is what the supervisor needs of a running process tree; *launch.Tree is the real one.
type Tree interface {
	io.ReadWriteCloser
	// PID of the first process.
	PID() int
	// Wait returns when the first process has ended.
	Wait() launch.Exit
	// Signal tells the tree; members that are gone are no error.
	Signal(launch.Signal) error
	// Members are the processes that still live: those that are to end with the tree, and those that are left alone.
	Members() (ending, spared []launch.Member)
	// Resize sets the size of the terminal in cells.
	Resize(columns, rows int) error
}

// Log keeps the output of one process for longer than memory does; *spool.Log is the real one.
type Log interface {
	// Admit is called before n more bytes are put into the buffer of the process, and may wait for a short time.
	Admit(n int)
	// Drain is called after the buffer was closed. It returns when the log has all of it, or has given up.
	Drain()
}

// noLog is the log of a process that has none.
type noLog struct{}

// Admit implements Log.
func (noLog) Admit(int) {}

// Drain implements Log.
func (noLog) Drain() {}

// Job is a script to run.
type Job struct {
	// Package, Name, Script and Owner become those of the process.
	Package, Name, Script, Owner string
	// Args were given to the script; they are remembered for a restart.
	Args []string
	// Restarts counts the restarts that led to this job.
	Restarts int
	// Plan says what to launch, and how that runs the script. It is called by the goroutine of the process, after the
	// process is visible; its error becomes the reason of a failed process.
	Plan func() (launch.Command, process.Way, error)
}

// Options are what a supervisor may be given; the zero value is what a daemon uses.
type Options struct {
	// Launch starts a process tree; nil is launch.Start.
	Launch func(launch.Command) (Tree, error)
	// Grace are the times to wait; a zero member is the default.
	Grace Grace
	// KeepLeftovers says whether processes that a script leaves behind when it ends by itself live on. It is asked at that
	// moment. Nil is never: they would hold the script's ports while it counts as ended. Build daemons are left alone
	// either way, and whatever lives on is named in the final state.
	KeepLeftovers func() bool
	// Memory is how many bytes of the output of a process are kept in memory that starts now; nil is output.Limit.
	Memory func() int
	// Log begins the log of a process that was launched, whose output goes into the buffer; nil where none is kept, and so
	// is its result.
	Log func(*process.Process, *output.Buffer) Log
	// OnChange is called after every change of any process and must not block.
	OnChange func()
}

// Supervisor owns the processes of one root.
type Supervisor struct {
	registry *process.Registry
	launch   func(launch.Command) (Tree, error)
	memory   func() int
	log      func(*process.Process, *output.Buffer) Log
	grace    Grace
	keep     func() bool // what scripts leave behind

	mu      sync.Mutex // guards runs and closing; starting a process and its entry in runs are one step
	runs    map[process.ID]*run
	closing bool
	alive   sync.WaitGroup // the owning goroutines
}

// New returns a supervisor without processes.
func New(o Options) *Supervisor {
	if o.Launch == nil {
		o.Launch = func(c launch.Command) (Tree, error) { return launch.Start(c) }
	}
	if o.KeepLeftovers == nil {
		o.KeepLeftovers = func() bool { return false }
	}
	if o.Memory == nil {
		o.Memory = func() int { return output.Limit }
	}
	if o.Log == nil {
		o.Log = func(*process.Process, *output.Buffer) Log { return nil }
	}
	return &Supervisor{
		registry: process.NewRegistry(o.OnChange, process.Limits{}),
		launch:   o.Launch,
		memory:   o.Memory,
		log:      o.Log,
		grace:    o.Grace.orDefault(),
		keep:     o.KeepLeftovers,
		runs:     map[process.ID]*run{},
	}
}

// Processes are all known processes in the order of their start. The slice is shared and must not be modified.
func (s *Supervisor) Processes() []*process.Process { return s.registry.List() }

// Process looks up a process.
func (s *Supervisor) Process(id process.ID) (*process.Process, error) {
	p, ok := s.registry.Get(id)
	if !ok {
		return nil, fmt.Errorf("%w: %s", ErrUnknown, id)
	}
	return p, nil
}

// Run starts a job, unless its script runs already: then the running process is returned and started is false.
func (s *Supervisor) Run(job Job) (p *process.Process, started bool, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closing {
		return nil, false, ErrClosing
	}
	p, started = s.registry.Start(process.State{
		Package: job.Package, Name: job.Name, Script: job.Script, Owner: job.Owner, Arguments: job.Args,
		Restarts: job.Restarts,
	})
	if !started {
		return p, false, nil
	}
	s.forget()
	r := newRun(s, p, job)
	s.runs[p.State().ID] = r
	s.alive.Go(r.own)
	return p, true, nil
}

// forget drops the handles of processes that the registry no longer remembers. The caller holds mu.
func (s *Supervisor) forget() {
	for id := range s.runs {
		if _, known := s.registry.Get(id); !known {
			delete(s.runs, id)
		}
	}
}

func (s *Supervisor) run(id process.ID) (*run, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	r, ok := s.runs[id]
	if !ok {
		return nil, fmt.Errorf("%w: %s", ErrUnknown, id)
	}
	return r, nil
}

// Output is what a process wrote so far and will write.
func (s *Supervisor) Output(id process.ID) (*output.Buffer, error) {
	r, err := s.run(id)
	if err != nil {
		return nil, err
	}
	return r.output, nil
}

// Job is what a process was started with.
func (s *Supervisor) Job(id process.ID) (Job, error) {
	r, err := s.run(id)
	if err != nil {
		return Job{}, err
	}
	return r.job, nil
}

// Stop asks a process to end and returns without waiting. Who asks again does not want to wait: what comes next, SIGTERM
// or SIGKILL, comes at once. Requests within [Grace.Again] are one. For a process that has ended nothing changes.
func (s *Supervisor) Stop(id process.ID) (*process.Process, error) {
	r, err := s.run(id)
	if err != nil {
		return nil, err
	}
	if !r.stop() {
		r.insist()
	}
	return r.process, nil
}

// StopAll asks every process to end and returns without waiting.
func (s *Supervisor) StopAll() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, r := range s.runs {
		r.stop()
	}
}

// ClearFinished forgets every process that has ended.
func (s *Supervisor) ClearFinished() {
	s.registry.ClearFinished()
	s.mu.Lock()
	defer s.mu.Unlock()
	s.forget()
}

// Restart stops a process, waits until its whole tree is gone and runs job, the same script as it is then. When somebody
// else has started the script in between, that process is returned.
func (s *Supervisor) Restart(ctx context.Context, id process.ID, job Job) (*process.Process, error) {
	r, err := s.run(id)
	if err != nil {
		return nil, err
	}
	r.stop()
	old := r.process
	select {
	case <-old.Done():
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	job.Restarts = old.State().Restarts + 1
	p, _, err := s.Run(job)
	return p, err
}

// Input types into the terminal of a process. It never waits for the script; what a script does not read is refused.
func (s *Supervisor) Input(id process.ID, data []byte) error {
	r, err := s.run(id)
	if err != nil {
		return err
	}
	return r.typeIn(data)
}

// Resize sets the size of the terminal of a process, also before it is launched and, without effect, after it ended.
func (s *Supervisor) Resize(id process.ID, columns, rows int) error {
	r, err := s.run(id)
	if err != nil {
		return err
	}
	r.resize(columns, rows)
	return nil
}

// Close stops every process and returns when all are gone. Nothing is started any more.
func (s *Supervisor) Close() {
	s.mu.Lock()
	s.closing = true
	s.mu.Unlock()
	s.StopAll()
	s.alive.Wait()
}
