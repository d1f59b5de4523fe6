package runner

import (
	"errors"
	"path/filepath"

	"github.com/runlight-dev/runlight/internal/environ"
)

var errNoHome = errors.New("USERPROFILE is not set")

// homeOf is the home folder as Node.js tells it (os.homedir).
func homeOf(env *environ.Variables) (string, error) {
	if home := env.Value("USERPROFILE"); home != "" {
		return home, nil
	}
	return "", errNoHome
}

// configFolder is where pnpm keeps its own settings (config/config, dirs).
func configFolder(env *environ.Variables, home string) string {
	if dir := env.Value("LOCALAPPDATA"); dir != "" {
		return filepath.Join(dir, "pnpm", "config")
	}
	return filepath.Join(home, ".config", "pnpm")
}
