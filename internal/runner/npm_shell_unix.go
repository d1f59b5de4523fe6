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

// npmShell finds the shell for scripts, sh by default. It is looked up in the PATH of the script, which begins with the
// package's own programs.
func npmShell(name string, env *environ.Variables, dir string) (shellProgram, error) {
	shell, found := shellProgram{name, name}, true
	path := []string{"PATH=" + env.Value("PATH")}
	switch {
	case cmdName.MatchString(name):
		return shell, leave("the npm setting script-shell is %s", name)
	case name == "":
		shell.name = "sh"
		shell.path, found = find("sh", dir, path)
	case !strings.Contains(name, "/"):
		shell.path, found = find(name, dir, path)
	case !filepath.IsAbs(name):
		shell.path = filepath.Join(dir, name)
	}
	if !found || !executable(shell.path) {
		return shell, leave("the shell %s was not found", shell.name)
	}
	return shell, nil
}

// npmStep runs an event in the shell.
func npmStep(shell shellProgram, event npmEvent, env *environ.Variables, dir string) Step {
	text := event.body
	for _, arg := range event.args {
		text += " " + quote.Sh(arg)
	}
	return Step{
		Event: event.name, Text: text, Path: shell.path, Name: shell.name, Args: []string{"-c", text}, Env: env.List(), Dir: dir,
	}
}
