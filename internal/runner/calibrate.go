package runner

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"sync"
	"time"
)

// calibrateLimit is how long a package manager may take for it. It needs half a second.
const calibrateLimit = 20 * time.Second

// maxCalibrations is how many are remembered: as many packages as somebody works with.
const maxCalibrations = 512

// calibration is what a package manager gives to the scripts of one package, learned by starting it once with a shell
// that only records: nothing of the project runs.
type calibration struct {
	inputs []input
	// env is that of the script, without what the recording shell itself needed.
	env []string
	// failed is why nothing was learned, for a person; empty for success.
	failed string
	told   sync.Once // of a difference
}

// input is a file that a calibration depends on, as it was then; the zero stamp is a missing one.
type input struct {
	path  string
	stamp stamp
}

// calibrations are kept by what they are for.
type calibrations struct {
	mu    sync.Mutex
	known map[string]*calibration
	dir   string // private, made at need
}

// calibrated is what is known of a request, nil for nothing. What is missing or out of date is learned in the background,
// for who trusts the root; until then it is not known.
func (r *Runner) calibrated(request Request, found installation) *calibration {
	key := calibrationKey(request, found)
	c := &r.calibrations
	c.mu.Lock()
	known := c.known[key]
	c.mu.Unlock()
	if known != nil && r.current(known.inputs) {
		return known
	}
	if request.Trusted && r.canCalibrate(request, found) {
		r.background.do("calibrate "+key, func(ctx context.Context) {
			learned := r.calibrate(ctx, request, found)
			if !r.current(learned.inputs) { // a save came in between
				learned = r.calibrate(ctx, request, found)
			}
			if ctx.Err() != nil {
				return
			}
			c.mu.Lock()
			defer c.mu.Unlock()
			if c.known == nil || len(c.known) >= maxCalibrations {
				c.known = map[string]*calibration{}
			}
			c.known[key] = learned
		})
	}
	return nil
}

// calibrationKey holds what is compared as a whole; the rest are inputs. The script is not in it: its name and its text
// are put in later.
func calibrationKey(request Request, found installation) string {
	env := slices.Clone(request.Env)
	slices.Sort(env)
	return fmt.Sprintf("%q %q %q %x", found.path, found.real, request.Dir, digest(env))
}

func (r *Runner) current(inputs []input) bool {
	for _, i := range inputs {
		if now, _ := r.files.stat(i.path); now != i.stamp {
			return false
		}
	}
	return true
}

// plainName matches names that no manager takes for an option, a pattern or a path.
var plainName = regexp.MustCompile(`^[A-Za-z0-9_][A-Za-z0-9_:.-]*$`)

// sample is a script whose name no manager misunderstands: that of the request, or another of its package, for all are
// given the same. Empty for none.
func (r *Runner) sample(request Request) string {
	scripts, err := r.scripts(request.Dir)
	if err != nil {
		return ""
	}
	usable := func(name string, body any) bool {
		text, ok := body.(string)
		return ok && text != "" && plainName.MatchString(name) && !nodeGyp.MatchString(text)
	}
	if body, there := scripts.Get(request.Script); there && usable(request.Script, body) {
		return request.Script
	}
	for name, body := range scripts.All() {
		if usable(name, body) {
			return name
		}
	}
	return ""
}

// canCalibrate refuses where a start of the manager would run something of the project's, or fetch something.
func (r *Runner) canCalibrate(request Request, found installation) bool {
	return len(r.program) == 1 && r.sample(request) != "" && r.runsProject(request, found) == ""
}

// calibrate starts the manager.
func (r *Runner) calibrate(ctx context.Context, request Request, found installation) *calibration {
	request.Script, request.Args = r.sample(request), nil
	learned := &calibration{inputs: r.inputs(request, found)} // before the start: what changes meanwhile is seen later
	starts, err := r.startRecorded(ctx, request, found)
	i := slices.IndexFunc(starts, func(s shellStart) bool { return valueOf(s.env, "npm_lifecycle_event") == request.Script })
	switch {
	case err != nil:
		learned.failed = err.Error()
	case i < 0:
		learned.failed = found.name + " did not run it"
	default:
		learned.env = lacking(starts[i].env, recordVariable, "YARN_SCRIPT_SHELL")
		if found.name == "yarn" {
			learned.env, err = r.keepShims(learned.env)
			if err != nil {
				learned.failed = err.Error()
			}
		}
	}
	if learned.failed != "" && ctx.Err() == nil {
		r.log.Info("a package manager could not be asked", "manager", found.name, "dir", request.Dir, "reason", learned.failed)
	}
	return learned
}

// startRecorded runs a script with a shell that records.
func (r *Runner) startRecorded(ctx context.Context, request Request, found installation) ([]shellStart, error) {
	dir, err := r.private()
	if err != nil {
		return nil, err
	}
	file, err := os.CreateTemp(dir, "record-")
	if err != nil {
		return nil, err
	}
	defer os.Remove(file.Name()) //nolint:errcheck // the folder is removed at last
	if err := file.Close(); err != nil {
		return nil, err
	}
	shell := r.program[0]
	env := with(request.Env, recordVariable+"="+file.Name())
	args := []string{"run", request.Script}
	switch found.name {
	case "npm":
		args = []string{"run", "--script-shell=" + shell, request.Script}
	case "pnpm":
		args = append([]string{"--config.script-shell=" + shell, "--config.verify-deps-before-run=false"}, args...)
	case "yarn":
		env = with(env, "YARN_SCRIPT_SHELL="+shell)
	}
	_, err = start(ctx, calibrateLimit, &exec.Cmd{Path: found.path, Args: append([]string{found.path}, args...), Env: env, Dir: request.Dir})
	if err != nil {
		return nil, fmt.Errorf("%s refuses: %w", found.name, err)
	}
	data, err := os.ReadFile(file.Name())
	if err != nil {
		return nil, err
	}
	return readRecord(data)
}

// private is a folder for this runner alone.
func (r *Runner) private() (string, error) {
	c := &r.calibrations
	c.mu.Lock()
	defer c.mu.Unlock()
	if _, err := os.Stat(c.dir); c.dir != "" && err == nil {
		return c.dir, nil
	}
	dir, err := os.MkdirTemp("", "runlight-")
	if err != nil {
		return "", fmt.Errorf("make a folder for what package managers tell: %w", err)
	}
	c.dir, err = filepath.EvalSymlinks(dir)
	return c.dir, err
}

func (c *calibrations) close() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.dir == "" {
		return nil
	}
	return os.RemoveAll(c.dir)
}
