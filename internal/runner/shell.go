package runner

import (
	"path/filepath"
	"strings"

	"github.com/runlight-dev/runlight/internal/environ"
)

// shellStep runs a text in a shell. The shell is looked up as a child would be by its own PATH, where a package may
// bring a program of the shell's name.
func shellStep(event, shell, text, dir string, env *environ.Variables) (Step, error) {
	list := env.List()
	if strings.ContainsRune(text+strings.Join(list, ""), 0) {
		return Step{}, leave("no system can hand on a text with a NUL")
	}
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
