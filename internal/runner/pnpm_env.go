package runner

import (
	"path/filepath"
	"regexp"
	"strings"

	"github.com/runlight-dev/runlight/internal/environ"
	"github.com/runlight-dev/runlight/internal/javascript"
)

// step is one stage with its whole environment (npm-lifecycle of pnpm, makeEnv and lifecycle).
func (p *pnpmRun) step(s stage) (Step, error) {
	shell := p.settings.text("scriptShell")
	if shell == "" {
		shell = defaultShell(p.env)
	}
	env := p.environment(s)
	return shellStep(s.name, shell, s.text, p.request.Dir, env)
}

// auth are variables that pnpm 11 keeps from scripts.
var auth = regexp.MustCompile(`^p?npm_config_(?:[/@_]|.*:_)`)

// inherits says which variables pnpm hands on.
func (p *pnpmRun) inherits(key string) bool {
	switch {
	case !cmdShell && strings.EqualFold(key, "PATH"):
		return key == "PATH"
	case !p.since(11, 7, 0):
		return !strings.HasPrefix(key, "npm_")
	case p.since(11, 27, 0): // in small letters and capitals, since a version after 11.20
		return !strings.HasPrefix(key, "npm_package_") && !auth.MatchString(strings.ToLower(key))
	}
	return !strings.HasPrefix(key, "npm_package_") && !auth.MatchString(key)
}

func has(env *environ.Variables, key string) bool {
	_, ok := env.Get(key)
	return ok
}

func (p *pnpmRun) environment(s stage) *environ.Variables {
	env := environ.Parse(nil)
	for key, value := range p.env.All() {
		if p.inherits(key) {
			env.Set(key, value)
		}
	}
	if p.major < 11 && (cmdShell || !has(env, "HOME")) {
		env.Set("HOME", p.home) // npm-conf, defaults
	}
	switch p.settings.text("color") {
	case "always":
		env.Set("FORCE_COLOR", "1")
	case "never":
		env.Set("FORCE_COLOR", "0")
	}
	p.packageVariables(env, s)
	if p.major < 11 {
		p.configVariables(env)
	}
	p.ownVariables(env, s)
	env.Set("PATH", p.path(env.Value("PATH")))
	env.Set("npm_lifecycle_script", s.text)
	return env
}

// packageVariables are npm_package_…: up to version 9 the whole manifest, with the text of the stage as it will run.
func (p *pnpmRun) packageVariables(env *environ.Variables, s stage) {
	if p.major > 9 {
		flattenIf(env, p.manifest, "npm_package_", exported)
		return
	}
	manifest := &javascript.Object{}
	for key, value := range p.manifest.All() {
		manifest.Set(key, value)
	}
	scripts := &javascript.Object{}
	if own, ok := p.manifest.Get("scripts"); ok {
		if own, ok := own.(*javascript.Object); ok {
			for key, value := range own.All() {
				scripts.Set(key, value)
			}
		}
	}
	scripts.Set(s.name, s.text)
	manifest.Set("scripts", scripts)
	flattenIf(env, manifest, "npm_package_", func(key, _ string) bool { return key != "readme" })
}

// exported says which fields versions 10 and later export. It is asked at every depth, as pnpm asks.
func exported(key, prefix string) bool {
	switch key {
	case "name", "version", "config", "engines", "bin":
		return true
	}
	for _, field := range []string{"config", "engines", "bin"} {
		if strings.HasPrefix(prefix, "npm_package_"+field+"_") {
			return true
		}
	}
	return false
}

// flattenIf writes the parts of a value that are taken as variables, the way down in their names.
func flattenIf(env *environ.Variables, value any, prefix string, take func(key, prefix string) bool) {
	part := func(key string, value any) {
		if strings.HasPrefix(key, "_") || !take(key, prefix) {
			return
		}
		name := sanitised(prefix + key)
		switch value.(type) {
		case *javascript.Object, []any:
			flattenIf(env, value, name+"_", take)
		default:
			env.Set(name, oneLine(javascript.String(value)))
		}
	}
	switch value := value.(type) {
	case *javascript.Object:
		for key, element := range value.All() {
			part(key, element)
		}
	case []any:
		for i, element := range value {
			part(javascript.String(float64(i)), element)
		}
	}
}

