package daemon

import (
	"path/filepath"

	"github.com/runlight-dev/runlight/internal/launch"
	"github.com/runlight-dev/runlight/internal/process"
	"github.com/runlight-dev/runlight/internal/protocol"
	"github.com/runlight-dev/runlight/internal/runner"
	"github.com/runlight-dev/runlight/internal/supervisor"
)

// plan returns what to launch for a job, decided when the job is launched.
func (d *Daemon) plan(job supervisor.Job, environ []string, columns, rows int) func() (launch.Command, process.Way, error) {
	return func() (launch.Command, process.Way, error) {
		plan, err := d.planned(job.Package, job.Name, job.Args, environ, true) // only who trusts the root gets here
		if err != nil {
			return launch.Command{}, process.Way{}, err
		}
		step := plan.Command()
		return launch.Command{
			Path: step.Path, Name: step.Name, Args: step.Args, Line: step.Line, Env: step.Env, Dir: step.Dir, Columns: columns, Rows: rows,
		}, way(plan), nil
	}
}

func way(p runner.Plan) process.Way {
	return process.Way{Direct: p.Direct, Manager: p.Manager, Reason: p.Reason}
}

// planned is how a script would be run now. trusted allows to learn more about that in the background.
func (d *Daemon) planned(pkg, name string, args, environ []string, trusted bool) (runner.Plan, error) {
	found, _, err := d.find(pkg, name)
	if err != nil {
		return runner.Plan{}, err
	}
	request := d.request(found, name, environ)
	request.Args, request.Trusted = args, trusted
	return d.runner.Plan(request)
}

func (d *Daemon) request(p *protocol.Package, name string, environ []string) runner.Request {
	return runner.Request{
		Mode:    runner.Mode(d.settings.Load().Runner),
		Manager: p.Manager.Name,
		Pinned:  p.Manager.Version,
		Reason:  p.Manager.Reason,
		Dir:     filepath.Dir(d.manifest(p.Path)),
		Script:  name,
		Env:     environ,
	}
}

// prepared is for how many packages the first click is made ready: as many as a window shows. Another package costs its
// first click some milliseconds, and under Yarn classic a run by Yarn.
const prepared = 16

// prepare lets the runner look at what plans need before somebody clicks, and again whatever has changed. Managers are
// only asked for what the runner cannot compute (Yarn classic), and else once each, for a start of one costs tenths of a
// second of a processor.
func (s *session) prepare() {
	c := s.client.Load()
	if c == nil || !c.trusted.Load() {
		return
	}
	asked := map[string]bool{}
	packages := s.daemon.packages().Packages
	for _, p := range packages[:min(len(packages), prepared)] {
		if len(p.Scripts) == 0 {
			continue
		}
		request := s.daemon.request(p, p.Scripts[0].Name, c.environ)
		request.Trusted = p.Manager.Name == "yarn" || !asked[p.Manager.Name]
		asked[p.Manager.Name] = true
		s.daemon.runner.Prepare(request)
	}
}
