package npmconfig

import (
	"path/filepath"
	"regexp"
)

var utf8Name = regexp.MustCompile(`(?i)UTF-?8$`)

// computed is a default that depends on the environment.
func (c *Config) computed(name string) any {
	env := c.sources.Env
	switch name {
	case "color":
		off := env.Value("NO_COLOR")
		return off == "" || off == "0"
	case "editor":
		return first(env.Value("EDITOR"), env.Value("VISUAL"), defaultEditor(env))
	case "shell":
		return defaultShell(env)
	case "node-gyp":
		return filepath.Join(c.sources.Root, "node_modules", "node-gyp", "bin", "node-gyp.js")
	case "omit":
		if env.Value("NODE_ENV") == "production" {
			return []any{"dev"}
		}
		return []any{}
	case "progress":
		// A script has a terminal here; from npm 11 on one that is dumb shows none.
		_, ci := ciName(env)
		return !ci && (c.reader.major < 11 || env.Value("TERM") != "dumb")
	default: // unicode
		return utf8Name.MatchString(first(env.Value("LC_ALL"), env.Value("LC_CTYPE"), env.Value("LANG")))
	}
}

func first(values ...string) string {
	for _, value := range values {
		if value != "" {
			return value
		}
	}
	return ""
}

// globalPrefix is where global packages are by default: beside the Node.js that runs npm.
func (c *Config) globalPrefix() string {
	if prefix := c.sources.Env.Value("PREFIX"); prefix != "" {
		return prefix
	}
	return besideNode(c.sources.Node, c.sources.Env)
}
