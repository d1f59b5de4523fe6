package runner

import (
	"bytes"
	"errors"
	"fmt"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/runlight-dev/runlight/internal/javascript"
	"github.com/runlight-dev/runlight/internal/quote"
)

func init() { dialects["yarn"] = yarnSteps }

// yarnShell is what Yarn classic starts without a setting (child_process.spawn with shell: true).
const yarnShell = "/bin/sh"

// yarnSteps are the steps of Yarn classic. Its environment is a calibration: it flattens the whole manifest, after
// normalising it in many ways.
func yarnSteps(r *Runner, request Request, found installation) ([]Step, error) {
	if cmdShell {
		return nil, leave("Yarn rewrites commands for cmd.exe")
	}
	for _, key := range []string{"YARN_SCRIPT_SHELL", "npm_config_script_shell", "NPM_CONFIG_SCRIPT_SHELL", "yarn_script_shell"} {
		if valueOf(request.Env, key) != "" {
			return nil, leave("%s is set", key)
		}
	}
	if why := r.runsProject(request, found); why != "" {
		return nil, leave("%s", why)
	}
	events, err := r.yarnEvents(request)
	if err != nil {
		return nil, err
	}
	learned := r.calibrated(request, found)
	switch {
	case learned == nil && !request.Trusted:
		return nil, leave("what Yarn gives to scripts is learned only in a folder that is trusted")
	case learned == nil && !r.canCalibrate(request, found):
		return nil, leave("no script of the package has a name by which Yarn can be asked what it gives to them")
	case learned == nil:
		return nil, leave("Yarn is being asked what it gives to the scripts of this package")
	case learned.failed != "":
		return nil, leave("%s", learned.failed)
	}
	if learned.lost() {
		r.calibrations.forget(learned)
		return nil, leave("Yarn is being asked once more what it gives to the scripts of this package")
	}
	return yarnPlan(request, learned, events), nil
}

// yarnEvent is one script that a run consists of.
type yarnEvent struct{ name, body string }

// nodeGyp is a body for which Yarn looks for node-gyp first, and installs it if it is missing.
var nodeGyp = regexp.MustCompile(`^\s*node-gyp\b`)

// yarnEvents are the script and its hooks, as the manifest has them now. Bodies that are empty, or no text, end Yarn by an
// error of its own words.
func (r *Runner) yarnEvents(request Request) ([]yarnEvent, error) {
	path := filepath.Join(request.Dir, "package.json")
	scripts, err := r.scripts(request.Dir)
	if err != nil {
		return nil, leave("%s cannot be read", path)
	}
	if _, there := scripts.Get(request.Script); !there {
		if request.Script == "start" || request.Script == "env" {
			return nil, leave("Yarn has its own meaning of %q where no script has that name", request.Script)
		}
		return nil, fmt.Errorf("%w: %q in %s", ErrNoScript, request.Script, path)
	}
	var events []yarnEvent
	for _, name := range []string{"pre" + request.Script, request.Script, "post" + request.Script} {
		value, there := scripts.Get(name)
		if !there {
			continue
		}
		body, text := value.(string)
		if !text || body == "" || nodeGyp.MatchString(body) || strings.ContainsRune(body, 0) {
			return nil, leave("Yarn treats the script %q in a special way", name)
		}
		events = append(events, yarnEvent{name, body})
	}
	return events, nil
}

// scripts are those of a package, in the order of its manifest, nil for none.
func (r *Runner) scripts(dir string) (*javascript.Object, error) {
	return parsed(r.files, "scripts", filepath.Join(dir, "package.json"), func(data []byte) (*javascript.Object, error) {
		value, err := javascript.ParseJSON(bytes.TrimPrefix(data, []byte("\xef\xbb\xbf")))
		manifest, _ := value.(*javascript.Object)
		if err != nil || manifest == nil {
			return nil, errors.Join(err, errors.New("no object"))
		}
		value, _ = manifest.Get("scripts")
		if _, isList := value.([]any); isList {
			return nil, errors.New("scripts is a list")
		}
		scripts, _ := value.(*javascript.Object)
		return scripts, nil
	})
}

func yarnPlan(request Request, learned *calibration, events []yarnEvent) []Step {
	original := append([]string{}, managers["yarn"].arguments(request.Script, request.Args)...)
	var steps []Step
	for _, event := range events {
		text := event.body
		if event.name == request.Script {
			for _, arg := range request.Args {
				text += " " + quote.Sh(arg) // the form of its quoting, package puka, is npm's
			}
		}
		steps = append(steps, Step{
			Event: event.name, Text: text, Path: yarnShell, Args: []string{"-c", text}, Dir: request.Dir,
			Env: with(lacking(learned.env, "npm_config_script_shell"), "npm_lifecycle_event="+event.name, "npm_lifecycle_script="+event.body,
				"npm_config_argv="+yarnArgv(event.name, original)),
		})
	}
	return steps
}

// yarnArgv is what Yarn has instead of npm's own record of its command line (execute-lifecycle-script.js, makeEnv).
func yarnArgv(event string, original []string) string {
	var words []string
	for _, word := range original {
		words = append(words, javascript.Quote(word))
	}
	return `{"remain":[],"cooked":["run",` + javascript.Quote(event) + `],"original":[` + strings.Join(words, ",") + `]}`
}
