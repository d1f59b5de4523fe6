package runner

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/runlight-dev/runlight/internal/javascript"
	"github.com/runlight-dev/runlight/internal/manifest"
)

// pnpmState is what pnpm wrote when it last found node_modules right (workspace/state).
type pnpmState struct {
	LastValidatedTimestamp float64 // milliseconds
	Projects               map[string]json.RawMessage
	Pnpmfiles              []string
	FilteredInstall        bool
	ConfigDependencies     map[string]json.RawMessage
	Settings               struct{ RegistryRoutes map[string]string }
	Validation             struct {
		LocalDependencies map[string]map[string]json.RawMessage
	}
}

// newer says that a file was written after the state, or so close to it that its time does not tell. Some file systems
// know only whole seconds.
func (s *pnpmState) newer(at stamp) bool {
	milliseconds := float64(at.modified / int64(time.Millisecond))
	if at.modified%int64(time.Second) == 0 {
		milliseconds += 1000
	}
	return milliseconds >= s.LastValidatedTimestamp
}

// checkDependencies leaves a run to pnpm 11 before which it would install (deps/status, checkDepsStatus). It may leave
// more than that: pnpm compares contents where times are not enough, and then writes the state anew.
func (p *pnpmRun) checkDependencies() error {
	switch p.settings.values["verifyDepsBeforeRun"] {
	case false, "false":
		return nil
	}
	projects, err := p.projects()
	if err != nil {
		return err
	}
	path := filepath.Join(p.root, "node_modules", ".pnpm-workspace-state-v1.json")
	state, err := parsed(p.files, "state", path, func(data []byte) (*pnpmState, error) {
		state := &pnpmState{}
		return state, json.Unmarshal(data, state)
	})
	if err != nil {
		return p.nothingToInstall(projects)
	}
	for _, check := range []func(*pnpmState, []string) error{p.checkState, p.checkProjects, p.checkInputs, p.checkRegistries} {
		if err := check(state, projects); err != nil {
			return err
		}
	}
	return nil
}

func stale(format string, args ...any) error {
	return leave("pnpm may install first: "+format, args...)
}

// maxFolders bounds the search for the packages of a workspace.
const maxFolders = 4000

// projects are the folders of the workspace's packages, sorted, or the package's alone.
func (p *pnpmRun) projects() ([]string, error) {
	if p.workspace == "" {
		return []string{p.request.Dir}, nil
	}
	patterns, err := p.patterns()
	if err != nil {
		return nil, err
	}
	var found []string
	folders := []string{"."}
	for at := 0; at < len(folders); at++ {
		if at == maxFolders {
			return nil, stale("the workspace has too many folders to look at")
		}
		dir := folders[at]
		path := filepath.Join(p.root, filepath.FromSlash(dir))
		if patterns.Match(dir) && p.hasManifest(path) {
			found = append(found, path)
		}
		if patterns.MayMatchBelow(dir) {
			folders = append(folders, foldersIn(path, dir)...)
		}
	}
	slices.Sort(found)
	return found, nil
}

// patterns say which folders hold packages of the workspace: its own folder alone, where nothing else is said.
func (p *pnpmRun) patterns() (*manifest.Patterns, error) {
	list := []string{"."}
	if value, set := p.settings.values["packages"]; set && value != nil {
		list = list[:0]
		declared, _ := value.([]any)
		for _, pattern := range declared {
			list = append(list, javascript.String(pattern))
		}
	}
	patterns, err := manifest.CompilePatterns(manifest.PNPM, list)
	if err != nil {
		return nil, leave("the packages of pnpm-workspace.yaml cannot be told: %v", err)
	}
	return patterns, nil
}

// checkMember leaves packages to pnpm that lie below a workspace and are none of its packages. The newest pnpm runs their
// scripts as if there were no workspace (workspace/root-finder, belongsToWorkspace), older ones as if they were.
func (p *pnpmRun) checkMember() error {
	if p.major < 11 || p.workspace == "" || p.workspace == p.request.Dir {
		return nil
	}
	patterns, err := p.patterns()
	if err != nil {
		return err
	}
	dir, err := filepath.Rel(p.workspace, p.request.Dir)
	if err != nil || !patterns.Match(filepath.ToSlash(dir)) {
		return leave("the package is none of those of %s", filepath.Join(p.workspace, "pnpm-workspace.yaml"))
	}
	return nil
}

