package runner

import (
	"cmp"
	"errors"
	"slices"
	"strconv"
	"strings"
)

// KeepCommand is the argument by which this program is asked to run the steps of a plan: see [Answer].
const KeepCommand = "keep"

// Command is the one program to launch for a plan. For several steps it is this program once more, as a keeper: the
// leader of the session, which runs all but the last step as children, in the same process group, and then becomes the
// last one. So hooks keep their terminal and what they left in the background, Ctrl-C reaches whoever runs, and a script
// without a post hook has no process beside it.
//
// A shell as the keeper would be smaller, but it changes the environment on the way (dash drops names that are none of
// its own, bash counts SHLVL), says "Terminated" on the script's terminal, and cannot tell exit 143 from a SIGTERM.
func (p Plan) Command() Step {
	last := p.Steps[len(p.Steps)-1]
	if len(p.Steps) == 1 {
		return last
	}
	var texts []string
	args := append(slices.Clone(p.keeper[1:]), KeepCommand)
	for _, step := range p.Steps {
		texts = append(texts, step.Text)
		args = append(args, keptStep(step, p.Steps[0].Env)...)
	}
	first := p.Steps[0]
	return Step{
		Event: last.Event, Text: strings.Join(texts, " && "), Path: p.keeper[0], Args: args, Env: first.Env, Dir: first.Dir,
	}
}

// kept is a step as a keeper is told of it.
type kept struct {
	dir, path, name string
	args            []string
	set, unset      []string // against the environment of the keeper
}

// keptStep writes a step as arguments: each list with its length before it. No text is changed, for a script and its
// arguments may be any bytes, and none grows, for the system limits the length of one argument (execve(2)).
func keptStep(step Step, base []string) []string {
	set, unset := difference(base, step.Env)
	fields := []string{step.Dir, step.Path, cmp.Or(step.Name, step.Path)}
	for _, list := range [][]string{step.Args, set, unset} {
		fields = append(append(fields, strconv.Itoa(len(list))), list...)
	}
	return fields
}

// difference is what makes one environment out of another.
func difference(from, to []string) (set, unset []string) {
	names := map[string]bool{}
	has := map[string]bool{}
	for _, entry := range from {
		has[entry] = true
	}
	for _, entry := range to {
		name, _, _ := strings.Cut(entry, "=")
		names[name] = true
		if !has[entry] {
			set = append(set, entry)
		}
	}
	for _, entry := range from {
		if name, _, _ := strings.Cut(entry, "="); !names[name] {
			unset = append(unset, name)
		}
	}
	return set, unset
}

var errKept = errors.New("not the arguments of a keeper")

// readKept reads what keptStep wrote, for all steps.
func readKept(args []string) (steps []kept, err error) {
	for len(args) > 0 {
		if len(args) < 3 {
			return nil, errKept
		}
		k := kept{dir: args[0], path: args[1], name: args[2]}
		args = args[3:]
		for _, list := range []*[]string{&k.args, &k.set, &k.unset} {
			if len(args) == 0 {
				return nil, errKept
			}
			length, err := strconv.Atoi(args[0])
			if err != nil || length < 0 || length > len(args)-1 {
				return nil, errKept
			}
			*list, args = args[1:1+length], args[1+length:]
		}
		steps = append(steps, k)
	}
	return steps, nil
}

// environment is that of the step, given the keeper's.
func (k kept) environment(base []string) []string {
	env := with(base, k.set...)
	return slices.DeleteFunc(slices.Clone(env), func(entry string) bool {
		name, _, _ := strings.Cut(entry, "=")
		return slices.Contains(k.unset, name)
	})
}
