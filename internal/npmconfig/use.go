package npmconfig

import (
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/runlight-dev/runlight/internal/javascript"
)

// NodeGyp is the node-gyp that scripts are pointed at.
func (c *Config) NodeGyp() string {
	if c.has("node-gyp") {
		return c.Text("node-gyp")
	}
	return javascript.String(c.computed("node-gyp")) // npm 10 has no such setting
}

// IgnoreScripts says whether the hooks of a script are left out. A text that is no truth value counts as npm validates
// it, after reading: a number by its value, and everything else but "null" as true.
func (c *Config) IgnoreScripts() bool {
	value := c.Get("ignore-scripts")
	if text, ok := value.(string); ok {
		if n := javascript.Number(text); !math.IsNaN(n) {
			return n != 0
		}
		return text != "null"
	}
	return javascript.Truthy(value)
}

// color says whether scripts may show colours, on a terminal: "1" or "0".
func (c *Config) color() string {
	if c.True("color") {
		return "1"
	}
	return "0"
}

var placeholder = regexp.MustCompile(`(?i)\{(node-version|npm-version|platform|arch|workspaces|ci)\}`)

// UserAgent is the template of the setting user-agent, filled.
func (c *Config) UserAgent() string {
	s := c.sources
	text := placeholder.ReplaceAllStringFunc(c.Text("user-agent"), func(name string) string {
		switch strings.ToLower(name) {
		case "{node-version}":
			return s.NodeVersion
		case "{npm-version}":
			return s.Version
		case "{platform}":
			return s.Platform
		case "{arch}":
			return s.Arch
		case "{workspaces}":
			return strconv.FormatBool(s.Prefix != s.Dir)
		default:
			return c.ci()
		}
	})
	return javascript.Trim(text)
}

func (c *Config) ci() string {
	name, _ := ciName(c.sources.Env)
	if name == "" {
		return ""
	}
	if c.sources.Shipped.subCI && c.sources.Env.Value("GITHUB_ACTIONS") != "" {
		if kind := githubKind(c.sources.Env); kind != "" {
			return "ci/" + name + "/" + kind
		}
	}
	return "ci/" + name
}

var onlyProduction = regexp.MustCompile(`^prod(uction)?$`)

// Production says whether npm sets NODE_ENV=production, since development dependencies are left out. npm looks at each
// layer in turn, from its defaults up, and what one has set stays.
func (c *Config) Production() bool {
	var omit, include []string
	for layer := layerDefault; layer >= layerEnv; layer-- {
		omit, include = c.listed(layer, "omit", omit), c.listed(layer, "include", include)
		production := c.from(layer, "production")
		switch {
		case onlyProduction.MatchString(javascript.String(c.from(layer, "only"))) || javascript.Truthy(production):
			omit = append(omit, "dev")
		case production == false:
			include = append(include, "dev")
		}
		if javascript.Truthy(c.from(layer, "dev")) || strings.HasPrefix(javascript.String(c.from(layer, "also")), "dev") {
			include = append(include, "dev")
		}
		omit = slices.DeleteFunc(omit, func(what string) bool { return slices.Contains(include, what) })
		if slices.Contains(omit, "dev") {
			return true
		}
	}
	return false
}

// listed are the texts of the list that a layer has itself, or those of the layers below it.
func (c *Config) listed(layer int, key string, below []string) (all []string) {
	value, _ := c.layers[layer].Get(key)
	list, ok := value.([]any)
	if !ok {
		return slices.Clone(below)
	}
	for _, element := range list {
		if text, ok := element.(string); ok {
			all = append(all, text)
		}
	}
	return all
}
