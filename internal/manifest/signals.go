package manifest

import (
	"bufio"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// Signals is what one directory says about the package manager that belongs there.
type Signals struct {
	packageManager string   // the manifest's field as it stands
	devEngines     choice   // from the manifest's devEngines
	lockfiles      []string // present ones, in the order of lockfileOwners
	rush           bool     // rush.json is there
	lernaClient    string   // npmClient of lerna.json; read only when nothing above names a manager
	modernYarn     bool     // a sign of yarn 2 or later
	installed      []choice // who left its mark in node_modules; looked up only when it can decide
}

// choice is a manager and where it was found. version is "" where the file tells none.
type choice struct{ name, version, file string }

// lockfileOwners are the files that only one manager writes, in the order in which they count when a directory has
// several: bun, pnpm, yarn, npm, and deno at the end.
var lockfileOwners = []struct{ file, manager string }{
	{"bun.lock", "bun"},
	{"bun.lockb", "bun"},
	{"pnpm-lock.yaml", "pnpm"},
	{"pnpm-workspace.yaml", "pnpm"},
	{"shrinkwrap.yaml", "pnpm"}, // pnpm 1 and 2
	{"yarn.lock", "yarn"},
	{"package-lock.json", "npm"},
	{"npm-shrinkwrap.json", "npm"},
	{"deno.lock", "deno"},
}

// installMarks are what an installation leaves in node_modules.
var installMarks = []struct{ file, manager string }{
	{".bun", "bun"}, // bun's isolated installs; its hoisted ones leave nothing
	{".modules.yaml", "pnpm"},
	{".pnpm", "pnpm"},
	{".yarn-state.yml", "berry"},
	{".yarn-integrity", "yarn"},
	{".package-lock.json", "npm"},
}

// ReadSignals looks at one directory; m is the manifest in it, or nil. A directory that cannot be read says what m says.
func ReadSignals(dir string, m *Manifest) Signals {
	entries, _ := os.ReadDir(dir) //nolint:errcheck // the entries read before an error count
	return SignalsOf(dir, entries, m)
}

// SignalsOf is [ReadSignals] for a caller who has the entries of the directory. It reads yarn.lock, lerna.json and
// node_modules only where they decide something, for it runs for each of up to thousands of packages.
func SignalsOf(dir string, entries []fs.DirEntry, m *Manifest) Signals {
	var s Signals
	if m != nil {
		s.packageManager = m.PackageManager
		s.devEngines = choice{name: m.DevEngines, version: m.DevEnginesVersion, file: "devEngines.packageManager"}
	}
	seen := interesting(entries)
	for _, owner := range lockfileOwners {
		if seen[owner.file] {
			s.lockfiles = append(s.lockfiles, owner.file)
		}
	}
	s.rush = seen["rush.json"]
	s.modernYarn = modernYarn(dir, seen)
	if seen["lerna.json"] && s.silent() {
		// What is wrong with the file is for those to say who read it for its packages.
		_, s.lernaClient, _ = ReadLerna(filepath.Join(dir, "lerna.json"))
	}
	if seen["node_modules"] && (len(s.owners()) > 1 || s.silent()) {
		s.installed = installed(filepath.Join(dir, "node_modules"))
	}
	return s
}

// meaningful are the names that say something here; true for those of folders.
var meaningful = func() map[string]bool {
	names := map[string]bool{
		"rush.json": false, "lerna.json": false, ".yarnrc.yml": false, ".pnp.cjs": false, ".pnp.js": false,
		"node_modules": true, ".yarn": true,
	}
	for _, owner := range lockfileOwners {
		names[owner.file] = false
	}
	return names
}()

// interesting picks the meaningful names out of a directory. A link counts as what its name promises.
func interesting(entries []fs.DirEntry) map[string]bool {
	var seen map[string]bool // most directories have none: no map for them
	for _, entry := range entries {
		folder, ok := meaningful[entry.Name()]
		if !ok || !folder && entry.IsDir() {
			continue
		}
		if seen == nil {
			seen = map[string]bool{}
		}
		seen[entry.Name()] = true
	}
	return seen
}

// silent says that neither manifest nor lockfile names a manager.
func (s Signals) silent() bool {
	return s.packageManager == "" && s.devEngines.name == "" && len(s.lockfiles) == 0 && !s.rush
}

// owners are the managers whose lockfiles are there, each once.
func (s Signals) owners() []choice {
	var owners []choice
	for _, owner := range lockfileOwners {
		if slices.Contains(s.lockfiles, owner.file) &&
			!slices.ContainsFunc(owners, func(c choice) bool { return c.name == owner.manager }) {
			owners = append(owners, choice{name: owner.manager, file: owner.file})
		}
	}
	return owners
}

// saysYarn says that the directory has to do with yarn, of either line.
func (s Signals) saysYarn() bool {
	name, _ := splitSpec(s.packageManager)
	return s.modernYarn || name == "yarn" || s.devEngines.name == "yarn" || slices.Contains(s.lockfiles, "yarn.lock")
}

// installed lists who has installed, in the order in which they count.
func installed(modules string) []choice {
	var found []choice
	for _, mark := range installMarks {
		if _, err := os.Lstat(filepath.Join(modules, mark.file)); err == nil {
			found = append(found, choice{name: mark.manager, file: "node_modules/" + mark.file})
		}
	}
	return found
}

// modernYarn looks for what only yarn 2 and later leave, the cheapest first.
func modernYarn(dir string, seen map[string]bool) bool {
	if seen[".yarnrc.yml"] || seen[".pnp.cjs"] || seen[".pnp.js"] {
		return true
	}
	return seen["yarn.lock"] && modernLockfile(filepath.Join(dir, "yarn.lock")) ||
		seen[".yarn"] && modernRelease(filepath.Join(dir, ".yarn", "releases"))
}

// lockfileHead is how far the line is looked for: yarn writes it as the first entry, below a comment.
const lockfileHead = 16 << 10

func modernLockfile(path string) bool {
	file, err := os.Open(path)
	if err != nil {
		return false
	}
	defer file.Close() //nolint:errcheck // nothing was written
	for lines := bufio.NewScanner(io.LimitReader(file, lockfileHead)); lines.Scan(); {
		if strings.HasPrefix(lines.Text(), "__metadata:") {
			return true
		}
	}
	return false
}

// modernRelease looks for a yarn that the repository carries. yarn 1 keeps its own there, too.
func modernRelease(releases string) bool {
	entries, _ := os.ReadDir(releases) //nolint:errcheck // none is an answer
	return slices.ContainsFunc(entries, func(e fs.DirEntry) bool {
		return strings.HasSuffix(e.Name(), ".cjs") && !strings.HasPrefix(e.Name(), "yarn-1.")
	})
}
