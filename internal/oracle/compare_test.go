//go:build unix

package oracle

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/runlight-dev/runlight/internal/launch"
	"github.com/runlight-dev/runlight/internal/runner"
)

// told is what a toolchain says of an end.
func told(e launch.Exit, t Toolchain) launch.Exit {
	for _, d := range differences {
		if d.exit == nil || !isFor(d.on, t) {
			continue
		}
		if said, applies := d.exit(e); applies {
			return said
		}
	}
	return e
}

// view is a sighting in a form that is compared: one line for each fact.
type view map[string]string

// see takes from a sighting what may differ.
func see(s sighting, c scenario, t Toolchain) view {
	v := view{"working folder": strconv.Quote(string(s.Dir)), "terminal": fmt.Sprint(s.Terminal)}
	for i, arg := range s.Args {
		v[fmt.Sprintf("argument %d", i)] = strconv.Quote(string(arg))
	}
	for _, entry := range s.Env {
		key, value, _ := strings.Cut(string(entry), "=")
		if _, may := c.differs[key]; may {
			continue
		}
		if value, same := common(key, value, t); same {
			v["variable "+key] = strconv.Quote(value)
		}
	}
	return v
}

// common is the part of a variable that must be the same; false where nothing of it must.
func common(key, value string, t Toolchain) (string, bool) {
	for _, d := range differences {
		switch {
		case d.variable != key || !isFor(d.on, t):
		case d.part == nil:
			return "", false
		default:
			value = d.part.ReplaceAllString(value, "")
		}
	}
	return value, true
}

// compare says how two views differ, one line for each fact.
func compare(real, ours view) []string {
	var found []string
	for key, want := range real {
		if got, there := ours[key]; !there {
			found = append(found, fmt.Sprintf("%s is missing: %s", key, want))
		} else if got != want {
			found = append(found, fmt.Sprintf("%s\n      real %s\n      ours %s", key, want, got))
		}
	}
	for key, got := range ours {
		if _, there := real[key]; !there {
			found = append(found, fmt.Sprintf("%s should not be there: %s", key, got))
		}
	}
	slices.Sort(found)
	return found
}

// manyLines says that a manager's banner cannot be told from the script's output: it has the name and the arguments in it.
func (s scenario) manyLines() bool { return strings.Contains(s.script+strings.Join(s.args, ""), "\n") }

// spoken is the output of a script without what its manager wrote around it.
func spoken(output string, c scenario, t Toolchain, plan runner.Plan) string {
	output = strings.ReplaceAll(output, "\r\n", "\n")
	output = spinner.ReplaceAllString(control.ReplaceAllString(output, ""), "")
	output = strings.ReplaceAll(output, "\r", "")
	for _, step := range plan.Steps {
		// npm and pnpm 9 and 10: > name@version event, > text, between empty lines.
		text := strings.ReplaceAll(step.Text, "\r", "")
		output = strings.Replace(output, "> "+text+"\n", "> \n", 1)
		output = strings.Replace(output, "$ "+text+"\n", "$ \n", 1)
	}
	var kept []string
	for line := range strings.Lines(output) {
		if line = strings.TrimSpace(line); line != "" && !banner(line, t) {
			kept = append(kept, line)
		}
	}
	if c.anyOrder {
		slices.Sort(kept)
	}
	return strings.Join(kept, "\n")
}

// banner says whether a line is the manager's own.
func banner(line string, t Toolchain) bool {
	if strings.HasPrefix(line, ">") && isFor("npm<=11 pnpm<=10", t) {
		return true
	}
	for _, d := range differences {
		if d.line != nil && isFor(d.on, t) && d.line.MatchString(line) {
			return true
		}
	}
	return false
}
