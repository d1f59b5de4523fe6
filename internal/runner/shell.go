package runner

import (
	"path/filepath"
	"strings"
)

// shellStep runs a text in a shell. The shell is looked up as a child would be by its own PATH, where a package may
// bring a program of the shell's name.
func shellStep(event, shell, text, dir string, env *variables) (Step, error) {
	list := env.list()
	path := shell
	if strings.ContainsAny(shell, separators) {
		if !filepath.IsAbs(path) {
			path = filepath.Join(dir, path)
		}
	} else {
		found, ok := find(shell, dir, list)
		if !ok {
			return Step{}, leave("the shell %s is not on the PATH", shell)
		}
		path = found
	}
	step := Step{Event: event, Text: text, Path: path, Name: shell, Env: list, Dir: dir}
	step.Args, step.Line = shellArguments(path, text)
	return step, nil
}
