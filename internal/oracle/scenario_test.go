//go:build unix

package oracle

import (
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// scenario is one script in one project. It runs under the real package manager and by the plan of the runner, in the
// same folder, and what its probes saw is compared. cmd.exe's rules are held by tables in internal/runner: this suite
// needs a POSIX shell.
type scenario struct {
	name string
	// on are the managers that it is for, as in "npm pnpm>=10"; empty for all.
	on string
	// manifest is the package.json of the package.
	manifest string
	// files are more files of the scratch folder by path: home is the user's home, project the package, bin is on the
	// PATH, prefix is where a PREFIX may point. $SCRATCH in them is the folder itself. A value that begins with "->" is
	// a symbolic link, and that of a path that ends in / is nothing: a folder.
	files map[string]string
	// dir is the folder of the package; "project" where empty.
	dir string
	// script is its name; "x" where empty.
	script string
	args   []string
	// env is added to the environment of a plain terminal; the value unset takes a variable away.
	env map[string]string
	// left says where the runner must leave the script to the manager, and what it must say, by managers as in on. The
	// plan is run all the same, so that its command line is compared too.
	left map[string]string
	// silent are the managers, as in on, under which no probe is reached: they refuse, or the script ends before. What is
	// compared is their exit then.
	silent string
	// anyOrder says that the order of its probes and of the lines of its output means nothing.
	anyOrder bool
	// differs are more variables that may differ, each with its reason.
	differs map[string]string
}

const unset = "\x00unset"

// scenarios are all of them, by theme.
func scenarios() []scenario {
	var all []scenario
	for _, theme := range [][]scenario{
		hookScenarios, nameScenarios, bodyScenarios, exitScenarios, argumentScenarios, manifestScenarios,
		npmConfigScenarios, pnpmConfigScenarios, yarnConfigScenarios, environmentScenarios, folderScenarios, gateScenarios,
		nestedScenarios,
	} {
		all = append(all, theme...)
	}
	return all
}

// isFor says whether a list of managers names a toolchain: "npm pnpm>=10 yarn". The empty list and "all" name all.
func isFor(list string, t Toolchain) bool {
	if list == "" || list == "all" {
		return true
	}
	for item := range strings.FieldsSeq(list) {
		if name, version := t.Name, t.Major(); matches(item, name, version) {
			return true
		}
	}
	return false
}

func matches(item, name string, major int) bool {
	rest, found := strings.CutPrefix(item, name)
	if !found {
		return false
	}
	number, _ := strconv.Atoi(strings.TrimLeft(rest, "<>=@"))
	switch strings.TrimRight(rest, "0123456789") {
	case "":
		return true
	case "@":
		return major == number
	case "<":
		return major < number
	case "<=":
		return major <= number
	case ">=":
		return major >= number
	}
	return false
}

func TestListsOfManagers(t *testing.T) {
	npm12 := Toolchain{Name: "npm", Version: "12.2.0"}
	for list, want := range map[string]bool{
		"": true, "npm": true, "pnpm": false, "pnpm npm@12": true, "npm<12": false, "npm<=12": true, "npm>=12": true,
		"npm@11": false, "n": false, "npm~1": false,
	} {
		require.Equal(t, want, isFor(list, npm12), list)
	}
}
