package daemon

import (
	"context"
	"fmt"
	"path/filepath"

	"github.com/runlight-dev/runlight/internal/process"
	"github.com/runlight-dev/runlight/internal/protocol"
	"github.com/runlight-dev/runlight/internal/rpc"
	"github.com/runlight-dev/runlight/internal/supervisor"
)

// table is every method that a client may call.
func (s *session) table() *rpc.Table {
	t := &rpc.Table{}
	rpc.Handle(t, protocol.Initialize, s.initialize)
	rpc.Handle(t, protocol.GetDaemon, s.getDaemon)
	rpc.Handle(t, protocol.StopDaemon, s.stopDaemon)
	rpc.Handle(t, protocol.UpdateSettings, known(s, s.updateSettings))
	rpc.Handle(t, protocol.RunScript, known(s, s.runScript))
	rpc.HandleWaiting(t, protocol.PlanScript, known(s, s.planScript))
	rpc.Handle(t, protocol.StopProcess, known(s, s.stopProcess))
	rpc.HandleWaiting(t, protocol.RestartProcess, known(s, s.restartProcess))
	rpc.Handle(t, protocol.StopAll, known(s, s.stopAll))
	rpc.Handle(t, protocol.ClearFinished, known(s, s.clearFinished))
	rpc.Handle(t, protocol.SendInput, known(s, s.sendInput))
	rpc.Handle(t, protocol.ResizeTerminal, known(s, s.resizeTerminal))
	rpc.Handle(t, protocol.AttachOutput, known(s, s.attachOutput))
	rpc.Handle(t, protocol.DetachOutput, known(s, s.detachOutput))
	rpc.On(t, protocol.OutputDidConsume, s.outputDidConsume)
	rpc.HandleWaiting(t, protocol.ReadOutput, known(s, s.readOutput))
	rpc.HandleWaiting(t, protocol.SearchOutput, known(s, s.searchOutput))
	return t
}

func (s *session) updateSettings(_ context.Context, p protocol.Settings) (protocol.Empty, error) {
	c := s.client.Load()
	c.trusted.Store(p.Trusted)
	if err := s.daemon.configure(p, c.owner == protocol.EditorClient); err != nil {
		return protocol.Empty{}, err
	}
	s.prepare()
	return protocol.Empty{}, nil
}

func (s *session) runScript(_ context.Context, p protocol.RunParams) (protocol.RunResult, error) {
	if err := s.mayRun(); err != nil {
		return protocol.RunResult{}, err
	}
	_, script, err := s.daemon.find(p.Package, p.Name)
	if err != nil {
		return protocol.RunResult{}, err
	}
	job := supervisor.Job{Package: p.Package, Name: p.Name, Script: script.Command, Owner: s.client.Load().owner, Args: p.Args}
	job.Plan = s.daemon.plan(job, s.client.Load().environ, p.Columns, p.Rows)
	started, fresh, err := s.daemon.supervisor.Run(job)
	if err != nil {
		return protocol.RunResult{}, err
	}
	return protocol.RunResult{Process: *started.State(), Started: fresh}, nil
}

func (s *session) planScript(_ context.Context, p protocol.RunParams) (protocol.ScriptPlan, error) {
	c := s.client.Load()
	plan, err := s.daemon.planned(p.Package, p.Name, p.Args, c.environ, c.trusted.Load())
	if err != nil {
		return protocol.ScriptPlan{}, err
	}
	told := protocol.ScriptPlan{Direct: plan.Direct, Manager: plan.Manager, Reason: plan.Reason, Steps: []protocol.PlanStep{}}
	for _, step := range plan.Steps {
		told.Steps = append(told.Steps, protocol.PlanStep{Event: step.Event, Command: step.Text})
	}
	return told, nil
}

func (s *session) stopProcess(_ context.Context, p protocol.ProcessParams) (process.State, error) {
	stopped, err := s.daemon.supervisor.Stop(p.ID)
	if err != nil {
		return process.State{}, err
	}
	return *stopped.State(), nil
}

