// Package runner turns a script and its arguments into what is to be launched, so that the script cannot tell it from a
// run by its package manager.
//
// Where the ways of the manager are known exactly, the script is run in its shell, with the folder, the PATH and the
// environment that the manager would give it: directly. Everywhere else the manager runs it.
package runner

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
)

var (
	// ErrNoManager says that the package manager of a script is not on the PATH.
	ErrNoManager = errors.New("package manager not found")
	// ErrNoScript says that the manifest has no such script any more.
	ErrNoScript = errors.New("no such script")
	// ErrArgument says that an argument, or the name of a script, cannot be handed to any program.
	ErrArgument = errors.New("no program can be given this")
)

// Mode says who runs scripts. Its values are those of the setting.
type Mode string

const (
	// Auto runs a script directly where it cannot tell the difference, and where that is measurably better.
	Auto Mode = "auto"
	// Direct runs a script directly wherever that is possible at all.
	Direct Mode = "direct"
	// Manager leaves every script to its package manager.
	Manager Mode = "manager"
)

// Request says which script to run how.
type Request struct {
	// Mode says who runs it; empty for Auto.
	Mode Mode
	// Manager is npm, pnpm, yarn, berry (Yarn 2 and later), bun, deno, rush or node.
	Manager string
	// Pinned is the version that the project names for the manager, a version or a range; empty where it names none.
	Pinned string
	// Reason says why it is that manager, for a person.
	Reason string
	// Dir is the absolute folder of the package, symbolic links resolved.
	Dir string
	// Script is the name of the script.
	Script string
	// Args are handed to the script unchanged.
	Args []string
	// Env is the environment of who asked, as KEY=value.
	Env []string
	// Trusted says that the user trusts the root: the manager, or Node.js, may be started in the background to learn what
	// no file tells.
	Trusted bool
}

// Plan is what to run.
type Plan struct {
	// Direct says that the script is run in its shell, and not by its package manager.
	Direct bool
	// Manager is the manager that runs the script, or whose ways are followed, with its version where that is known:
	// "npm 11.19.1".
	Manager string
	// Reason says why it is done so, in words for a person, without a full stop.
	Reason string
	// Steps are to be run in order, on one terminal, up to the first that does not succeed. There is at least one.
	Steps []Step

	keeper []string // the program that runs several steps
}

// Step is one program to launch.
type Step struct {
	// Event is the name of the script that it runs: that of the request, or of a hook such as predev.
	Event string
	// Text is what the shell gets, or the command line of the manager, for a person.
	Text string
	// Path of the program, absolute.
	Path string
	// Name is what the program is told of its own name (argv[0]): shells begin their messages with it, and npm starts "sh"
	// by that word. Empty for Path.
	Name string
	// Args without the program's own name.
	Args []string
	// Line is the whole command line where the system takes one instead of arguments (Windows), and the program reads it
	// by rules of its own (cmd.exe). Empty for Args.
	Line string
	// Env is the whole environment, as KEY=value.
	Env []string
	// Dir is the absolute folder to run in.
	Dir string
}

// Options are what a runner may be given. The zero value works.
type Options struct {
	Log *slog.Logger
	// Program starts this program once more, with its first arguments if it needs some, so that [Answer] gets what follows.
	// Without it scripts with hooks are left to their package manager.
	Program []string
}

// Runner plans. It keeps what it has read, and looks at each file's size and time before it relies on that. Its methods
// may be called from any goroutine.
type Runner struct {
	log           *slog.Logger
	program       []string
	files         *files
	architectures architectures
	answers       answers
	background    *background
	calibrations  calibrations
}

// New returns a runner that knows nothing yet.
func New(o Options) *Runner {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	return &Runner{log: o.Log, program: o.Program, files: newFiles(), background: newBackground()}
}

// Close ends what is being done in the background. Plans can still be made.
func (r *Runner) Close() {
	r.background.close()
	if err := r.calibrations.close(); err != nil {
		r.log.Warn("a folder for temporary files stays behind", "error", err)
	}
}

