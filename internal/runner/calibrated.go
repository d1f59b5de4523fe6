package runner

import (
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// ownKeys are variables that a calibration cannot know: they belong to the event, to the terminal that it had not, or to
// what the recording shell needed. A dialect computes them.
var ownKeys = map[string]bool{
	"npm_lifecycle_event": true, "npm_lifecycle_script": true, "COLOR": true, "npm_config_script_shell": true,
	"npm_config_verify_deps_before_run": true, "pnpm_config_verify_deps_before_run": true, "npm_config_argv": true,
}

// own says whether a variable is one of those. pnpm 9 tells a script its own text as a field of package.json too, with the
// arguments of this run.
func own(key string) bool { return ownKeys[key] || strings.HasPrefix(key, "npm_package_scripts_") }

// checked compares what a dialect has computed with what the manager itself gives, where that is known. What the manager
// gives wins: the package manager is right by definition.
func (r *Runner) checked(request Request, found installation, steps []Step) []Step {
	if found.name == "yarn" {
		return steps // made of a calibration
	}
	learned := r.calibrated(request, found)
	if learned == nil || learned.failed != "" {
		return steps
	}
	keys := learned.differences(steps[0])
	if len(keys) == 0 {
		return steps
	}
	learned.told.Do(func() { // names only: values may be secrets
		r.log.Warn("a package manager gives scripts another environment than was computed, which is used from now on",
			"manager", found.name, "version", found.version, "dir", request.Dir, "variables", keys)
	})
	return learned.apply(steps)
}

// differences are the names of the variables that differ, sorted.
func (c *calibration) differences(step Step) (keys []string) {
	set, unset := difference(step.Env, c.env)
	for _, entry := range set {
		name, _, _ := strings.Cut(entry, "=")
		keys = append(keys, name)
	}
	keys = slices.DeleteFunc(append(keys, unset...), func(key string) bool { return own(key) })
	slices.Sort(keys)
	return slices.Compact(keys)
}

// apply gives steps the environment of the manager.
func (c *calibration) apply(steps []Step) []Step {
	steps = slices.Clone(steps)
	for i := range steps {
		var computed []string
		for _, entry := range steps[i].Env {
			if name, _, _ := strings.Cut(entry, "="); own(name) {
				computed = append(computed, entry)
			}
		}
		var kept []string
		for _, entry := range c.env {
			if name, _, _ := strings.Cut(entry, "="); !own(name) {
				kept = append(kept, entry)
			}
		}
		steps[i].Env = append(kept, computed...)
	}
	return steps
}

// behindShim plans where it is not known which file would run: a calibration tells, by the variables that each manager
// sets for programs that want to start it again.
func (r *Runner) behindShim(request Request, found installation, plan dialect, why unknown) ([]Step, installation, error) {
	if found.name == "yarn" {
		steps, err := plan(r, request, found)
		return steps, found, err
	}
	learned := r.calibrated(request, found)
	if learned == nil || learned.failed != "" {
		return nil, found, why
	}
	behind, ok := r.behind(found, learned)
	if !ok {
		return nil, found, why
	}
	if err := pinned(request, behind); err != nil {
		return nil, behind, err
	}
	steps, err := plan(r, request, behind)
	if err != nil {
		return nil, behind, err
	}
	return learned.apply(steps), behind, nil
}

// userAgent is how npm and pnpm name themselves, and the Node.js that runs them.
var userAgent = regexp.MustCompile(`\bnode/(v\S+) (\S+) (\S+)`)

// behind is the installation that has told a calibration.
func (r *Runner) behind(found installation, learned *calibration) (installation, bool) {
	real, err := filepath.EvalSymlinks(valueOf(learned.env, "npm_execpath"))
	if err != nil || !isJavaScript(real) {
		return found, false
	}
	owner, err := r.owner(real)
	agent := userAgent.FindStringSubmatch(valueOf(learned.env, "npm_config_user_agent"))
	program := valueOf(learned.env, "npm_node_execpath")
	if err != nil || owner.name != found.name || agent == nil || program == "" {
		return found, false
	}
	found.real, found.root, found.version, found.env = real, owner.root, owner.version, nil
	found.node = node{path: program, real: program, version: agent[1], platform: agent[2], arch: agent[3]}
	return found, true
}
