package workspace

import (
	"fmt"

	"github.com/runlight-dev/runlight/internal/manifest"
)

const (
	manifestFile = "package.json"
	pnpmFile     = "pnpm-workspace.yaml"
	lernaFile    = "lerna.json"
)

// watchedFiles are the files whose content matters: it holds packages and their scripts, workspace globs, or the
// generation of yarn.
var watchedFiles = []string{manifestFile, pnpmFile, lernaFile, "yarn.lock"}

// signalNames are the entries whose coming or going can change what a directory says: the above, and what package
// manifest takes as a sign of a package manager.
var signalNames = set(append([]string{
	"package-lock.json", "npm-shrinkwrap.json", "pnpm-lock.yaml", "shrinkwrap.yaml", "bun.lock", "bun.lockb", "deno.lock",
	"deno.json", "deno.jsonc", "rush.json", ".yarnrc.yml", ".pnp.cjs", ".pnp.js", ".yarn", "node_modules", ".git",
}, watchedFiles...)...)

// neverWalked are folders that hold what others wrote: dependencies and version control. No package manager looks for
// members in them.
var neverWalked = set("node_modules", "bower_components", "jspm_packages", ".git", ".hg", ".svn")

// generated are folders that tools write. They are passed over where every manifest counts; a declared workspace may
// name them, and then they are its members.
var generated = set(".yarn", ".pnpm-store", ".vscode-test", ".next", ".nuxt", ".output", ".svelte-kit", ".turbo", ".cache",
	".parcel-cache")

func set(names ...string) map[string]bool {
	s := make(map[string]bool, len(names))
	for _, name := range names {
		s[name] = true
	}
	return s
}

// excludes are the user's globs.
type excludes struct {
	globs   *manifest.Globs
	notices []string // about globs that cannot be read
}

func compileExcludes(globs []string) excludes {
	e := excludes{globs: manifest.NewGlobs()}
	for _, glob := range globs {
		if err := e.globs.Add(glob); err != nil {
			e.notices = append(e.notices, fmt.Sprintf("the pattern %q excludes nothing: %v", glob, err))
		}
	}
	return e
}

// match is asked for each directory from the top down, so that what is beneath an excluded one is never reached.
func (e excludes) match(rel string) bool { return e.globs != nil && e.globs.Match(rel) }
