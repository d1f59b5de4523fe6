package runner

import (
	"path/filepath"
	"strings"
)

// find looks a program up in the PATH of env, as a shell in dir would. exec.LookPath cannot be used: it reads the PATH
// of this program, which is another one.
func find(program, dir string, env []string) (string, bool) {
	var path, extensions string
	for _, entry := range env {
		switch key, value, _ := strings.Cut(entry, "="); {
		case isPath(key):
			path = value
		case key == "PATHEXT":
			extensions = value
		}
	}
	for _, folder := range filepath.SplitList(path) {
		if !filepath.IsAbs(folder) {
			folder = filepath.Join(dir, folder) // also "", which means the current folder
		}
		for _, name := range spellings(program, extensions) {
			if candidate := filepath.Join(folder, name); executable(candidate) {
				return candidate, true
			}
		}
	}
	return "", false
}
