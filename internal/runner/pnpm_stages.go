package runner

import (
	"fmt"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/runlight-dev/runlight/internal/javascript"
	"github.com/runlight-dev/runlight/internal/quote"
)

// stage is one script of a run: a hook or the script itself.
type stage struct {
	name string
	text string // what the shell gets, arguments included
}

// pattern is the form of a name that pnpm reads as a regular expression (exec/commands, regexpCommand).
var pattern = regexp.MustCompile(`^/(?:\\/|[^/])+/[dgimuvys]*$`)

// inherited are the properties that every object of JavaScript has; pnpm takes them for scripts.
var inherited = map[string]bool{
	"constructor": true, "hasOwnProperty": true, "isPrototypeOf": true, "propertyIsEnumerable": true, "toLocaleString": true,
	"toString": true, "valueOf": true, "__proto__": true, "__defineGetter__": true, "__defineSetter__": true,
	"__lookupGetter__": true, "__lookupSetter__": true,
}

// stages are the hooks of the script and itself, in order (exec/commands, run and runScript).
func (p *pnpmRun) stages() ([]stage, error) {
	name := p.request.Script
	scripts, err := p.scripts()
	if err != nil {
		return nil, err
	}
	main, there := scripts.Get(name)
	switch {
	case javascript.Truthy(main):
	case !there && inherited[name]:
		return nil, leave("every object has a property %q, and pnpm takes it for a script", name)
	case pattern.MatchString(name):
		return nil, leave("pnpm takes %s for a pattern of names", name)
	case name == "start":
		return p.implicitStart(scripts, main)
	default:
		return nil, fmt.Errorf("%w: pnpm finds no script %q in %s", ErrNoScript, name, p.request.Dir)
	}
	return p.withHooks(scripts, javascript.String(main), main)
}

func (p *pnpmRun) scripts() (*javascript.Object, error) {
	value, _ := p.manifest.Get("scripts")
	switch scripts := value.(type) {
	case *javascript.Object:
		return scripts, nil
	case nil:
		return nil, nil // reads as empty
	default:
		return nil, leave("the scripts of package.json are no object")
	}
}

// implicitStart runs server.js where there is no start. Hooks are looked for in the text of a script that is missing:
// up to version 10 pnpm fails over that, and 11 passes them over.
func (p *pnpmRun) implicitStart(scripts *javascript.Object, main any) ([]stage, error) {
	if _, err := p.files.stat(filepath.Join(p.request.Dir, "server.js")); err != nil {
		return nil, fmt.Errorf("%w: pnpm finds no script %q and no server.js in %s", ErrNoScript, "start", p.request.Dir)
	}
	if main == "" {
		return p.withHooks(scripts, "node server.js", main)
	}
	pre, _ := scripts.Get("prestart")
	post, _ := scripts.Get("poststart")
	if p.major < 11 && p.settings.enabled("enablePrePostScripts") && (javascript.Truthy(pre) || javascript.Truthy(post)) {
		return nil, leave("pnpm %d fails when start is missing and has hooks", p.major)
	}
	return p.withHooks(nil, "node server.js", "")
}

// withHooks adds the hooks, unless the script's own text names them: it will call them then. Up to version 11 what is no
// text is run as JavaScript writes it.
func (p *pnpmRun) withHooks(scripts *javascript.Object, body string, main any) ([]stage, error) {
	name := p.request.Script
	var stages []stage
	for _, event := range []string{"pre" + name, name, "post" + name} {
		text, value := body, main
		if event != name {
			value, _ = scripts.Get(event)
			if text = javascript.String(value); !javascript.Truthy(value) || !p.settings.enabled("enablePrePostScripts") {
				continue
			}
			if _, isText := main.(string); !isText {
				return nil, leave("pnpm looks for hooks in the text of %q, which is none", name)
			}
			if strings.Contains(main.(string), event) {
				continue
			}
		} else if len(p.request.Args) > 0 {
			text += " " + p.quoted(body)
		}
		switch value.(type) {
		case *javascript.Object, []any:
			return nil, leave("the script %q is no text", event)
		}
		// The check that pnpm is the manager has succeeded already (exec/lifecycle).
		if text != "npx only-allow pnpm" {
			stages = append(stages, stage{event, text})
		}
	}
	if len(stages) == 0 {
		return nil, leave("pnpm runs nothing for %q", "npx only-allow pnpm")
	}
	return stages, nil
}

// quoted are the arguments as they stand in the script's text.
func (p *pnpmRun) quoted(body string) string {
	parts := make([]string, len(p.request.Args))
	form := p.quoting(body)
	for i, arg := range p.request.Args {
		parts[i] = form(arg)
	}
	return strings.Join(parts, " ")
}

func (p *pnpmRun) quoting(body string) func(string) string {
	switch {
	case cmdShell && !p.since(11, 28, 1) || !p.since(9, 15, 5):
		return quote.JSON
	case !cmdShell && !p.since(10, 13, 0):
		return quote.ShellQuote
	case !cmdShell:
		return quote.Shlex
	}
	path := p.path(p.env.Value("PATH"))
	twice := isBatch(quote.CmdWord(quote.CmdLast(body)), p.request.Dir, with(p.request.Env, "PATH="+path))
	return func(arg string) string { return quote.CmdLine(arg, twice) }
}
