package runner

import (
	"errors"
	"path/filepath"
	"strings"
)

var errNoHome = errors.New("USERPROFILE is not set")

// configFolder is where pnpm keeps its own settings in the home folder, where LOCALAPPDATA is not set.
var configFolder = filepath.Join(".config", "pnpm")

// homeOf is the home folder as Node.js tells it (os.homedir).
func homeOf(env *variables) (string, error) {
	for _, key := range env.keys {
		if strings.EqualFold(key, "USERPROFILE") && env.get(key) != "" {
			return env.get(key), nil
		}
	}
	return "", errNoHome
}

func localAppData(env *variables) string {
	for _, key := range env.keys {
		if strings.EqualFold(key, "LOCALAPPDATA") {
			return env.get(key)
		}
	}
	return ""
}
