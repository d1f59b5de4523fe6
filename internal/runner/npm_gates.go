package runner

import (
	"errors"
	"io/fs"
	"net/url"
	"path/filepath"
	"slices"
	"strings"

	"github.com/runlight-dev/runlight/internal/javascript"
)

// gates leaves to npm what npm does differently under some settings, and what it refuses and should word itself.
func (n *npmRun) gates() error {
	c, member := n.config, n.prefix != n.request.Dir
	if key := c.Set("workspace", "workspaces"); key != "" {
		return leave("the npm setting %s chooses the packages", key)
	}
	if member && c.True("include-workspace-root") {
		return leave("the npm setting include-workspace-root runs the script in the root, too")
	}
	if c.True("global") || c.Text("location") == "global" {
		return leave("npm is set to work on global packages")
	}
	for _, key := range []string{"usage", "strict-npmrc"} {
		if c.True(key) {
			return leave("the npm setting %s is on", key)
		}
	}
	if c.Set("extension-file") != "" {
		return leave("npm has an extension-file")
	}
	for _, key := range []string{"user-agent", "node-gyp", "script-shell", "node-options"} {
		switch c.Get(key).(type) {
		case nil, string, javascript.Undefined:
		default:
			return leave("the npm setting %s is no text", key)
		}
	}
	for _, check := range []func() error{n.refusedSettings, n.brokenSettings} {
		if err := check(); err != nil {
			return err
		}
	}
	return n.devEngines()
}

var logLevels = []string{"silent", "error", "warn", "notice", "http", "info", "verbose", "silly"}

// brokenSettings are those with a value that npm stumbles over, which it says itself.
func (n *npmRun) brokenSettings() error {
	c := n.config
	if level := c.Text("loglevel"); c.Set("loglevel") != "" && !slices.Contains(logLevels, level) {
		return leave("npm knows no loglevel %q", level)
	}
	if c.Set("registry") != "" {
		if address, err := url.Parse(c.Text("registry")); err != nil || address.Scheme == "" || address.Host == "" {
			return leave("the npm setting registry is no address")
		}
	}
	if c.Set("cafile") != "" {
		if _, err := n.files.read(c.Text("cafile")); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return leave("npm cannot read the file that its setting cafile names")
		}
	}
	return nil
}

// exclusive are settings of which npm takes one only.
var exclusive = [][]string{
	{"save-dev", "save-optional", "save-peer", "save-prod"}, {"provenance", "provenance-file"}, {"expect-results", "expect-result-count"},
}

func (n *npmRun) refusedSettings() error {
	secrets := []string{"_auth", "_authToken", "_authtoken", "-authtoken", "username", "_password"}
	if n.major >= 12 {
		secrets = append(secrets, "email", "certfile", "keyfile")
	}
	if key := n.config.InFiles(secrets...); key != "" {
		return leave("npm refuses the setting %s that belongs to no registry", key)
	}
	for _, group := range exclusive {
		var set []string
		for _, key := range group {
			if n.config.Set(key) != "" {
				set = append(set, key)
			}
		}
		if len(set) > 1 {
			return leave("npm may refuse the settings %s together", strings.Join(set, " and "))
		}
	}
	return nil
}

// devEngines holds what the root of the workspace asks for against what is here. Only what is plainly satisfied passes.
func (n *npmRun) devEngines() error {
	root, err := n.object(filepath.Join(n.prefix, "package.json"))
	if err != nil {
		return leave("npm shall say itself what is wrong with package.json (%v)", err)
	}
	wanted, there := root.Get("devEngines")
	if !there {
		return nil
	}
	engines, ok := wanted.(*javascript.Object)
	if !ok {
		return leave("devEngines is no object")
	}
	have := map[string][2]string{
		"packageManager": {"npm", n.found.version},
		"runtime":        {"node", n.found.node.version},
		"cpu":            {n.found.node.arch},
		"os":             {n.found.node.platform},
	}
	for engine, wanted := range engines.All() {
		if !engineFits(wanted, have[engine]) {
			return leave("devEngines.%s may not be satisfied", engine)
		}
	}
	return nil
}

func engineFits(wanted any, have [2]string) bool {
	choices, isList := wanted.([]any)
	if !isList {
		choices = []any{wanted}
	}
	fits := len(choices) == 0
	for _, choice := range choices {
		object, ok := choice.(*javascript.Object)
		if !ok {
			return false
		}
		for key, value := range object.All() {
			if _, isText := value.(string); !isText || key != "name" && key != "version" && key != "onFail" {
				return false // npm refuses to read it
			}
		}
		name, _ := object.Get("name")
		version, versioned := object.Get("version")
		wanted, _ := version.(string)
		fits = fits || name == have[0] && have[0] != "" && (!versioned || satisfies(have[1], wanted))
	}
	return fits
}
