package runner

import (
	"os/user"
	"path/filepath"
	"strconv"
	"strings"
	"sync"

	"github.com/runlight-dev/runlight/internal/environ"
	"github.com/runlight-dev/runlight/internal/ini"
	"github.com/runlight-dev/runlight/internal/javascript"
	"github.com/runlight-dev/runlight/internal/npmconfig"
)

func init() { dialects["npm"] = planNPM }

// npmRun is one run of a script as npm 10, 11 and 12 do it: npm-run-script(1), npm-scripts(7), and where those are silent
// the source of npm and of its packages @npmcli/run-script and @npmcli/promise-spawn.
type npmRun struct {
	files   *files
	request Request
	found   installation
	major   int
	// prefix is the folder whose .npmrc counts: that of the package, or of the root of its workspace.
	prefix   string
	manifest *javascript.Object
	config   *npmconfig.Config
	env      *environ.Variables // that of npm's own process, to which npm adds
}

func planNPM(r *Runner, request Request, found installation) ([]Step, error) {
	first, _, _ := strings.Cut(found.version, ".")
	major, err := strconv.Atoi(first)
	if err != nil || !npmconfig.Known(major) {
		return nil, leave("only npm 10 to 12 are known well enough, and this is npm %s", found.version)
	}
	run := &npmRun{files: r.files, request: request, found: found, major: major, env: environ.Parse(request.Env)}
	for _, step := range []func() error{run.readManifest, run.findPrefix, run.loadConfig, run.gates} {
		if err := step(); err != nil {
			return nil, err
		}
	}
	return run.steps()
}

func (n *npmRun) readManifest() error {
	manifest, err := n.object(filepath.Join(n.request.Dir, "package.json"))
	if err != nil {
		return leave("npm shall say itself what is wrong with package.json (%v)", err)
	}
	n.manifest = manifest
	return nil
}

// object reads a package.json.
func (n *npmRun) object(path string) (*javascript.Object, error) {
	return parsed(n.files, "JSON object", path, jsonObject)
}

func jsonObject(data []byte) (*javascript.Object, error) {
	value, err := javascript.ParseJSON([]byte(strings.TrimPrefix(utf8Text(data), "\ufeff")))
	if err != nil {
		return nil, err
	}
	if object, ok := value.(*javascript.Object); ok {
		return object, nil
	}
	return nil, errNoObject
}

// utf8Text is a file's content as Node.js reads it.
func utf8Text(data []byte) string { return strings.ToValidUTF8(string(data), "\ufffd") }

func (n *npmRun) loadConfig() error {
	node, root := n.found.node, n.found.root
	shipped, err := parsed(n.files, "npm definitions", npmFile(root, "@npmcli", "config", "lib", "definitions", "definitions.js"),
		func(data []byte) (*npmconfig.Shipped, error) { return npmconfig.ReadDefinitions(n.major, data), nil })
	if err != nil {
		return leave("npm in %s lacks its own settings", root)
	}
	n.config = npmconfig.Load(npmconfig.Sources{
		Shipped: shipped, Version: n.found.version, Root: root,
		Node: node.real, NodeVersion: node.version, Platform: node.platform, Arch: node.arch,
		Dir: n.request.Dir, Prefix: n.prefix, Env: n.env, Home: userHome(),
		Read: func(path string) (*javascript.Object, error) {
			return parsed(n.files, "INI", path, func(data []byte) (*javascript.Object, error) { return ini.Parse(utf8Text(data)), nil })
		},
	})
	return nil
}

// npmFile is a file of a package that npm brings along.
func npmFile(root string, names ...string) string {
	return filepath.Join(append([]string{root, "node_modules"}, names...)...)
}

// userHome is the home folder of the user, for an environment that does not name it.
var userHome = sync.OnceValue(func() string {
	current, err := user.Current()
	if err != nil {
		return ""
	}
	return current.HomeDir
})