func (s *session) restartProcess(ctx context.Context, p protocol.ProcessParams) (process.State, error) {
	d := s.daemon
	if err := s.mayRun(); err != nil {
		return process.State{}, err
	}
	job, err := d.supervisor.Job(p.ID)
	if err != nil {
		return process.State{}, err
	}
	// A script that is gone is said by the plan, as the reason of a failed process: the old one has ended by then.
	if _, script, err := d.find(job.Package, job.Name); err == nil {
		job.Script = script.Command
	}
	job.Owner = s.client.Load().owner
	job.Plan = d.plan(job, s.client.Load().environ, 0, 0)
	restarted, err := d.supervisor.Restart(ctx, p.ID, job)
	if err != nil {
		return process.State{}, err
	}
	return *restarted.State(), nil
}

func (s *session) stopAll(context.Context, protocol.Empty) (protocol.Empty, error) {
	s.daemon.supervisor.StopAll()
	return protocol.Empty{}, nil
}

func (s *session) clearFinished(context.Context, protocol.Empty) (protocol.Empty, error) {
	s.daemon.supervisor.ClearFinished()
	return protocol.Empty{}, nil
}

func (s *session) sendInput(_ context.Context, p protocol.InputParams) (protocol.Empty, error) {
	if err := s.mayRun(); err != nil {
		return protocol.Empty{}, err
	}
	return protocol.Empty{}, s.daemon.supervisor.Input(p.ID, []byte(p.Data))
}

func (s *session) resizeTerminal(_ context.Context, p protocol.ResizeParams) (protocol.Empty, error) {
	const most = 1<<15 - 1 // the kernel's type for it is 16 bits wide
	if p.Columns < 1 || p.Rows < 1 || p.Columns > most || p.Rows > most {
		return protocol.Empty{}, fmt.Errorf("%w: a terminal of %d columns and %d rows", rpc.ErrParams, p.Columns, p.Rows)
	}
	return protocol.Empty{}, s.daemon.supervisor.Resize(p.ID, p.Columns, p.Rows)
}

func (s *session) attachOutput(_ context.Context, p protocol.AttachParams) (protocol.AttachResult, error) {
	buffer, err := s.daemon.supervisor.Output(p.ID)
	if err != nil {
		return protocol.AttachResult{}, err
	}
	if p.Offset < 0 {
		return protocol.AttachResult{}, fmt.Errorf("%w: offset %d is negative", rpc.ErrParams, p.Offset)
	}
	s.outbox.attach(p.ID, buffer, p.Offset)
	start, end := buffer.Bounds()
	return protocol.AttachResult{Start: start, End: end}, nil
}

func (s *session) detachOutput(_ context.Context, p protocol.ProcessParams) (protocol.Empty, error) {
	s.outbox.detach(p.ID)
	return protocol.Empty{}, nil
}

func (s *session) outputDidConsume(_ context.Context, p protocol.ConsumeParams) error {
	s.outbox.consumed(p.ID, p.Offset)
	return nil
}

// mayRun is the one place that refuses to run anything for a client that does not trust the root.
func (s *session) mayRun() error {
	if !s.client.Load().trusted.Load() {
		return fmt.Errorf("%w: %s", errUntrusted, s.daemon.root)
	}
	return nil
}

// find looks a script up in the newest snapshot of the workspace.
func (d *Daemon) find(pkg, name string) (*protocol.Package, *protocol.Script, error) {
	found, script := d.packages().Find(pkg, name)
	switch {
	case found == nil:
		return nil, nil, fmt.Errorf("%w: %q in %s", errUnknownPackage, pkg, d.root)
	case script == nil:
		return nil, nil, fmt.Errorf("%w: %q in %s", errUnknownScript, name, d.manifest(pkg))
	default:
		return found, script, nil
	}
}

func (d *Daemon) manifest(pkg string) string {
	return filepath.Join(d.root, filepath.FromSlash(pkg), "package.json")
}