func (p *pnpmRun) hasManifest(dir string) bool {
	for _, name := range []string{"package.json", "package.json5", "package.yaml"} {
		if _, err := p.files.stat(filepath.Join(dir, name)); err == nil {
			return true
		}
	}
	return false
}

// foldersIn are the folders in a folder, as paths from the root. pnpm follows no links there.
func foldersIn(path, dir string) []string {
	entries, _ := os.ReadDir(path) // those before an error count
	var folders []string
	for _, entry := range entries {
		if name := entry.Name(); entry.IsDir() && name != "node_modules" && name != ".git" {
			folders = append(folders, strings.TrimPrefix(dir+"/"+name, "./"))
		}
	}
	return folders
}

// nothingToInstall is for a project that was never installed: pnpm then runs without, if nothing asks for it
// (exec/commands, runDepsStatusCheck).
func (p *pnpmRun) nothingToInstall(projects []string) error {
	if !p.since(11, 28, 2) {
		return stale("%s was not installed yet", p.root)
	}
	if len(p.pnpmfiles()) > 0 {
		return stale("the project was not installed yet, and has a pnpmfile")
	}
	for _, dir := range projects {
		project, err := p.readManifest(dir)
		if err != nil || p.wantsInstall(dir, project) {
			return stale("%s was not installed yet", dir)
		}
	}
	if scriptOf(p.rootManifest, "pnpm:devPreinstall") {
		return stale("the project was not installed yet, and has pnpm:devPreinstall")
	}
	return nil
}

func (p *pnpmRun) wantsInstall(dir string, project *javascript.Object) bool {
	for _, name := range []string{"preinstall", "install", "postinstall", "preprepare", "prepare", "postprepare"} {
		if scriptOf(project, name) {
			return true
		}
	}
	_, err := p.files.stat(filepath.Join(dir, "binding.gyp"))
	return err == nil || hasDependencies(project)
}

func scriptOf(project *javascript.Object, name string) bool {
	value, _ := project.Get("scripts")
	scripts, _ := value.(*javascript.Object)
	script, _ := scripts.Get(name)
	return script != nil
}

// hasDependencies counts those of peers, which pnpm installs too.
func hasDependencies(project *javascript.Object) bool {
	for _, field := range []string{"dependencies", "devDependencies", "optionalDependencies", "peerDependencies"} {
		value, _ := project.Get(field)
		if list, ok := value.(*javascript.Object); value != nil && (!ok || list.Len() > 0) {
			return true
		}
	}
	return false
}

// pnpmfiles are the pnpmfiles that the project has.
func (p *pnpmRun) pnpmfiles() []string {
	if p.settings.is("ignorePnpmfile") {
		return nil
	}
	for _, name := range []string{".pnpmfile.mjs", ".pnpmfile.cjs"} {
		path := filepath.Join(p.root, name)
		if _, err := p.files.stat(path); err == nil {
			return []string{path}
		}
	}
	return nil
}

// recorded are settings that the state keeps. What pnpm-workspace.yaml says of them is told by the time of that file.
var recorded = names(`allowBuilds autoInstallPeers catalogs dangerouslyAllowAllBuilds dedupeDirectDeps
	dedupeInjectedDeps dedupePeerDependents dedupePeers excludeLinksFromLockfile extendNodePath hoistPattern
	hoistWorkspacePackages ignoredOptionalDependencies injectWorkspacePackages linkWorkspacePackages minimumReleaseAge
	minimumReleaseAgeStrict minimumReleaseAgeExclude minimumReleaseAgeIgnoreMissingTime overrides packageExtensions
	peersSuffixMaxLength preferWorkspacePackages publicHoistPattern supportedArchitectures trustLockfile trustPolicy
	trustPolicyExclude trustPolicyIgnoreAfter shamefullyHoist hoist symlink nodeLinker`)

