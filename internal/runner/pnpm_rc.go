package runner

import (
	"errors"
	"fmt"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/runlight-dev/runlight/internal/environ"
	"github.com/runlight-dev/runlight/internal/ini"
	"github.com/runlight-dev/runlight/internal/javascript"
)

// rcLayers are the places that pnpm 9 and 10 take settings from, the strongest first (@pnpm/npm-conf). A layer is nil
// where it is missing, or where pnpm drops it.
type rcLayers []*javascript.Object

// get is a setting of the layers, or Undefined.
func (l rcLayers) get(key string) any {
	for _, layer := range l {
		if value, ok := layer.Get(key); ok {
			return value
		}
	}
	return javascript.Undefined{}
}

// path is a setting that is a path, or the default.
func (l rcLayers) path(key, otherwise string) (string, error) {
	switch value := l.get(key).(type) {
	case string:
		return value, nil
	case javascript.Undefined:
		return otherwise, nil
	default:
		return "", leave("the setting %s is no path", key)
	}
}

// readRC is the union of all layers.
func (p *pnpmRun) readRC() (*javascript.Object, error) {
	layers, err := p.layers()
	if err != nil {
		return nil, err
	}
	if err := p.checkLayers(layers); err != nil {
		return nil, err
	}
	dir := p.configDir()
	layers = append(layers, p.rcFile(filepath.Join(dir, "rc")))
	defaults, err := p.registries()
	if err != nil {
		return nil, err
	}
	builtin := &javascript.Object{}
	builtin.Set("registry", defaults.npm)
	if p.major >= 10 {
		builtin.Set("@jsr:registry", defaults.jsr)
	}
	layers = append(layers, builtin, p.rcFile(filepath.Join(p.found.root, "dist", "pnpmrc")))
	all := &javascript.Object{}
	for _, layer := range slices.Backward(layers) {
		for key, value := range layer.All() {
			all.Set(key, value)
		}
	}
	if file, ok := layers.get("cafile").(string); ok && file != "" {
		if _, err := p.files.stat(file); err == nil {
			all.Set("ca", []any{}) // a list of certificates, which is not exported
		}
	}
	all.Set("user-agent", p.agentOf(layers))
	if p.since(10, 22, 0) {
		all.Set("globalconfig", filepath.Join(dir, "rc"))
		all.Set("npm-globalconfig", filepath.Join(p.globalPrefix(), "etc", "npmrc"))
	}
	all.Set("frozen-lockfile", false)
	return all, nil
}

// hardened says that files of a project are no longer trusted with what leads elsewhere: where the user's settings are,
// and where requests and credentials go.
func (p *pnpmRun) hardened() bool { return p.since(10, 34, 9) }

// npmOwn are the settings that an npm beside Node.js has of its own. They are stronger than all others; nil without npm.
func (p *pnpmRun) npmOwn() *javascript.Object {
	if cmdShell {
		return nil
	}
	// Node.js looks for a module upwards from its folder lib/node.
	for dir := filepath.Join(filepath.Dir(filepath.Dir(p.found.node.real)), "lib", "node"); ; dir = filepath.Dir(dir) {
		modules := filepath.Join(dir, "node_modules")
		if _, err := p.files.stat(filepath.Join(modules, "npm", "package.json")); err == nil {
			if own := p.rcFile(filepath.Join(modules, "npmrc")); own != nil {
				return own
			}
			return &javascript.Object{}
		}
		if dir == filepath.Dir(dir) {
			return nil
		}
	}
}

// agentOf is the name that a file of the project or the workspace gives pnpm; without an npm or a workspace the file after
// that is taken for it, which is one too far.
func (p *pnpmRun) agentOf(layers rcLayers) string {
	from := 3
	if layers[0] == nil { // pnpm counts what is there
		from++
	}
	to := from + 1
	if p.workspace != "" && p.workspace != p.request.Dir {
		to++
	}
	if agent, ok := layers[min(from-1, len(layers)):min(to-1, len(layers))].get("user-agent").(string); ok && agent != "" {
		return agent
	}
	return p.userAgent()
}

