package npmconfig

import (
	"slices"
	"strings"

	"github.com/runlight-dev/runlight/internal/environ"
	"github.com/runlight-dev/runlight/internal/javascript"
)

// Export sets what a script finds of the settings in its environment (npm: set-envs.js): every one that is not at its
// default and does not come from the environment itself, secrets and settings of a scope left out.
func (c *Config) Export(env *environ.Variables) {
	for key, value := range c.all() {
		one, known := c.known[key]
		_, fromEnv := c.layers[layerEnv].Get(key)
		if one.hidden || fromEnv || c.atDefault(key, one, known, value) {
			continue
		}
		if text, ok := exported(value); ok && !strings.ContainsRune("/@_", rune((key + " ")[0])) {
			env.Set("npm_config_"+strings.ToLower(strings.ReplaceAll(key, "-", "_")), text)
		}
	}
	env.Set("HOME", c.reader.home)
	env.Set("npm_config_global_prefix", c.Text("prefix"))
	env.Set("npm_config_local_prefix", c.sources.Prefix)
	if editor := c.Get("editor"); truthy(editor) {
		env.Set("EDITOR", javascript.String(editor))
	}
	if options := c.Get("node-options"); truthy(options) {
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

// all yields the settings as "for (key in config)" does: the strongest layer first, and each key once.
func (c *Config) all() func(func(string, any) bool) {
	return func(yield func(string, any) bool) {
		seen := make(map[string]bool, 256)
		for _, values := range c.layers {
			for key, value := range values.All() {
				if !seen[key] && !yield(key, value) {
					return
				}
				seen[key] = true
			}
		}
		for _, key := range []string{"globalconfig", "global-ignore-file"} {
			if value, ok := c.Get(key).(string); ok && !seen[key] && !yield(key, value) {
				return
			}
		}
	}
}

// atDefault compares with the default as npm's source has it, before paths were made absolute.
func (c *Config) atDefault(key string, one setting, known bool, value any) bool {
	if !known {
		return value == javascript.Undefined{}
	}
	fallback := one.fallback
	switch {
	case one.computed:
		fallback = c.computed(key)
	case key == "cache":
		fallback = defaultCache(c.sources.Env)
	}
	return same(fallback, value)
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
