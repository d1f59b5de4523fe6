package runner

import "os"

// Answer is this program in the service of its own daemon, and nobody else's business: [KeepCommand] runs the steps of a
// plan, and as the shell of a package manager it records what a script would be given, and runs nothing. It says whether
// it was meant, and returns the exit code. Each program that hands itself to a runner as [Options.Program] must ask it
// first.
func Answer(args []string) (code int, mine bool) {
	if file, ok := os.LookupEnv(recordVariable); ok {
		return record(file, args, os.Environ()), true
	}
	if len(args) > 0 && args[0] == KeepCommand {
		return keep(args[1:]), true
	}
	return 0, false
}
