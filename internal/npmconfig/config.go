package npmconfig

import (
	"path/filepath"
	"regexp"
	"strings"

	"github.com/runlight-dev/runlight/internal/environ"
	"github.com/runlight-dev/runlight/internal/javascript"
)

// Sources is what settings are computed from.
type Sources struct {
	// Shipped is what the npm of that Version has.
	Shipped *Shipped
	Version string
	// Root is the folder of npm's own package.json, Node the real path of the Node.js that runs it.
	Root, Node string
	// NodeVersion as in v20.20.2; Platform and Arch as Node.js names them: linux x64.
	NodeVersion, Platform, Arch string
	// Dir is where npm is started: a package's folder. Prefix is the folder whose .npmrc counts: Dir itself, or the root
	// of the workspace that Dir is a member of. All three are absolute.
	Dir, Prefix string
	// Env is the environment that npm is started with.
	Env *environ.Variables
	// Home is the user's folder, for where Env names none.
	Home string
	// Read parses an .npmrc as package ini does. A file that cannot be read counts for nothing, as with npm.
	Read func(path string) (*javascript.Object, error)
}

// The layers, from the strongest on. Options of the command line, which npm puts before them, are not used here.
const (
	layerEnv = iota
	layerProject
	layerUser
	layerGlobal
	layerBuiltin
	layerDefault
	layerCount
)

// Config are the settings of one start of npm. It does not change and may be used concurrently.
type Config struct {
	sources Sources
	reader  reader
	known   map[string]setting
	fixed   *javascript.Object // the last layer, below the defaults that depend on this machine
	layers  [layerCount]*javascript.Object
}

// Load computes the settings.
func Load(s Sources) *Config {
	home := s.Env.Value("HOME")
	if home == "" {
		home = s.Home
	}
	c := &Config{
		sources: s, reader: reader{major: s.Shipped.major, lookup: s.Env.Get, home: home, dir: s.Dir},
		known: s.Shipped.settings, fixed: s.Shipped.fixed,
	}
	for i := range c.layers {
		c.layers[i] = &javascript.Object{}
	}
	c.loadDefaults()
	c.loadFile(layerBuiltin, filepath.Join(s.Root, "npmrc"))
	c.loadEnv()
	// A later file may be named by an earlier one.
	if project := filepath.Join(s.Prefix, ".npmrc"); project != c.Text("userconfig") {
		c.loadFile(layerProject, project)
	}
	c.loadFile(layerUser, c.Text("userconfig"))
	c.loadFile(layerGlobal, c.Text("globalconfig"))
	return c
}

func (c *Config) loadDefaults() {
	for _, name := range c.sources.Shipped.varying {
		switch one := c.known[name]; {
		case name == "globalconfig", name == "global-ignore-file": // they follow the prefix, which may still change
		case one.computed:
			c.set(layerDefault, name, c.computed(name))
		case name == "prefix":
			c.set(layerDefault, name, c.globalPrefix())
		case name == "cache":
			c.set(layerDefault, name, defaultCache(c.sources.Env))
		default:
			c.set(layerDefault, name, one.fallback)
		}
	}
	c.layers[layerDefault].Set("npm-version", c.sources.Version)
}

// loadFile reads one file. npm goes on where there is none, and where it cannot be read.
func (c *Config) loadFile(layer int, path string) {
	found, err := c.sources.Read(path)
	if err != nil {
		return
	}
	for key, value := range found.All() {
		c.set(layer, key, value)
	}
}

var variableName = regexp.MustCompile(`(?i)^npm_config_`)

func (c *Config) loadEnv() {
	for name, value := range c.sources.Env.All() {
		if value == "" || !variableName.MatchString(name) {
			continue
		}
		key := name[len("npm_config_"):]
		if !strings.HasPrefix(key, "//") && key != "" {
			key = strings.ToLower(key[:1] + strings.ReplaceAll(key[1:], "_", "-"))
		}
		c.set(layerEnv, key, value)
	}
}

func (c *Config) set(layer int, key string, value any) {
	key = c.reader.expand(key)
	c.layers[layer].Set(key, c.reader.field(value, c.known[key].kinds, false))
}

// Get is the value that counts: nil for null, [javascript.Undefined] where nothing says anything.
func (c *Config) Get(key string) any { return c.from(0, key) }

// from is the value as a layer and those below it have it.
func (c *Config) from(layer int, key string) any {
	for _, values := range c.layers[layer:] {
		if value, ok := values.Get(key); ok {
			return value
		}
	}
	if value, ok := c.fixed.Get(key); ok {
		return value
	}
	if file, ok := besidePrefix[key]; ok && c.has(key) {
		return filepath.Join(c.Text("prefix"), "etc", file)
	}
	return javascript.Undefined{}
}

// besidePrefix are the settings whose default is a file in the folder etc of the prefix.
var besidePrefix = map[string]string{"globalconfig": "npmrc", "global-ignore-file": "npmignore"}

func (c *Config) has(key string) bool {
	_, known := c.known[key]
	return known
}

// Text is the value of Get if it is a text, or "".
func (c *Config) Text(key string) string {
	value, _ := c.Get(key).(string)
	return value
}

// True says whether JavaScript takes the value for true.
func (c *Config) True(key string) bool { return javascript.Truthy(c.Get(key)) }

// Set says which of the keys the user set anywhere, in the environment or a file; "" if none.
func (c *Config) Set(keys ...string) string {
	for _, key := range keys {
		for _, values := range c.layers[:layerDefault] {
			if _, ok := values.Get(key); ok {
				return key
			}
		}
	}
	return ""
}

// InFiles is Set for the files of project, user and machine, and for values that JavaScript takes for true.
func (c *Config) InFiles(keys ...string) string {
	for _, key := range keys {
		for _, layer := range []int{layerProject, layerUser, layerGlobal} {
			if value, ok := c.layers[layer].Get(key); ok && javascript.Truthy(value) {
				return key
			}
		}
	}
	return ""
}
