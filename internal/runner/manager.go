package runner

import (
	"fmt"
	"slices"
	"strings"
)

// byManager is the plan that leaves a request to its package manager, and why.
func byManager(r Request, found installation, reason string) (Plan, error) {
	m, known := managers[r.Manager]
	if !known {
		return Plan{}, fmt.Errorf("%w: Runlight does not know how to run scripts with %q (%s)", ErrNoManager, r.Manager, r.Reason)
	}
	path, ok := find(m.program, r.Dir, r.Env)
	if !ok {
		return Plan{}, missing(r, m.program)
	}
	args := m.arguments(r.Script, r.Args)
	return Plan{
		Manager: strings.TrimSpace(r.Manager + " " + found.version),
		Reason:  reason,
		Steps: []Step{{
			Event: r.Script, Text: strings.Join(append([]string{m.program}, args...), " "),
			Path: path, Args: args, Env: r.Env, Dir: r.Dir,
		}},
	}, nil
}

// manager is how one package manager is asked to run a script.
type manager struct {
	program string
	// run are the arguments before the name of the script.
	run []string
	// dash stands between run and a name that begins with a dash, which would be read as an option.
	dash bool
	// separator stands between the name and arguments, where the manager would read them as its own.
	separator func(args []string) bool
}

// ways are why managers run scripts themselves that have no dialect.
var ways = map[string]string{
	"bun":   "bun run starts in 6 ms by itself",
	"berry": "Yarn 2 and later run scripts in a shell of their own",
	"deno":  "deno task runs scripts in a shell of its own",
	"node":  "node --run was chosen in the settings",
	"rush":  "rushx knows what a project of Rush needs",
}

func always([]string) bool { return true }
func never([]string) bool  { return false }

// leadingDashes says that the manager drops a first "--", which must be given twice to arrive.
func leadingDashes(args []string) bool { return args[0] == "--" }

// anyDashes says that the manager drops the first "--" of all arguments.
func anyDashes(args []string) bool { return slices.Contains(args, "--") }

var managers = map[string]manager{
	// npm-run-script(1): everything after the first -- is the script's.
	"npm": {program: "npm", run: []string{"run"}, dash: true, separator: always},
	// pnpm run: everything after the name is the script's, also a --.
	"pnpm": {program: "pnpm", run: []string{"run"}, separator: never},
	// Yarn classic drops the first --, wherever it stands, with a warning.
	"yarn": {program: "yarn", run: []string{"run"}, dash: true, separator: anyDashes},
	// Yarn 2 and later pass everything after the name.
	"berry": {program: "yarn", run: []string{"run"}, separator: never},
	// bun run drops one leading --.
	"bun": {program: "bun", run: []string{"run"}, dash: true, separator: leadingDashes},
	// deno task passes everything after the name.
	"deno": {program: "deno", run: []string{"task"}, separator: never},
	// node --run takes the script's arguments after a -- (Node.js documentation, "Command-line API").
	"node": {program: "node", run: []string{"--run"}, separator: always},
	// rushx takes the name first and passes the rest.
	"rush": {program: "rushx", separator: never},
}

func (m manager) arguments(script string, args []string) []string {
	line := append([]string{}, m.run...)
	dashed := m.dash && strings.HasPrefix(script, "-")
	if dashed {
		line = append(line, "--")
	}
	line = append(line, script)
	if len(args) == 0 {
		return line
	}
	// One -- is enough: what follows a name that stands behind it is the script's already.
	if !dashed && m.separator(args) {
		line = append(line, "--")
	}
	return append(line, args...)
}