// Prepare sees to it that a plan for a request needs no file that has not been read, and nothing that is still to be
// learned. It returns at once; the work is done in the background, one thing after another.
func (r *Runner) Prepare(request Request) {
	key := fmt.Sprintf("prepare %q %q %x", request.Manager, request.Dir, digest(request.Env))
	r.background.do(key, func(context.Context) {
		_, _ = r.Plan(request) // what it needs is remembered, or asked for; an error is for who wants to run something
	})
}

// Wait returns when nothing is left to be done in the background.
func (r *Runner) Wait() { r.background.wait() }

// useManager is why a script is left to its package manager, in words for a person. A dialect returns one as its error.
type useManager struct{ reason string }

// Error implements error.
func (u useManager) Error() string { return u.reason }

func leave(format string, args ...any) error { return useManager{fmt.Sprintf(format, args...)} }

// dialect computes what one package manager, in the versions that it knows, would give a script. Its error is a
// useManager where it cannot, and ErrNoScript where the manager would find none. The environment of the request is
// cleaned already.
type dialect func(*Runner, Request, installation) ([]Step, error)

// dialects are the managers whose ways are known.
var dialects = map[string]dialect{}

// installation is a package manager as the environment of a request finds it.
type installation struct {
	// name is npm, pnpm, yarn or bun; version is its own, as in 11.19.1.
	name, version string
	// path is where the PATH has it, real the file behind all links, root the folder of its own package.json.
	path, real, root string
	// node is the Node.js that runs it.
	node node
	// env are variables, as KEY=value, that what stands before the manager sets; the request has them already.
	env []string
}

// node is the Node.js of an environment.
type node struct {
	// path is where the PATH has it, real the file behind all links.
	path, real string
	// version as in v20.20.2; platform and arch as Node.js names them: linux x64.
	version, platform, arch string
}

// Plan plans a request. The error is ErrNoManager where the manager is not on the request's PATH, ErrNoScript, and
// ErrArgument.
func (r *Runner) Plan(request Request) (Plan, error) {
	for i, text := range append([]string{request.Script}, request.Args...) {
		if strings.ContainsRune(text, 0) {
			return Plan{}, fmt.Errorf("%w: %s of the script holds a NUL byte, which ends a text for the system: remove it", ErrArgument, part(i))
		}
	}
	request.Env = Environment(request.Env)
	steps, found, err := r.direct(request)
	var left useManager
	switch {
	case err == nil:
		return Plan{Direct: true, Manager: found.name + " " + found.version, Reason: request.Reason, Steps: steps, keeper: r.program}, nil
	case errors.As(err, &left):
		return byManager(request, found, left.reason)
	default:
		return Plan{}, err
	}
}

// part names the i-th word after the manager's own.
func part(i int) string {
	if i == 0 {
		return "the name"
	}
	return fmt.Sprintf("argument %d", i)
}

// direct plans without the manager, if that can be.
func (r *Runner) direct(request Request) ([]Step, installation, error) {
	plan, known := dialects[request.Manager]
	switch {
	case request.Mode == Manager:
		return nil, installation{}, leave("runlight.runner is set to manager")
	case !known:
		return nil, installation{}, leave("%s", cmp.Or(ways[request.Manager], request.Manager+" is unknown to Runlight"))
	}
	found, err := r.locate(request)
	var steps []Step
	var hidden unknown
	switch {
	case errors.As(err, &hidden):
		steps, found, err = r.behindShim(request, found, plan, hidden)
	case err == nil:
		inside := request
		inside.Env = with(request.Env, found.env...)
		if steps, err = plan(r, inside, found); err == nil {
			steps = r.checked(request, found, steps)
		}
	}
	if err == nil && len(steps) > 1 && (!keeps || len(r.program) == 0) {
		err = leave("the script has hooks")
	}
	return steps, found, err
}
