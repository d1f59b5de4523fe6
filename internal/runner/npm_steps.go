package runner

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/runlight-dev/runlight/internal/environ"
	"github.com/runlight-dev/runlight/internal/javascript"
)

// npmEvent is one script that a run consists of.
type npmEvent struct {
	name, body string
	args       []string
}

// steps are the script with its hooks, each in the environment that npm gives it.
func (n *npmRun) steps() ([]Step, error) {
	events, err := n.events()
	if err != nil {
		return nil, err
	}
	env := n.env.Clone()
	n.config.Export(env)
	dir, root := n.request.Dir, n.found.root
	env.Set("INIT_CWD", dir)
	env.Set("npm_execpath", filepath.Join(root, "bin", "npm-cli.js"))
	env.Set("NODE", n.found.node.real)
	env.Set("npm_node_execpath", n.found.node.real)
	env.Set("npm_command", n.command())
	if err := packageVariables(env, n.manifest, dir, n.major); err != nil {
		return nil, err
	}
	env.Set("npm_package_json", filepath.Join(dir, "package.json"))
	npmPath(env, dir, npmFile(root, "@npmcli", "run-script", "lib", "node-gyp-bin"))
	shell, err := npmShell(n.config.Text("script-shell"), env)
	if err != nil {
		return nil, err
	}
	steps := make([]Step, len(events))
	for i, event := range events {
		env.Set("npm_lifecycle_event", event.name)
		env.Set("npm_lifecycle_script", event.body)
		if steps[i], err = shellStep(event.name, shell, event.text(dir, env), dir, env); err != nil {
			return nil, err
		}
	}
	return steps, nil
}

// command is what npm calls itself to be doing; the command was renamed in the course of npm 11.
func (n *npmRun) command() string {
	if _, err := n.files.stat(filepath.Join(n.found.root, "lib", "commands", "run.js")); err == nil {
		return "run"
	}
	return "run-script"
}

// events are the script and its hooks. A body that is empty is not run, but its hooks are.
func (n *npmRun) events() ([]npmEvent, error) {
	name, args := n.request.Script, n.request.Args
	bodies := n.scripts()
	script := func(name string) (body string, there bool) {
		value, _ := bodies.Get(name)
		body, there = value.(string)
		return body, there
	}
	body, there := script(name)
	switch {
	case name == "restart" && body == "":
		body, there = "npm stop --if-present && npm start", true
	case name == "env" && body == "":
		body, there = printEnv, true
	case name == "start" && body == "" && n.major < 12 && n.isServer():
		body, there = "node server.js", true
	case name == "install" && there && body == "":
		return nil, leave("npm builds with node-gyp where the script install is empty")
	}
	if !there {
		return nil, fmt.Errorf("%w: Missing script: %q", ErrNoScript, name)
	}
	var events []npmEvent
	add := func(name, body string, args []string) {
		if body != "" {
			events = append(events, npmEvent{name, body, args})
		}
	}
	hooks := !n.config.IgnoreScripts()
	if before, _ := script("pre" + name); hooks {
		add("pre"+name, before, nil)
	}
	add(name, body, args)
	if after, _ := script("post" + name); hooks {
		add("post"+name, after, nil)
	}
	if len(events) == 0 {
		return []npmEvent{{name: name}}, nil // an empty text, which succeeds
	}
	return events, nil
}

// scripts is the field of that name. A list is an object with numbers for names.
func (n *npmRun) scripts() *javascript.Object {
	field, _ := n.manifest.Get("scripts")
	object, _ := field.(*javascript.Object)
	if list, ok := field.([]any); ok {
		object = &javascript.Object{}
		for i, body := range list {
			object.Set(strconv.Itoa(i), body)
		}
	}
	return object
}

// isServer says whether npm has something to start where no script says what.
func (n *npmRun) isServer() bool {
	info, err := os.Stat(filepath.Join(n.request.Dir, "server.js"))
	return err == nil && info.Mode().IsRegular()
}

// npmPath puts the programs of the package and of all folders above before the PATH, under every spelling of that name.
func npmPath(env *environ.Variables, dir, nodeGyp string) {
	const sep = string(filepath.ListSeparator)
	var names, inherited []string
	for name, value := range env.All() {
		if !strings.EqualFold(name, "PATH") {
			continue
		}
		names = append(names, name)
		before := len(inherited)
		for folder := range strings.SplitSeq(value, sep) {
			if value != "" && !slices.Contains(inherited[:before], folder) {
				inherited = append(inherited, folder)
			}
		}
	}
	var folders []string
	for {
		folders = append(folders, filepath.Join(dir, "node_modules", ".bin"))
		above := filepath.Dir(dir)
		if above == dir {
			break
		}
		dir = above
	}
	path := strings.Join(append(folders, nodeGyp, strings.Join(inherited, sep)), sep)
	for _, name := range names {
		env.Set(name, path)
	}
}
