package runner

import (
	"path/filepath"
	"strings"

	"github.com/runlight-dev/runlight/internal/environ"
)

// cmdShell says that scripts are read by cmd.exe.
const cmdShell = true

// printEnv is npm's own script "env".
const printEnv = "SET"

// separators may stand between the names of a path.
const separators = `/\`

// defaultShell is the shell of a package manager that is told of no other.
func defaultShell(env *environ.Variables) string {
	if shell := env.Value("comspec"); shell != "" {
		return shell
	}
	return "cmd"
}

// shellArguments hands cmd.exe the text as it is: neither Node.js nor Go may quote it again.
func shellArguments(path, text string) (args []string, line string) {
	return []string{"/d", "/s", "/c", text}, `"` + path + `" /d /s /c ` + text
}

// isBatch says whether a command of a script in dir is a batch file, whose arguments cmd.exe reads twice.
func isBatch(command, dir string, env []string) bool {
	path := command
	if strings.ContainsAny(command, separators) {
		// find wants a name, so the folder stands in for the PATH.
		env = with(env, "PATH="+filepath.Dir(filepath.Join(dir, command)))
		command = filepath.Base(command)
	} else {
		env = with(env, "PATH="+dir+";"+valueOf(env, "PATH"))
	}
	if found, ok := find(command, dir, env); ok {
		path = found
	}
	extension := strings.ToLower(filepath.Ext(path))
	return extension == ".cmd" || extension == ".bat"
}
