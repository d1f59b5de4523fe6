package runner

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
)

// behindCorepack finds the manager that Corepack would load: the one that the project pins, where it has been fetched
// already. It runs in the process of the shim and finds two variables that Corepack has set (corepack 0.34,
// sources/corepackUtils.ts, runVersion). All else would change what is on the disk, so that Corepack must do it.
func (r *Runner) behindCorepack(request Request, root string, found *installation) error {
	switch {
	case !isVersion(request.Pinned):
		return leave("Corepack chooses the version of %s, for the project pins none", found.name)
	case valueOf(request.Env, "COREPACK_ENABLE_PROJECT_SPEC") == "0" || r.corepackFile(request):
		return leave("Corepack is set up in a special way")
	}
	home := filepath.Join(corepackHome(request.Env), "v1", found.name, request.Pinned)
	programs, err := parsed(r.files, "corepack", filepath.Join(home, ".corepack"), func(data []byte) (map[string]string, error) {
		var said struct{ Bin map[string]string }
		err := json.Unmarshal(data, &said)
		return said.Bin, err
	})
	if err != nil || programs[found.name] == "" {
		return leave("Corepack has not fetched %s %s yet", found.name, request.Pinned)
	}
	shim := found.real
	// Node.js resolves links when it loads a file.
	if found.real, err = filepath.EvalSymlinks(filepath.Join(home, filepath.FromSlash(programs[found.name]))); err != nil {
		return leave("what Corepack has of %s %s is broken", found.name, request.Pinned)
	}
	found.root, found.version = home, request.Pinned
	if resolved, err := filepath.EvalSymlinks(home); err == nil {
		found.root = resolved
	}
	found.env = []string{"COREPACK_ROOT=" + root}
	if valueOf(request.Env, corepackPrompt) == "" && r.mentions(shim, corepackPrompt) {
		found.env = append(found.env, corepackPrompt+"=1")
	}
	return nil
}

const corepackPrompt = "COREPACK_ENABLE_DOWNLOAD_PROMPT"

// corepackFile looks for a file of settings of Corepack's own.
func (r *Runner) corepackFile(request Request) bool {
	if valueOf(request.Env, "COREPACK_ENV_FILE") != "" {
		return true
	}
	for dir := range upward(request.Dir) {
		if _, err := os.Stat(filepath.Join(dir, ".corepack.env")); err == nil {
			return true
		}
	}
	return false
}

// corepackHome is where Corepack keeps what it has fetched (its README, "Environment Variables").
func corepackHome(env []string) string {
	if home := valueOf(env, "COREPACK_HOME"); home != "" {
		return home
	}
	cache := valueOf(env, "XDG_CACHE_HOME")
	if cache == "" {
		cache = valueOf(env, "LOCALAPPDATA")
	}
	if cache == "" {
		cache = filepath.Join(valueOf(env, homeVariable), filepath.FromSlash(cacheFolder))
	}
	return filepath.Join(cache, "node", "corepack")
}

// upward are a folder and all above it.
func upward(dir string) func(yield func(string) bool) {
	return func(yield func(string) bool) {
		for yield(dir) {
			above := filepath.Dir(dir)
			if above == dir || strings.TrimSpace(above) == "" {
				return
			}
			dir = above
		}
	}
}
