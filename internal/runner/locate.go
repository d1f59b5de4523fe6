package runner

import (
	"encoding/json"
	"fmt"
	"path/filepath"
	"strings"
)

// locate finds the manager of a request as a shell in its environment would, without starting anything. Its error is
// ErrNoManager, or a useManager where it is not known what would run.
func (r *Runner) locate(request Request) (installation, error) {
	program := managers[request.Manager].program
	path, ok := find(program, request.Dir, request.Env)
	if !ok {
		return installation{}, missing(request, program)
	}
	found := installation{name: program, path: path}
	target, added, err := r.target(path, request.Env)
	if err != nil {
		return found, err
	}
	found.real, found.env = target, added
	owner, err := r.owner(target)
	switch {
	case err != nil:
		return found, foreign(program, path, target)
	case owner.name == "corepack":
		if err := r.behindCorepack(request, owner.root, &found); err != nil {
			return found, err
		}
	case owner.name != program || !isJavaScript(target):
		return found, foreign(program, path, target)
	default:
		found.root, found.version = owner.root, owner.version
	}
	if err := pinned(request, found); err != nil {
		return found, err
	}
	beside := ""
	if target != path && strings.EqualFold(filepath.Ext(path), ".cmd") {
		beside = filepath.Dir(path)
	}
	found.node, err = r.locateNode(request, beside)
	return found, err
}

func missing(request Request, program string) error {
	return fmt.Errorf(
		"%w: %s is not on the PATH. Install it, or choose another with the setting runlight.packageManager. It was chosen because of: %s",
		ErrNoManager, program, request.Reason)
}

// isJavaScript says that Node.js runs the file: a native program, or a shell script, may do anything first.
func isJavaScript(path string) bool {
	switch filepath.Ext(path) {
	case ".js", ".cjs", ".mjs":
		return true
	}
	return false
}

// owner is the package that a file belongs to.
type owner struct{ name, version, root string }

// ownerDepth is how many folders a program lies below its package: bin, or dist/bin.
const ownerDepth = 4

// owner looks for the nearest manifest above a file that has a name and a version. Those without only say how the files
// beside them are to be read, as in {"type":"commonjs"}.
func (r *Runner) owner(path string) (owner, error) {
	dir := filepath.Dir(path)
	for range ownerDepth {
		said, err := parsed(r.files, "owner", filepath.Join(dir, "package.json"), func(data []byte) (owner, error) {
			var m struct{ Name, Version string }
			err := json.Unmarshal(data, &m)
			return owner{name: m.Name, version: m.Version}, err
		})
		if err == nil && said.name != "" && said.version != "" {
			said.root = dir
			return said, nil
		}
		dir = filepath.Dir(dir)
	}
	return owner{}, fmt.Errorf("%s belongs to no package", path)
}

// pinned compares with the version that the project names. npm does not look at that (npm 12, "packageManager"); pnpm
// and Yarn refuse another version, or fetch the named one and start it instead. A range is for the dialect.
func pinned(request Request, found installation) error {
	if request.Manager == "npm" || !isVersion(request.Pinned) || request.Pinned == found.version {
		return nil
	}
	if request.Manager == "yarn" && strings.HasPrefix(request.Pinned, "1.") {
		return nil // Yarn classic takes every version of its line (yarn 1.22.22, src/cli/index.js)
	}
	return leave("the project names %s %s, and %s is installed: %s decides", found.name, request.Pinned, found.version, found.name)
}

// isVersion says that a text is one version and not a range.
func isVersion(text string) bool {
	numbers, _, _ := strings.Cut(text, "-")
	parts := strings.Split(numbers, ".")
	return len(parts) == 3 && strings.Trim(numbers, "0123456789.") == "" && parts[0] != "" && parts[1] != "" && parts[2] != ""
}

// valueOf is the value of a variable, the last where it stands several times, as exec(3) of Go's os/exec keeps it.
func valueOf(env []string, key string) (value string) {
	for _, entry := range env {
		if name, v, ok := strings.Cut(entry, "="); ok && sameKey(name, key) {
			value = v
		}
	}
	return value
}

// with is an environment with further variables, which replace those of the same name.
func with(env []string, more ...string) []string {
	if len(more) == 0 {
		return env
	}
	var kept []string
	for _, entry := range env {
		name, _, _ := strings.Cut(entry, "=")
		replaced := false
		for _, m := range more {
			other, _, _ := strings.Cut(m, "=")
			replaced = replaced || sameKey(name, other)
		}
		if !replaced {
			kept = append(kept, entry)
		}
	}
	return append(kept, more...)
}

// lacking is an environment without some variables.
func lacking(env []string, keys ...string) []string {
	var kept []string
	for _, entry := range env {
		name, _, _ := strings.Cut(entry, "=")
		drop := false
		for _, key := range keys {
			drop = drop || sameKey(name, key)
		}
		if !drop {
			kept = append(kept, entry)
		}
	}
	return kept
}
