package npmconfig

import (
	"maps"
	"slices"
	"strings"

	"github.com/runlight-dev/runlight/internal/environ"
	"github.com/runlight-dev/runlight/internal/javascript"
)

// Export sets what a script finds of the settings in its environment (npm: set-envs.js): every one that is not at its
// default and does not come from the environment itself, secrets and settings of a scope left out.
func (c *Config) Export(env *environ.Variables) {
	seen := map[string]bool{}
	for layer, values := range c.layers {
		for key, value := range values.All() {
			if seen[key] {
				continue
			}
			seen[key] = true
			if one := c.known[key]; layer != layerEnv && !one.hidden && !c.atDefault(key, value) {
				if text, ok := exported(value); ok && !strings.HasPrefix(key, "/") && !strings.HasPrefix(key, "@") && !strings.HasPrefix(key, "_") {
					env.Set(variableOf(key), text)
				}
			}
		}
	}
	for _, one := range c.sources.Shipped.told {
		if !seen[one.key] {
			env.Set(variableOf(one.key), one.text)
		}
	}
	for _, key := range slices.Sorted(maps.Keys(besidePrefix)) { // one order, so that equal plans are equal
		if c.has(key) && !seen[key] {
			env.Set(variableOf(key), c.Text(key))
		}
	}
	c.exportOthers(env)
}

// variableOf is the variable that a script finds a setting in.
func variableOf(key string) string {
	return "npm_config_" + strings.ToLower(strings.ReplaceAll(key, "-", "_"))
}

// exportOthers sets the variables that do not follow from one setting alone.
func (c *Config) exportOthers(env *environ.Variables) {
	env.Set("HOME", c.reader.home)
	env.Set("npm_config_global_prefix", c.Text("prefix"))
	env.Set("npm_config_local_prefix", c.sources.Prefix)
	if editor := c.Get("editor"); javascript.Truthy(editor) {
		env.Set("EDITOR", javascript.String(editor))
	}
	if options := c.Get("node-options"); javascript.Truthy(options) {
		env.Set("NODE_OPTIONS", javascript.String(options))
	}
	env.Set("npm_config_npm_version", c.sources.Version)
	env.Set("npm_config_node_gyp", c.NodeGyp())
	env.Set("npm_config_user_agent", c.UserAgent())
	env.Set("COLOR", c.color())
	if c.Production() {
		env.Set("NODE_ENV", "production")
	}
}

// atDefault compares with the default as npm's source has it, before paths were made absolute.
func (c *Config) atDefault(key string, value any) bool {
	one, known := c.known[key]
	switch {
	case !known:
		return value == javascript.Undefined{}
	case one.computed:
		return same(c.computed(key), value)
	case key == "cache":
		return same(defaultCache(c.sources.Env), value)
	}
	return same(one.fallback, value)
}

func same(a, b any) bool {
	left, ok := a.([]any)
	right, both := b.([]any)
	if ok && both {
		return slices.EqualFunc(left, right, same)
	}
	if ok || both {
		return false
	}
	_, section := a.(*javascript.Object)
	return !section && a == b
}

// exported is a value as text; a section or a date has none.
func exported(value any) (string, bool) {
	switch value := value.(type) {
	case nil, javascript.Undefined:
		return "", true
	case bool:
		if !value {
			return "", true
		}
	case []any:
		parts := make([]string, len(value))
		for i, part := range value {
			parts[i], _ = exported(part)
		}
		return strings.Join(parts, "\n\n"), true
	case *javascript.Object, opaque:
		return "", false
	}
	return javascript.String(value), true
}
