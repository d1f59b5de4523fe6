//go:build unix

package runner

import (
	"path/filepath"
	"regexp"
	"strings"

	"github.com/runlight-dev/runlight/internal/environ"
	"github.com/runlight-dev/runlight/internal/quote"
)

// printEnv is npm's own script "env".
const printEnv = "env"

// cmdName is how npm tells that a shell is to be spoken to as to cmd.exe.
var cmdName = regexp.MustCompile(`(?i)(?:^|\\)cmd(?:\.exe)?$`)

// npmStep runs an event in a shell. It is looked up in the PATH of the script, which begins with the package's own programs.
func npmStep(shell string, event npmEvent, env *environ.Variables, dir string) (Step, error) {
	if shell == "" {
		shell = "sh"
	}
	if cmdName.MatchString(shell) {
		return Step{}, leave("the npm setting script-shell is %s", shell)
	}
	text := event.body
	for _, arg := range event.args {
		text += " " + quote.Sh(arg)
	}
	step := Step{Event: event.name, Text: text, Path: shell, Name: shell, Args: []string{"-c", text}, Env: env.List(), Dir: dir}
	found := true
	if !strings.Contains(shell, "/") {
		step.Path, found = find(shell, dir, step.Env)
	} else if !filepath.IsAbs(shell) {
		step.Path = filepath.Join(dir, shell)
	}
	if !found || !executable(step.Path) {
		return Step{}, leave("the shell %s was not found", shell)
	}
	return step, nil
}