// checkState leaves what the state says of an installation that is not the usual one.
func (p *pnpmRun) checkState(state *pnpmState, _ []string) error {
	for _, setting := range []string{"gitBranchLockfile", "mergeGitBranchLockfiles", "useGitBranchLockfile"} {
		if p.settings.is(setting) {
			return stale("%s is set", setting)
		}
	}
	for key := range p.env.All() {
		if lowerSetting.MatchString(key) || upperSetting.MatchString(key) {
			if name := settingOf(key); recorded[name] {
				return stale("%s is set in the environment", key)
			}
		}
	}
	for _, dependencies := range state.Validation.LocalDependencies {
		if len(dependencies) > 0 {
			return stale("packages of other folders are installed")
		}
	}
	switch {
	case !p.settings.enabled("sharedWorkspaceLockfile") || !p.settings.enabled("lockfile"):
		return stale("there is no one lockfile")
	case state.FilteredInstall:
		return stale("only some packages were installed")
	case len(state.ConfigDependencies) > 0:
		return stale("plugins were installed")
	case !slices.Equal(state.Pnpmfiles, p.pnpmfiles()) && len(state.Pnpmfiles)+len(p.pnpmfiles()) > 0:
		return stale("the pnpmfile came or went")
	}
	return nil
}

// checkProjects compares the packages with those that were installed.
func (p *pnpmRun) checkProjects(state *pnpmState, projects []string) error {
	// Older versions do not name the one package of a project that is no workspace.
	alone := p.workspace == "" && len(state.Projects) == 0
	if len(projects) != len(state.Projects) && !alone {
		return stale("packages came or went")
	}
	for _, dir := range projects {
		if _, known := state.Projects[dir]; !known && !alone {
			return stale("%s is new", dir)
		}
		path := filepath.Join(dir, "package.json")
		at, err := p.files.stat(path)
		if err != nil || state.newer(at) {
			return stale("%s was changed", path)
		}
		if _, err := p.files.stat(filepath.Join(dir, "node_modules")); err == nil {
			continue
		}
		if project, err := p.readManifest(dir); err != nil || hasDependencies(project) {
			return stale("%s has no node_modules", dir)
		}
	}
	return nil
}

// checkInputs compares the times of all other files that an installation depends on.
func (p *pnpmRun) checkInputs(state *pnpmState, _ []string) error {
	lockfile := filepath.Join(p.root, "pnpm-lock.yaml")
	if _, err := p.files.stat(lockfile); err != nil {
		return stale("there is no pnpm-lock.yaml")
	}
	inputs := append([]string{lockfile, filepath.Join(p.root, "pnpm-workspace.yaml"), filepath.Join(p.configDir(), "config.yaml")}, p.pnpmfiles()...)
	patches, _ := p.settings.values["patchedDependencies"].(*javascript.Object)
	for _, file := range patches.All() {
		inputs = append(inputs, filepath.Join(p.root, javascript.String(file)))
	}
	for _, path := range inputs {
		if at, err := p.files.stat(path); err == nil && state.newer(at) {
			return stale("%s was changed", path)
		}
	}
	return nil
}

// checkRegistries compares where packages of a scope come from.
func (p *pnpmRun) checkRegistries(state *pnpmState, _ []string) error {
	if state.Settings.RegistryRoutes == nil {
		return nil // a version that does not compare them
	}
	defaults, err := p.registries()
	if err != nil {
		return err
	}
	routes := map[string]string{"@jsr": defaults.jsr}
	for _, path := range []string{p.userRC(), filepath.Join(p.configDir(), "auth.ini"), filepath.Join(p.root, ".npmrc")} {
		for key, value := range p.rawRC(path).All() {
			if scope, ok := strings.CutSuffix(key, ":registry"); ok && strings.HasPrefix(scope, "@") {
				routes[scope] = withSlash(javascript.String(value))
			}
		}
	}
	for scope, url := range routes {
		if state.Settings.RegistryRoutes[scope] != url {
			return stale("the registry of %s has changed", scope)
		}
	}
	if len(routes) != len(state.Settings.RegistryRoutes) {
		return stale("a registry was taken away")
	}
	return nil
}

// userRC is the user's .npmrc.
func (p *pnpmRun) userRC() string {
	for _, path := range []string{
		p.settings.text("npmrcAuthFile"), p.settings.text("userconfig"), p.env.Value("npm_config_userconfig"), p.env.Value("NPM_CONFIG_USERCONFIG"),
	} {
		if path != "" {
			return p.resolve(path)
		}
	}
	return filepath.Join(p.home, ".npmrc")
}

// withSlash ends the address of a registry's host as pnpm does.
func withSlash(url string) string {
	_, rest, _ := strings.Cut(url, "//")
	if strings.HasSuffix(url, "/") || strings.Contains(rest, "/") {
		return url
	}
	return url + "/"
}
