package manifest

import (
	"fmt"
	"slices"
	"strings"
)

// Manager is the package manager of one package, and why.
type Manager struct {
	Name    string // npm pnpm yarn (1.x) berry (yarn 2 and later) bun deno rush node
	Version string // as the field names it, a version or a range, without a hash; "" when unknown
	Reason  string // for a tooltip: "pnpm-lock.yaml in ."
	Warning string // "" or a sentence that is worth showing once
}

// DirSignals are the signals of one directory on the way from a package up to its root.
type DirSignals struct {
	Dir     string // as a person should see it: ".", "packages/web", ".."
	Signals Signals
}

// supported are the managers that a field, a setting or lerna may name. node runs scripts (node --run), and only the
// setting names it.
var supported = []string{"npm", "pnpm", "yarn", "bun", "deno"}

// DetectManager finds the package manager of a package. setting is the user's choice, "" or "auto" for none; dirs are the
// package's directory and those above it, upward. The first of these rules that answers counts: the setting; the nearest
// directory with a packageManager field, else devEngines.packageManager, else lockfile, else rush.json, else lerna's
// npmClient; the marks of an installation in node_modules; npm. Several lockfiles: the manager that has installed, else
// the order bun, pnpm, yarn, npm, and a warning.
func DetectManager(setting string, dirs []DirSignals) Manager {
	var warnings []string
	m, ok := bySetting(setting, dirs, &warnings)
	for i := 0; i < len(dirs) && !ok; i++ {
		m, ok = dirs[i].named(&warnings)
	}
	for i := 0; i < len(dirs) && !ok; i++ {
		if marks := dirs[i].Signals.installed; len(marks) > 0 {
			m, ok = Manager{Name: marks[0].name, Reason: marks[0].file + " in " + dirs[i].Dir}, true
		}
	}
	if !ok {
		m = Manager{Name: "npm", Reason: "nothing names a package manager, and npm comes with Node.js"}
	}
	m.Warning = strings.Join(warnings, "; ")
	return m
}

func bySetting(setting string, dirs []DirSignals, warnings *[]string) (Manager, bool) {
	if setting == "" || setting == "auto" {
		return Manager{}, false
	}
	if setting != "node" && setting != "berry" && !slices.Contains(supported, setting) {
		*warnings = append(*warnings, fmt.Sprintf("the setting names the package manager %q, which is none of auto, %s and node",
			setting, strings.Join(supported, ", ")))
		return Manager{}, false
	}
	m := Manager{Name: setting, Reason: "chosen in the settings"}
	for _, dir := range dirs {
		if setting == "yarn" && dir.Signals.saysYarn() {
			name, version := splitSpec(dir.Signals.packageManager)
			if name != "yarn" {
				version = ""
			}
			m.Name = yarnLine(version, dir.Signals.modernYarn)
			break
		}
	}
	return m, true
}

// named is what the files of one directory name.
func (d DirSignals) named(warnings *[]string) (Manager, bool) {
	s := d.Signals
	name, version := splitSpec(s.packageManager)
	for _, field := range []choice{{name, version, "packageManager"}, s.devEngines} {
		if field.name == "" {
			continue
		}
		if slices.Contains(supported, field.name) {
			return d.manager(field, s), true
		}
		*warnings = append(*warnings, fmt.Sprintf("%s in %s names %q, which is none of %s", field.file, d.Dir, field.name,
			strings.Join(supported, ", ")))
	}
	if owners := s.owners(); len(owners) > 0 {
		return d.manager(d.oneOf(owners, warnings), s), true
	}
	if s.rush {
		return d.manager(choice{name: "rush", file: "rush.json"}, s), true
	}
	if slices.Contains(supported, s.lernaClient) {
		return d.manager(choice{name: s.lernaClient, file: "npmClient of lerna.json"}, s), true
	}
	return Manager{}, false
}

func (d DirSignals) manager(c choice, s Signals) Manager {
	m := Manager{Name: c.name, Version: c.version, Reason: c.file + " in " + d.Dir}
	if m.Name == "yarn" {
		m.Name = yarnLine(c.version, s.modernYarn)
	}
	return m
}

// oneOf decides between the lockfiles of one directory (rule D3).
func (d DirSignals) oneOf(owners []choice, warnings *[]string) choice {
	if len(owners) == 1 {
		return owners[0]
	}
	chosen, why := owners[0], "is taken"
	for _, mark := range d.Signals.installed {
		owner := strings.Replace(mark.name, "berry", "yarn", 1)
		if i := slices.IndexFunc(owners, func(c choice) bool { return c.name == owner }); i >= 0 {
			chosen, why = owners[i], "is what is installed"
			break
		}
	}
	var files []string
	for _, owner := range owners {
		files = append(files, owner.file)
	}
	*warnings = append(*warnings, fmt.Sprintf("several lockfiles in %s (%s): %s %s; remove the others or set packageManager",
		d.Dir, strings.Join(files, ", "), chosen.name, why))
	return chosen
}

// splitSpec reads "name@version+hash", the form that Corepack defines for the packageManager field.
func splitSpec(field string) (name, version string) {
	name, version, _ = strings.Cut(strings.TrimSpace(field), "@")
	version, _, _ = strings.Cut(version, "+")
	return name, version
}

// yarnLine tells the two lines of yarn apart: by a version where one is known, else by what the files show.
func yarnLine(version string, modern bool) string {
	number := strings.TrimLeft(version, "^~>=v ")
	major, _, _ := strings.Cut(number, ".")
	switch {
	case major == "1" || major == "0":
		return "yarn"
	case major != "" && strings.Trim(major, "0123456789") == "" || version == "berry" || modern:
		return "berry"
	}
	return "yarn"
}
