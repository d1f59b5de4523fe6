package runner

import (
	"fmt"
	"path/filepath"
	"strings"

	"github.com/runlight-dev/runlight/internal/environ"
	"github.com/runlight-dev/runlight/internal/javascript"
)

func init() { dialects["pnpm"] = planPnpm }

// pnpmRun is all that pnpm knows before it starts a script. Versions 9 and 10 are alike in most; 11 no longer reads its
// settings from .npmrc and exports none of them.
type pnpmRun struct {
	files   *files
	request Request
	found   installation
	version [3]int
	major   int
	env     *environ.Variables // of the request
	home    string
	// workspace is the folder of pnpm-workspace.yaml, or empty; root is where the project's settings stand: that folder,
	// or the package's.
	workspace, root string
	// manifest is the package's, rootManifest that of root.
	manifest, rootManifest *javascript.Object
	settings               pnpmSettings
}

// planPnpm is the dialect of pnpm 9, 10 and 11.
func planPnpm(r *Runner, request Request, found installation) ([]Step, error) {
	p := &pnpmRun{files: r.files, request: request, found: found, env: environ.Parse(request.Env)}
	for _, check := range []func() error{
		p.checkVersion, p.checkName, p.readFolders, p.readManifests, p.readSettings, p.checkMember, p.checkSettings, p.checkPin, p.checkEngines,
	} {
		if err := check(); err != nil {
			return nil, err
		}
	}
	stages, err := p.stages()
	if err != nil {
		return nil, err
	}
	if p.major >= 11 {
		if err := p.checkDependencies(); err != nil {
			return nil, err
		}
	}
	steps := make([]Step, 0, len(stages))
	for _, s := range stages {
		step, err := p.step(s)
		if err != nil {
			return nil, err
		}
		steps = append(steps, step)
	}
	return steps, nil
}

// pnpmOldest is the oldest version of each major whose ways are known.
var pnpmOldest = map[int][3]int{9: {9, 12, 0}, 10: {10, 12, 0}, 11: {11, 0, 0}}

func (p *pnpmRun) checkVersion() error {
	version, ok := numbers(p.found.version)
	oldest, known := pnpmOldest[version[0]]
	p.version, p.major = version, version[0]
	switch {
	case !ok:
		return leave("pnpm %q is no version that Runlight knows", p.found.version)
	case p.major == 12:
		return leave("pnpm 12 starts quickly by itself")
	case !known:
		return leave("Runlight knows the ways of pnpm 9, 10 and 11, and not those of %s", p.found.version)
	case compare(version, oldest) < 0:
		return leave("the ways of pnpm %d are known from %d.%d on, and this is %s", p.major, oldest[0], oldest[1], p.found.version)
	}
	return nil
}

// since says that pnpm is of a version or a later one.
func (p *pnpmRun) since(major, minor, patch int) bool {
	return compare(p.version, [3]int{major, minor, patch}) >= 0
}

// checkName leaves names to pnpm that it does not take for the name of a script.
func (p *pnpmRun) checkName() error {
	name := p.request.Script
	switch {
	case name == "":
		return leave("a name that is empty is none for pnpm")
	case strings.HasPrefix(name, "-"):
		return leave("pnpm takes %q for an option", name)
	case p.major >= 11 && strings.HasPrefix(name, "."):
		return leave("pnpm hides scripts whose names begin with a dot")
	}
	return nil
}

// wrongWorkspaceFiles are names of pnpm-workspace.yaml that pnpm refuses to run with (workspace/find-workspace-dir).
var wrongWorkspaceFiles = []string{
	"pnpm-workspaces.yaml", "pnpm-workspaces.yml", "pnpm-workspace.yml", ".pnpm-workspace.yaml", ".pnpm-workspace.yml",
	".pnpm-workspaces.yaml", ".pnpm-workspaces.yml",
}

// readFolders finds the home folder and the workspace. A package belongs to a workspace by its place alone.
func (p *pnpmRun) readFolders() error {
	home, err := homeOf(p.env)
	if err != nil {
		return leave("the home folder is not known: %v", err)
	}
	p.home, p.root = home, p.request.Dir
	if filepath.Base(p.root) == "node_modules" {
		return leave("pnpm runs scripts of the folder above node_modules")
	}
	for _, key := range []string{"NPM_CONFIG_WORKSPACE_DIR", "npm_config_workspace_dir"} {
		if p.env.Value(key) != "" {
			return leave("%s is set", key)
		}
	}
	for dir := p.root; ; dir = filepath.Dir(dir) {
		if _, err := p.files.stat(filepath.Join(dir, "pnpm-workspace.yaml")); err == nil {
			p.workspace, p.root = dir, dir
			return nil
		}
		for _, name := range wrongWorkspaceFiles {
			if _, err := p.files.stat(filepath.Join(dir, name)); err == nil {
				return leave("pnpm refuses %s, which must be named pnpm-workspace.yaml", filepath.Join(dir, name))
			}
		}
		if dir == filepath.Dir(dir) {
			return nil
		}
	}
}

// readManifests reads the package.json of the package and of the root. The one of the root may be missing.
func (p *pnpmRun) readManifests() error {
	var err error
	if p.manifest, err = p.readManifest(p.request.Dir); err != nil {
		return leave("pnpm cannot use package.json: %v", err)
	}
	p.rootManifest = p.manifest
	if p.root == p.request.Dir {
		return nil
	}
	if p.rootManifest, err = p.readManifest(p.root); err != nil {
		p.rootManifest = nil
		for _, name := range []string{"package.json", "package.json5", "package.yaml"} {
			if _, err := p.files.stat(filepath.Join(p.root, name)); err == nil {
				return leave("the %s of the workspace cannot be used", name)
			}
		}
	}
	return nil
}

func (p *pnpmRun) readManifest(dir string) (*javascript.Object, error) {
	return parsed(p.files, "object", filepath.Join(dir, "package.json"), func(data []byte) (*javascript.Object, error) {
		value, err := javascript.ParseJSON([]byte(strings.TrimPrefix(string(data), "\ufeff")))
		object, ok := value.(*javascript.Object)
		if err == nil && !ok {
			err = fmt.Errorf("it holds no object")
		}
		return object, err
	})
}