// layers are npm's own settings, variables, project, workspace, user and global file. A stronger file could say where the weaker ones are,
// until only variables could.
func (p *pnpmRun) layers() (rcLayers, error) {
	variables, err := p.rcVariables()
	if err != nil {
		return nil, err
	}
	npm := p.npmOwn()
	layers := rcLayers{npm, variables}
	trusted := func() rcLayers {
		if p.hardened() {
			return layers[:2]
		}
		return layers
	}
	project := filepath.Join(p.request.Dir, ".npmrc")
	user, err := layers.path("userconfig", filepath.Join(p.home, ".npmrc"))
	if err != nil {
		return nil, err
	}
	local := &javascript.Object{}
	if project != user {
		local = p.untrusted(project)
	}
	layers = append(layers, local)
	if p.workspace != "" {
		layers = append(layers, p.untrusted(filepath.Join(p.workspace, ".npmrc")))
	}
	if user, err = trusted().path("userconfig", user); err != nil {
		return nil, err
	}
	layers = append(layers, p.rcFile(user))
	prefix, err := trusted().path("prefix", p.globalPrefix())
	if err != nil {
		return nil, err
	}
	global, err := trusted().path("globalconfig", filepath.Join(prefix, "etc", "npmrc"))
	if err != nil {
		return nil, err
	}
	return append(layers, p.rcFile(global)), nil
}

// globalPrefix is where global packages go by default (@pnpm/npm-conf, defaults).
func (p *pnpmRun) globalPrefix() string {
	if prefix := p.env.Value("PREFIX"); prefix != "" {
		return filepath.Clean(prefix)
	}
	if cmdShell {
		return filepath.Dir(p.found.node.real)
	}
	prefix := filepath.Dir(filepath.Dir(p.found.node.real))
	if dest := p.env.Value("DESTDIR"); dest != "" {
		prefix = filepath.Join(dest, prefix)
	}
	return prefix
}

// rcVariables are the settings of the environment: npm_config_script_shell, in small letters or capitals.
func (p *pnpmRun) rcVariables() (*javascript.Object, error) {
	found := &javascript.Object{}
	for name, value := range p.env.All() {
		if len(name) <= len("npm_config_") || !strings.EqualFold(name[:len("npm_config_")], "npm_config_") || value == "" {
			continue
		}
		key := rcKey(name[len("npm_config_"):])
		if key == "hoist-pattern" || key == "public-hoist-pattern" {
			found.Set(key, []any{}) // a list, which is not exported
			continue
		}
		found.Set(key, value)
	}
	expanded, err := p.expand(found)
	if err != nil {
		return nil, leave("pnpm refuses its settings in the environment: %v", err)
	}
	return expanded, nil
}

// rcKey is the name of a setting in the name of a variable: a first underscore stays.
func rcKey(name string) string {
	scope, rest, scoped := strings.Cut(name, ":")
	if !scoped {
		rest = scope
	}
	rest = strings.ToLower(rest)
	if rest == "_authtoken" {
		rest = "_authToken"
	} else if rest != "" {
		rest = rest[:1] + strings.ReplaceAll(rest[1:], "_", "-")
	}
	if scoped {
		return scope + ":" + rest
	}
	return rest
}

// rcFile reads one .npmrc. pnpm drops a file that it cannot use as a whole, with a warning.
func (p *pnpmRun) rcFile(path string) *javascript.Object {
	raw := p.rawRC(path)
	if raw == nil {
		return nil
	}
	expanded, err := p.expand(raw)
	if err != nil {
		return nil
	}
	return expanded
}

func (p *pnpmRun) rawRC(path string) *javascript.Object {
	raw, err := parsed(p.files, "rc", path, func(data []byte) (*javascript.Object, error) {
		return ini.Parse(string(data)), nil
	})
	if err != nil {
		return nil // missing mostly; pnpm warns of the rest
	}
	return raw
}

