//go:build unix

package oracle

import "fmt"

// exitScenarios are about how a script ends.
var exitScenarios = append(append(codes(), kills()...), []scenario{
	{name: "a program that is missing", manifest: `{"scripts": {"x": "probe; no-such-program"}}`},
	{name: "a program that may not be run", manifest: `{"scripts": {"x": "probe; ./plain.txt"}}`, files: map[string]string{"project/plain.txt": ""}},
	{name: "a program that kills itself", manifest: `{"scripts": {"x": "probe; sh -c 'kill -TERM $$'"}}`},
	{name: "a syntax error", manifest: `{"scripts": {"prex": "probe", "x": "if then"}}`},
	{name: "a killed script does not get its last hook", manifest: `{"scripts": {"x": "probe; kill -KILL $$", "postx": "probe no"}}`},
	{name: "an interrupted script and its last hook", manifest: `{"scripts": {"x": "probe; kill -INT $$", "postx": "probe no"}}`, on: "npm yarn"},
	{name: "the exit of a last command", manifest: `{"scripts": {"x": "probe --exit=7; true"}}`},
	{name: "the exit of a pipe", manifest: `{"scripts": {"x": "probe --exit=7 | cat"}}`},
}...)

func codes() []scenario {
	var all []scenario
	for _, code := range []int{0, 1, 2, 42, 126, 127, 130, 137, 143, 255} {
		all = append(all, scenario{
			name: fmt.Sprintf("exit %d", code), manifest: fmt.Sprintf(`{"scripts": {"x": "probe; exit %d", "postx": "probe after"}}`, code),
		})
	}
	return all
}

func kills() []scenario {
	var all []scenario
	for _, name := range []string{"TERM", "KILL", "INT", "HUP", "QUIT", "ABRT", "SEGV", "USR1", "PIPE"} {
		// A core file would be as large as the shell: not here.
		all = append(all, scenario{name: "SIG" + name, manifest: fmt.Sprintf(`{"scripts": {"x": "ulimit -c 0; probe; kill -%s $$"}}`, name)})
	}
	return all
}
