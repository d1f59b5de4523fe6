package runner

import (
	"strings"

	"github.com/runlight-dev/runlight/internal/environ"
	"github.com/runlight-dev/runlight/internal/javascript"
)

// configVariables are npm_config_…: up to version 10 every setting that some file or variable names, defaults left out
// (npm-lifecycle of pnpm, makeEnv). Those that are named after the package overrule its own config field.
func (p *pnpmRun) configVariables(env *environ.Variables) {
	config := p.settings.exported
	name, version := property(p.manifest, "name"), property(p.manifest, "version")
	own := []string{name + ":", name + "@" + version + ":"}
	overruled := [2]*environ.Variables{environ.Parse(nil), environ.Parse(nil)}
	for key, value := range config.All() {
		if strings.HasPrefix(key, "_") && !strings.HasPrefix(key, "_"+own[0]) || strings.Contains(key, ":_") {
			continue // credentials
		}
		text, ok := configText(key, value)
		if !ok {
			continue
		}
		key = strings.TrimLeft(key, "_")
		for i, prefix := range own {
			if rest, found := strings.CutPrefix(key, prefix); found {
				overruled[i].Set(sanitised(rest), text)
				break
			}
		}
		env.Set(sanitised("npm_config_"+key), text)
	}
	for _, more := range overruled {
		for key, value := range more.All() {
			env.Set("npm_package_config_"+key, value)
		}
	}
}

// property is a field of a manifest as it stands in a text of JavaScript.
func property(manifest *javascript.Object, key string) string {
	value, ok := manifest.Get(key)
	if !ok {
		value = javascript.Undefined{}
	}
	return javascript.String(value)
}

// configText is a setting as the value of a variable. Lists are not exported.
func configText(key string, value any) (string, bool) {
	if _, isList := value.([]any); isList {
		return "", false
	}
	if text, isText := value.(string); isText && strings.Contains(key, "umask") {
		value = strings.Repeat("0", max(0, 4-len(text))) + text
	}
	switch value := value.(type) {
	case string:
		return oneLine(value), true
	case float64:
		if value == 0 {
			return "", true
		}
		return javascript.String(value), true
	}
	if !javascript.Truthy(value) {
		return "", true
	}
	return oneLine(javascript.Stringify(value)), true
}
