package runner

import (
	"path/filepath"
	"regexp"
	"strings"

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
var auth = regexp.MustCompile(`(?i)^p?npm_config_(?:[/@_]|.*:_)`)

// inherits says which variables pnpm hands on.
func (p *pnpmRun) inherits(key string) bool {
	switch {
	case strings.EqualFold(key, "PATH"):
		return key == p.pathKey()
	case p.major < 11:
		return !strings.HasPrefix(key, "npm_")
	}
	return !strings.HasPrefix(key, "npm_package_") && !auth.MatchString(key)
}

// pathKey is how the PATH is spelled: on Windows the last spelling of the environment, elsewhere it has only one.
func (p *pnpmRun) pathKey() string {
	key := "PATH"
	if cmdShell {
		for _, other := range p.env.keys {
			if isPath(other) {
				key = other
			}
		}
	}
	return key
}

func (p *pnpmRun) environment(s stage) *variables {
	env := variablesOf(p.request.Env, p.inherits)
	if p.major < 11 && (cmdShell || !env.has("HOME")) {
		env.set("HOME", p.home) // npm-conf, defaults
	}
	switch p.settings.text("color") {
	case "always":
		env.set("FORCE_COLOR", "1")
	case "never":
		env.set("FORCE_COLOR", "0")
	}
	p.packageVariables(env, s)
	if p.major < 11 {
		p.configVariables(env)
	}
	p.ownVariables(env, s)
	env.set(p.pathKey(), p.path(env.get(p.pathKey())))
	env.set("npm_lifecycle_script", s.text)
	return env
}

// packageVariables are npm_package_…: up to version 9 the whole manifest, with the text of the stage as it will run.
func (p *pnpmRun) packageVariables(env *variables, s stage) {
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
func flattenIf(env *variables, value any, prefix string, take func(key, prefix string) bool) {
	part := func(key string, value any) {
		if strings.HasPrefix(key, "_") || !take(key, prefix) {
			return
		}
		name := sanitised(prefix + key)
		switch value.(type) {
		case *javascript.Object, []any:
			flattenIf(env, value, name+"_", take)
		default:
			env.set(name, oneLine(javascript.String(value)))
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
func (p *pnpmRun) ownVariables(env *variables, s stage) {
	env.set("npm_lifecycle_event", s.name)
	node := env.get("NODE")
	if node == "" {
		node = p.found.node.real
	}
	env.set("NODE", node)
	env.set("npm_node_execpath", node)
	if p.major >= 10 {
		env.set("npm_package_json", filepath.Join(p.request.Dir, "package.json"))
	}
	env.set("npm_execpath", p.execPath())
	if env.get("npm_config_node_gyp") == "" {
		env.set("npm_config_node_gyp", filepath.Join(p.found.root, "dist", "node_modules", "node-gyp", "bin", "node-gyp.js"))
	}
	if p.major >= 10 {
		env.set("pnpm_config_verify_deps_before_run", "false")
	}
	if p.major == 10 {
		env.set("npm_config_verify_deps_before_run", "false")
	}
	if options := p.settings.text("nodeOptions"); options != "" {
		env.set("NODE_OPTIONS", options)
	}
	env.set("npm_command", "run-script")
	env.set("INIT_CWD", p.request.Dir)
	env.set("PNPM_SCRIPT_SRC_DIR", p.request.Dir)
	env.set("npm_config_user_agent", p.userAgent())
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
	if p.major >= 11 {
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
