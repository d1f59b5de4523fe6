//go:build unix

package runner

import (
	"errors"
	"os/user"
)

var errNoHome = errors.New("HOME is empty")

// homeOf is the home folder as Node.js tells it (os.homedir): HOME, else that of the user.
func homeOf(env *variables) (string, error) {
	if env.has("HOME") {
		if home := env.get("HOME"); home != "" {
			return home, nil
		}
		return "", errNoHome
	}
	current, err := user.Current()
	if err != nil {
		return "", err
	}
	return current.HomeDir, nil
}

// localAppData is for Windows only.
func localAppData(*variables) string { return "" }
