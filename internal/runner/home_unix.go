//go:build unix

package runner

import (
	"errors"
	"os/user"
	"path/filepath"

	"github.com/runlight-dev/runlight/internal/environ"
)

var errNoHome = errors.New("HOME is empty")

// homeOf is the home folder as Node.js tells it (os.homedir): HOME, else that of the user.
func homeOf(env *environ.Variables) (string, error) {
	home, set := env.Get("HOME")
	switch {
	case home != "":
		return home, nil
	case set:
		return "", errNoHome
	}
	current, err := user.Current()
	if err != nil {
		return "", err
	}
	return current.HomeDir, nil
}

// configFolder is where pnpm keeps its own settings (config/config, dirs).
func configFolder(_ *environ.Variables, home string) string {
	return filepath.Join(home, preferences, "pnpm")
}
