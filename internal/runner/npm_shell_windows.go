package runner

import (
	"path/filepath"
	"regexp"
	"strings"

	"github.com/runlight-dev/runlight/internal/environ"
	"github.com/runlight-dev/runlight/internal/quote"
)

// printEnv is npm's own script "env".
const printEnv = "SET"

var cmdName = regexp.MustCompile(`(?i)(?:^|\\)cmd(?:\.exe)?$`)

// npmShell finds the shell for scripts, which must be cmd.exe.
func npmShell(name string, env *environ.Variables, dir string) (shellProgram, error) {
	shell := shellProgram{name, name}
	if name == "" {
		if shell.name = env.Value("ComSpec"); shell.name == "" {
			shell.name = "cmd.exe"
		}
		shell.path = shell.name
	}
	if !cmdName.MatchString(shell.name) {
		return shell, leave("the npm setting script-shell is %s, and not cmd.exe", shell.name)
	}
	if !filepath.IsAbs(shell.name) {
		path, ok := find(strings.TrimSuffix(strings.ToLower(shell.name), ".exe"), dir, env.List())
		if !ok {
			return shell, leave("the shell %s was not found", shell.name)
		}
		shell.path = path
	}
	return shell, nil
}

// npmStep runs an event in cmd.exe, which gets the text as it is: nobody may quote it again.
func npmStep(shell shellProgram, event npmEvent, env *environ.Variables, dir string) Step {
	step := Step{Event: event.name, Text: event.body, Path: shell.path, Name: shell.name, Env: env.List(), Dir: dir}
	twice := len(event.args) > 0 && batch(quote.FirstWord(event.body), dir, step.Env)
	for _, arg := range event.args {
		step.Text += " " + quote.Cmd(arg, twice)
	}
	step.Args = []string{"/d", "/s", "/c", step.Text}
	step.Line = `"` + step.Path + `" /d /s /c ` + step.Text
	return step
}

// batch says whether the program of a script is a batch file.
func batch(program, dir string, env []string) bool {
	path := program
	if !strings.ContainsAny(program, `/\`) {
		if found, ok := find(program, dir, env); ok {
			path = found
		}
	} else if filepath.Ext(program) == "" {
		for _, name := range spellings(filepath.Join(dir, program), environ.Parse(env).Value("PATHEXT")) {
			if executable(name) {
				path = name
				break
			}
		}
	}
	extension := strings.ToLower(filepath.Ext(path))
	return extension == ".cmd" || extension == ".bat"
}
