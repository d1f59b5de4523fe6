//go:build unix

package oracle

import (
	"regexp"

	"github.com/runlight-dev/runlight/internal/launch"
)

// difference is one way in which a run by Runlight may differ from one by the package manager, and why that is wanted.
type difference struct {
	// on are the managers that it is about, as in scenario.on.
	on, why string
	// exit is what the manager tells of an end, for ends that it does not tell truly.
	exit func(launch.Exit) (launch.Exit, bool)
	// line is what the manager itself writes to the terminal.
	line *regexp.Regexp
	// variable differs in what part matches, or altogether where part is nil.
	variable string
	part     *regexp.Regexp
}

// differences are all that are meant. Nothing else may differ, unless a scenario names it.
var differences = []difference{
	{
		on: "pnpm<=11", why: "pnpm takes 127 for its own failure to start the shell; the script ended so",
		exit: func(e launch.Exit) (launch.Exit, bool) { return launch.Exit{Code: 1}, e.Code == 127 },
	},
	{
		on: "pnpm@9 pnpm@11", why: "pnpm calls an interrupted script a success",
		exit: func(e launch.Exit) (launch.Exit, bool) { return launch.Exit{}, e.Signal == "SIGINT" },
	},
	{
		on: "yarn", why: "yarn tells no signals",
		exit: func(e launch.Exit) (launch.Exit, bool) { return launch.Exit{Code: 1}, e.Signal != "" },
	},
	{
		on: "npm pnpm<=11", why: "node catches these two when npm sends them to itself",
		exit: func(e launch.Exit) (launch.Exit, bool) {
			return launch.Exit{Code: 1}, e.Signal == "SIGUSR1" || e.Signal == "SIGPIPE"
		},
	},
	{variable: launch.Marker, why: "each run has a mark of its own, by which its processes are found"},
	{
		on: "pnpm@11", variable: "SHLVL",
		why: "pnpm 11 puts a trap before each script, so that bash starts its last command instead of becoming it",
	},
	{
		on: "yarn", variable: "PATH", part: regexp.MustCompile(`[^:]*/yarn--[^:/]*:`),
		why: "yarn makes a folder with its node and itself for each run, and leaves it; Runlight makes one",
	},
	{
		line: regexp.MustCompile(`^(Debugger listening on |For help, see: https://nodejs.org/).*`),
		why:  "SIGUSR1 makes the manager's Node.js wait for a debugger",
	},
	{
		line: regexp.MustCompile(`^` + launch.Marker + `=`), why: "the mark of a run, printed by env",
	},
	{
		on: "npm", line: regexp.MustCompile(`^npm (notice|warn|error)\b.*`),
		why: "what npm says of the run is not the script's output",
	},
	{
		on: "pnpm", line: regexp.MustCompile(`^(\$( .*)?$|\[ELIFECYCLE\].*|.?ELIFECYCLE.*|.?WARN.*|\[WARN\].*|Already up to date|.*Done in \d.*)`),
		why: "what pnpm says of the run is not the script's output",
	},
	{
		on: "yarn", line: regexp.MustCompile(`^(yarn run v.*|\$( .*)?$|Done in .*|error .*|info .*|warning .*)`),
		why: "what Yarn says of the run is not the script's output",
	},
	{
		on: "bun", line: regexp.MustCompile(`^(\$( .*)?$|error: .*)`),
		why: "what Bun says of the run is not the script's output",
	},
}

// spinner is drawn by npm 10 and 11 on a terminal while the script runs.
var spinner = regexp.MustCompile(`[⠙⠹⠸⠼⠴⠦⠧⠇⠏⠋]`)

// control are the sequences that move the cursor, colour and erase.
var control = regexp.MustCompile(`\x1b\[[0-9;?]*[A-Za-z]`)
