package runner

import (
	"cmp"
	"regexp"

	"github.com/runlight-dev/runlight/internal/environ"
	"github.com/runlight-dev/runlight/internal/quote"
)

// cmdName is how npm tells that a shell is to be spoken to as to cmd.exe (@npmcli/run-script, make-spawn-args.js).
var cmdName = regexp.MustCompile(`(?i)(?:^|\\)cmd(?:\.exe)?$`)

// npmShell is the shell that npm starts for scripts, by the setting script-shell.
func npmShell(setting string, env *environ.Variables) (string, error) {
	shell := cmp.Or(setting, defaultShell(env))
	if isCmd := cmdName.MatchString(shell); isCmd && !cmdShell || !isCmd && cmdShell {
		return "", leave("the npm setting script-shell is %s", shell)
	}
	return shell, nil
}

// text is what the shell gets: the body of the script, and its arguments as npm quotes them.
func (e npmEvent) text(dir string, env *environ.Variables) string {
	text := e.body
	twice := cmdShell && len(e.args) > 0 && isBatch(quote.FirstWord(e.body), dir, env.List())
	for _, arg := range e.args {
		if cmdShell {
			text += " " + quote.Cmd(arg, twice)
		} else {
			text += " " + quote.Sh(arg)
		}
	}
	return text
}