// untrusted reads a file of the project. Once hardened, pnpm drops what a variable in it leads elsewhere (config/config,
// dropUntrustedEnvExpansions).
func (p *pnpmRun) untrusted(path string) *javascript.Object {
	settings := p.rcFile(path)
	if settings == nil || !p.hardened() {
		return settings
	}
	for key, value := range p.rawRC(path).All() {
		name, err := expandVariables(key, p.env)
		if err != nil {
			continue
		}
		text, _ := value.(string)
		inKey := placeholder.MatchString(key) && (leadsRequests(key) || leadsRequests(name) || isCredential(key) || isCredential(name))
		inValue := placeholder.MatchString(text) && (isRegistry(name) || isProxy(name) || isCredential(name))
		if inKey || inValue {
			settings.Delete(name)
		}
	}
	return settings
}

var placeholder = regexp.MustCompile(`\$\{[^}]+\}`)

func isRegistry(key string) bool {
	return key == "registry" || strings.HasPrefix(key, "@") && strings.HasSuffix(key, ":registry")
}

func leadsRequests(key string) bool { return isRegistry(key) || strings.HasPrefix(key, "//") }

func isProxy(key string) bool { return key == "https-proxy" || key == "http-proxy" || key == "proxy" }

var credentials = []string{"_authToken", "_auth", "_password", "username", "tokenHelper", "cert", "key"}

func isCredential(key string) bool {
	return slices.ContainsFunc(credentials, func(c string) bool { return key == c || strings.HasSuffix(key, ":"+c) })
}

// checkLayers leaves to pnpm what it does in ways that depend on more than the settings.
func (p *pnpmRun) checkLayers(layers rcLayers) error {
	for _, key := range []string{"workspace-prefix", "global"} {
		if javascript.Truthy(layers.get(key)) {
			return leave("the setting %s is set", key)
		}
	}
	for _, key := range []string{"username", "tokenHelper", "cert", "key"} {
		if p.since(10, 34, 0) && javascript.Truthy(layers.get(key)) {
			return leave("the setting %s belongs to no registry, and pnpm looks for one", key)
		}
	}
	if p.since(10, 34, 1) && !p.hardened() {
		for _, key := range []string{"prefix", "userconfig", "globalconfig"} {
			if layers.get(key) != (javascript.Undefined{}) {
				return leave("the setting %s counts from 10.34.9 on only where the user set it", key)
			}
		}
	}
	return nil
}

// expand puts variables into keys and values, and reads values by their types.
func (p *pnpmRun) expand(raw *javascript.Object) (*javascript.Object, error) {
	expanded := &javascript.Object{}
	for key, value := range raw.All() {
		expanded.Set(key, value)
	}
	for key, value := range raw.All() {
		name, err := expandVariables(key, p.env)
		if err != nil {
			return nil, err
		}
		if name != key {
			expanded.Delete(key)
		}
		if text, ok := value.(string); ok {
			if value, err = p.typed(name, text); err != nil {
				return nil, err
			}
		}
		expanded.Set(name, value)
	}
	return expanded, nil
}

var errUnset = errors.New("a variable is not set")

// expandVariables replaces ${NAME}, and ${NAME-text} and ${NAME:-text} with a text to take instead. An odd number of
// backslashes before it keeps it as it is (@pnpm/config.env-replace).
func expandVariables(text string, env *environ.Variables) (string, error) {
	var out strings.Builder
	for {
		at := variable.FindStringSubmatchIndex(text)
		if at == nil {
			out.WriteString(text)
			return out.String(), nil
		}
		slashes := at[3] - at[2]
		out.WriteString(text[:at[0]] + strings.Repeat(`\`, slashes/2))
		if slashes%2 == 1 {
			out.WriteString(text[at[3]:at[1]])
		} else {
			value, err := variableOf(text[at[4]:at[5]], env)
			if err != nil {
				return "", err
			}
			out.WriteString(value)
		}
		text = text[at[1]:]
	}
}

var (
	variable     = regexp.MustCompile(`(\\*)\$\{([^${}]+)\}`)
	withFallback = regexp.MustCompile(`([^:-]+)(:?)-(.+)`)
)

func variableOf(name string, env *environ.Variables) (string, error) {
	if match := withFallback.FindStringSubmatch(name); match != nil {
		if !has(env, match[1]) || env.Value(match[1]) == "" && match[2] == ":" {
			return match[3], nil
		}
		return env.Value(match[1]), nil
	}
	if !has(env, name) {
		return "", fmt.Errorf("%w: %s", errUnset, name)
	}
	return env.Value(name), nil
}
