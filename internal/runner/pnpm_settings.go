package runner

import (
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/runlight-dev/runlight/internal/javascript"
)

// pnpmSettings are what pnpm was told.
type pnpmSettings struct {
	// values by their names in pnpm-workspace.yaml, as in scriptShell. What nobody set is not there.
	values map[string]any
	// exported are the settings that versions 9 and 10 hand to scripts, by their names in .npmrc, as in script-shell.
	exported *javascript.Object
}

// text is a setting that should be text, or empty.
func (s pnpmSettings) text(name string) string {
	text, _ := s.values[name].(string)
	return text
}

// is says whether a setting is on that is off by default.
func (s pnpmSettings) is(name string) bool { return javascript.Truthy(s.values[name]) }

// enabled says whether a setting is on that is on by default.
func (s pnpmSettings) enabled(name string) bool {
	value, set := s.values[name]
	return !set || javascript.Truthy(value)
}

// readSettings reads all files and variables that pnpm takes settings from (config/config, and config/reader from 11 on).
func (p *pnpmRun) readSettings() error {
	p.settings.values = map[string]any{}
	yaml, err := p.readYAML(filepath.Join(p.root, "pnpm-workspace.yaml"), p.workspace != "")
	if err != nil {
		return err
	}
	if p.major >= 11 {
		return p.readSettings11(yaml)
	}
	if p.settings.exported, err = p.readRC(); err != nil {
		return err
	}
	for key, value := range p.settings.exported.All() {
		if value != (javascript.Undefined{}) {
			p.settings.values[camel(key)] = value
		}
	}
	if p.major == 9 {
		return nil
	}
	field, _ := p.rootManifest.Get("pnpm")
	if field, ok := field.(*javascript.Object); ok {
		for _, key := range []string{"executionEnv", "configDependencies"} {
			if value, there := field.Get(key); there {
				p.settings.values[key] = value
			}
		}
	}
	return p.mergeYAML(yaml)
}

// mergeYAML lets pnpm-workspace.yaml overrule the rest, as version 10 does.
func (p *pnpmRun) mergeYAML(yaml *javascript.Object) error {
	if yaml == nil {
		return nil
	}
	settings, err := p.workspaceSettings(yaml)
	if err != nil {
		return err
	}
	for key, value := range settings.All() {
		p.settings.values[key] = value
		name, ok := kebab(key)
		if !ok {
			return leave("pnpm-workspace.yaml has the odd key %q", key)
		}
		p.settings.exported.Set(name, value)
	}
	if verify := p.env.Value("pnpm_config_verify_deps_before_run"); has(p.env, "pnpm_config_verify_deps_before_run") {
		p.settings.values["verifyDepsBeforeRun"] = verify
		p.settings.exported.Set("verify-deps-before-run", verify)
	}
	return nil
}

// globalSettings are those of the settings below that pnpm 11 takes from its own config.yaml (config/reader,
// configFileKey).
var globalSettings = []string{
	"color", "scriptShell", "shellEmulator", "verifyDepsBeforeRun", "nodeOptions", "preferSymlinkedExecutables",
	"enableGlobalVirtualStore", "virtualStoreType", "virtualStoreDir", "globalPnpmfile", "nodeExperimentalPackageMap",
	"scriptsPrependNodePath", "engineStrict", "nodeVersion", "ifPresent", "global", "trustLockfile", "dangerouslyAllowAllBuilds",
	"extendNodePath", "minimumReleaseAge", "minimumReleaseAgeExclude", "minimumReleaseAgeIgnoreMissingTime",
	"minimumReleaseAgeStrict", "trustPolicy", "trustPolicyExclude", "trustPolicyIgnoreAfter", "virtualStoreDirMaxLength",
}

// readSettings11 reads the settings of version 11: its own config.yaml, then pnpm-workspace.yaml, then variables.
func (p *pnpmRun) readSettings11(workspace *javascript.Object) error {
	global, err := p.readYAML(filepath.Join(p.configDir(), "config.yaml"), true)
	if err != nil {
		return err
	}
	for key, value := range global.All() {
		if slices.Contains(globalSettings, key) {
			p.settings.values[key] = value
		}
	}
	for key, value := range workspace.All() {
		p.settings.values[key] = value
	}
	for key, value := range p.settings.values {
		if text, ok := value.(string); ok {
			if p.settings.values[key], err = expandVariables(text, p.env); err != nil {
				return leave("pnpm refuses the setting %s: %v", key, err)
			}
		}
	}
	for key, value := range p.env.All() {
		p.fromVariable(key, value)
	}
	return nil
}

var (
	lowerSetting = regexp.MustCompile(`^pnpm_config_[a-z0-9]+(?:_[a-z0-9]+)*$`)
	upperSetting = regexp.MustCompile(`^PNPM_CONFIG_[A-Z0-9]+(?:_[A-Z0-9]+)*$`)
)

// fromVariable takes a setting of version 11 from the environment: pnpm_config_script_shell. What is true or false for
// one setting may be text for another, but then it is none that counts here.
func (p *pnpmRun) fromVariable(key, value string) {
	if !lowerSetting.MatchString(key) && !upperSetting.MatchString(key) {
		return
	}
	name := settingOf(key)
	switch value {
	case "true", "false":
		p.settings.values[name] = value == "true"
	default:
		p.settings.values[name] = value
	}
}

// settingOf is the name of a setting in the name of a variable.
func settingOf(key string) string {
	return camel(strings.ReplaceAll(strings.ToLower(key[len("pnpm_config_"):]), "_", "-"))
}

// configDir is the folder of pnpm's own settings (config/config, dirs).
func (p *pnpmRun) configDir() string {
	if dir := p.env.Value("XDG_CONFIG_HOME"); dir != "" {
		return filepath.Join(dir, "pnpm")
	}
	return configFolder(p.env, p.home)
}

// camel turns script-shell into scriptShell.
func camel(key string) string {
	parts := strings.Split(key, "-")
	for i, part := range parts[1:] {
		if part != "" {
			parts[i+1] = strings.ToUpper(part[:1]) + part[1:]
		}
	}
	return strings.Join(parts, "")
}

// kebab turns scriptShell into script-shell, as kebabCase of lodash does: digits are words, and a run of capitals ends
// before the one that begins the next word. Not ok are names that it treats by rules for other scripts.
func kebab(key string) (string, bool) {
	var words []string
	for rest := strings.ReplaceAll(key, "'", ""); rest != ""; {
		capitals, small, digits := stretch(rest, 'A', 'Z'), stretch(rest, 'a', 'z'), stretch(rest, '0', '9')
		size := max(small, digits)
		if capitals > 0 {
			size = capitals
			if following := stretch(rest[capitals:], 'a', 'z'); following > 0 && capitals > 1 {
				size--
			} else {
				size += following
			}
		}
		switch {
		case size > 0:
			words = append(words, strings.ToLower(rest[:size]))
		case rest[0] >= 0x80:
			return "", false
		default:
			size = 1 // a sign between words
		}
		rest = rest[size:]
	}
	return strings.Join(words, "-"), true
}

// stretch is how many of the first bytes of a text lie between two.
func stretch(text string, from, to byte) int {
	n := 0
	for n < len(text) && text[n] >= from && text[n] <= to {
		n++
	}
	return n
}
