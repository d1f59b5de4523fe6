package runner

import (
	"hash/maphash"
	"os"
	"path/filepath"
	"regexp"
	"strings"
)

// Names of files that a package manager reads on the way up from a package.
var (
	readByAll   = []string{"package.json", ".npmrc"}
	readByPnpm  = []string{"pnpm-workspace.yaml", "pnpm-workspace.yml"}
	readByYarn  = []string{".yarnrc", ".yarnrc.yml", ".pnp.js", ".pnp.cjs"}
	readByShims = []string{
		".tool-versions", ".node-version", ".nvmrc", "mise.toml", ".mise.toml", "mise.local.toml", ".prototools",
		".config/mise.toml", ".config/mise/config.toml", ".volta/tools/user/platform.json",
	}
	// What Yarn makes up entries of the manifest from, in the package itself (yarn 1.22.22, src/util/normalize-manifest).
	readInPackage = []string{"server.js", "binding.gyp", "LICENSE", "LICENSE.md", "LICENCE", "AUTHORS", "README.md"}
)

// inputs are the files that what a manager gives to scripts depends on, as they are now.
func (r *Runner) inputs(request Request, found installation) []input {
	names := append([]string{}, readByAll...)
	switch found.name {
	case "pnpm":
		names = append(names, readByPnpm...)
	case "yarn":
		names = append(names, readByYarn...)
	}
	if found.root == "" {
		names = append(names, readByShims...)
	}
	paths := []string{found.path, found.real, found.node.real}
	for dir := range upward(request.Dir) {
		for _, name := range names {
			paths = append(paths, filepath.Join(dir, filepath.FromSlash(name)))
		}
	}
	home := valueOf(request.Env, homeVariable)
	for _, name := range append(names[1:], ".config/pnpm/rc") {
		paths = append(paths, filepath.Join(home, filepath.FromSlash(name)))
	}
	for _, name := range readInPackage {
		paths = append(paths, filepath.Join(request.Dir, name))
	}
	return r.stamps(append(paths, globalFiles(request, found)...))
}

// globalFiles are the settings of the system.
func globalFiles(request Request, found installation) []string {
	var paths []string
	prefixes := []string{"/", "/usr", "/usr/local", valueOf(request.Env, "PREFIX")}
	if found.node.real != "" {
		prefixes = append(prefixes, filepath.Dir(filepath.Dir(found.node.real)))
	}
	for _, prefix := range prefixes {
		paths = append(paths, filepath.Join(prefix, "etc", "npmrc"), filepath.Join(prefix, "etc", "yarnrc"))
	}
	for _, key := range []string{"npm_config_userconfig", "NPM_CONFIG_USERCONFIG", "npm_config_globalconfig", "NPM_CONFIG_GLOBALCONFIG"} {
		if path := valueOf(request.Env, key); path != "" {
			paths = append(paths, path)
		}
	}
	return paths
}

func (r *Runner) stamps(paths []string) []input {
	var inputs []input
	seen := map[string]bool{"": true}
	for _, path := range paths {
		if !seen[path] {
			seen[path] = true
			now, _ := r.files.stat(path)
			inputs = append(inputs, input{path, now})
		}
	}
	return inputs
}

// loads are options of Node.js that load a file.
var loads = regexp.MustCompile(`(^|\s)(-r|--require|--import|--loader|--experimental-loader|--env-file\S*)\b`)

// runsProject says why a start of the manager would run code of the project's, or fetch another manager; empty for no.
func (r *Runner) runsProject(request Request, found installation) string {
	if loads.MatchString(valueOf(request.Env, "NODE_OPTIONS")) {
		return "NODE_OPTIONS loads a file"
	}
	for dir := range upward(request.Dir) {
		for _, path := range []string{found.path, found.real, found.node.path} {
			if strings.HasPrefix(path, filepath.Join(dir, "node_modules")+string(filepath.Separator)) {
				return found.name + " is the project's own"
			}
		}
		if why := r.runsFolder(dir, found); why != "" {
			return why
		}
	}
	return r.runsFolder(valueOf(request.Env, homeVariable), found)
}

// hookFiles are what a manager loads at its start, whatever it is asked for.
var hookFiles = map[string][]string{
	"pnpm": {".pnpmfile.cjs", ".pnpmfile.mjs", ".pnp.cjs"},
	"yarn": {".pnp.js", ".pnp.cjs", ".yarnrc.yml"},
}

// hookWords are what lets a manager load something, wherever it stands in a file. What is found in vain costs only time.
var hookWords = map[string]map[string][]string{
	"pnpm": {".npmrc": {"pnpmfile"}, "pnpm-workspace.yaml": {"pnpmfile", "configDependencies"}, "package.json": {"devEngines"}},
	"yarn": {".yarnrc": {"yarn-path", "script-shell"}, ".npmrc": {"yarn-path", "script-shell"}},
}

// shimWords are what lets a version manager run a command of its own.
var shimWords = map[string][]string{
	"mise.toml": {"[hooks", "exec(", "_."}, ".mise.toml": {"[hooks", "exec(", "_."}, "mise.local.toml": {"[hooks", "exec(", "_."},
}

func (r *Runner) runsFolder(dir string, found installation) string {
	for _, name := range hookFiles[found.name] {
		if _, err := os.Lstat(filepath.Join(dir, name)); err == nil {
			return name + " is loaded by " + found.name
		}
	}
	for _, words := range []map[string][]string{hookWords[found.name], shimWords} {
		for name, list := range words {
			for _, word := range list {
				if r.mentions(filepath.Join(dir, name), word) {
					return name + " sets " + word
				}
			}
		}
	}
	return ""
}

var digestSeed = maphash.MakeSeed()

func digest(texts []string) uint64 {
	var h maphash.Hash
	h.SetSeed(digestSeed)
	for _, text := range texts {
		_, _ = h.WriteString(text)
		_ = h.WriteByte(0)
	}
	return h.Sum64()
}