// sanitised replaces what a shell does not take in the name of a variable. A character that UTF-16 needs two units for
// becomes two.
func sanitised(key string) string {
	var name strings.Builder
	for _, r := range key {
		switch {
		case r < 0x80 && (r == '_' || r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z'):
			name.WriteRune(r)
		case r > 0xffff:
			name.WriteString("__")
		default:
			name.WriteByte('_')
		}
	}
	return name.String()
}

// oneLine quotes a value that has several lines.
func oneLine(value string) string {
	if strings.Contains(value, "\n") {
		return javascript.Quote(value)
	}
	return value
}

// ownVariables are those that pnpm sets whatever the settings say.
func (p *pnpmRun) ownVariables(env *environ.Variables, s stage) {
	env.Set("npm_lifecycle_event", s.name)
	node := env.Value("NODE")
	if node == "" {
		node = p.found.node.real
	}
	env.Set("NODE", node)
	env.Set("npm_node_execpath", node)
	if p.major >= 10 {
		env.Set("npm_package_json", filepath.Join(p.request.Dir, "package.json"))
	}
	env.Set("npm_execpath", p.execPath())
	if env.Value("npm_config_node_gyp") == "" {
		env.Set("npm_config_node_gyp", filepath.Join(p.found.root, "dist", "node_modules", "node-gyp", "bin", "node-gyp.js"))
	}
	if p.major >= 10 {
		env.Set("pnpm_config_verify_deps_before_run", "false")
	}
	if p.major == 10 {
		env.Set("npm_config_verify_deps_before_run", "false")
	}
	if options := p.settings.text("nodeOptions"); options != "" {
		env.Set("NODE_OPTIONS", options)
	}
	env.Set("npm_command", "run-script")
	env.Set("INIT_CWD", p.request.Dir)
	env.Set("PNPM_SCRIPT_SRC_DIR", p.request.Dir)
	env.Set("npm_config_user_agent", p.userAgent())
}

func (p *pnpmRun) userAgent() string {
	n := p.found.node
	return "pnpm/" + p.found.version + " npm/? node/" + n.version + " " + n.platform + " " + n.arch
}

// execPath is pnpm's main file. Since version 11 it is what was started, without following links, where that has one of
// pnpm's names (cli/meta, selfEntry).
func (p *pnpmRun) execPath() string {
	if p.major < 11 || cmdShell { // a .cmd starts the file itself
		return p.found.real
	}
	return p.found.path
}

// path is the PATH of a script. pnpm adds the .bin of the package and of every project that it lies in the node_modules
// of, but of no other folder above.
func (p *pnpmRun) path(inherited string) string {
	parts := splitModules(p.request.Dir)
	at := parts[0]
	dirs := []string{filepath.Join(p.found.root, "dist", "node-gyp-bin")}
	for _, part := range parts[1:] {
		dirs = append([]string{filepath.Join(at, "node_modules", ".bin")}, dirs...)
		at = filepath.Join(at, "node_modules", part)
	}
	dirs = append([]string{filepath.Join(at, "node_modules", ".bin")}, dirs...)
	if p.workspace != "" && (p.major > 9 || !p.settings.is("ignoreScripts")) {
		dirs = append(dirs, filepath.Join(p.workspace, "node_modules", ".bin"))
	}
	if inherited == "" {
		return strings.Join(dirs, string(filepath.ListSeparator))
	}
	entries := strings.Split(inherited, string(filepath.ListSeparator))
	if p.since(11, 28, 0) {
		entries = without(entries, dirs)
	}
	return strings.Join(append(dirs, entries...), string(filepath.ListSeparator))
}

func without(entries, unwanted []string) []string {
	known := make(map[string]bool, len(unwanted))
	for _, entry := range unwanted {
		known[entry] = true
	}
	kept := make([]string, 0, len(entries))
	for _, entry := range entries {
		if !known[entry] {
			kept = append(kept, entry)
		}
	}
	return kept
}

var modulesFolder = regexp.MustCompile(`[\\/]node_modules[\\/]`)

func splitModules(dir string) []string {
	parts := modulesFolder.Split(dir, -1)
	if parts[0] == "" {
		parts[0] = string(filepath.Separator)
	}
	return parts
}
