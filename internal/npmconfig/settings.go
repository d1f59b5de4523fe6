// Package npmconfig computes the settings of npm 10, 11 and 12: from the environment, from the .npmrc files of project,
// user, machine and npm itself, and from npm's defaults, and what of them a script finds in its environment.
//
// The rules are those of npm's package @npmcli/config, in words: npm-config(7) and npmrc(5).
package npmconfig

import (
	_ "embed" // of settings.json
	"encoding/json"
	"regexp"
	"strings"
	"sync"

	"github.com/runlight-dev/runlight/internal/javascript"
)

// settingsJSON lists every setting of npm: the versions that have it, and where they differ a row for each; the types
// that change how a text is read; the default, null where none stands; deprecated and private ones, which scripts
// do not get; and computed ones, whose default the environment decides.
//
//go:embed settings.json
var settingsJSON []byte

// setting is what one version of npm knows of a setting.
type setting struct {
	kinds    kind
	fallback any // the default, as npm's source has it
	// hidden ones are not handed on to scripts.
	hidden   bool
	computed bool
}

// kind is a set of types.
type kind int

const (
	path kind = 1 << iota
	boolean
	text
	umask
	number
	list
	date
)

var kinds = map[string]kind{
	"path": path | text, "bool": boolean, "string": text, "umask": umask, "number": number, "list": list, "date": date,
}

func (k kind) is(one kind) bool { return k&one != 0 }

// tables are the settings by npm's major version.
var tables = sync.OnceValue(func() map[int]map[string]setting {
	var rows []struct {
		Key                           string
		NPM                           []int
		Type                          string
		Default                       json.RawMessage
		Deprecated, Private, Computed bool
	}
	if err := json.Unmarshal(settingsJSON, &rows); err != nil {
		panic("settings.json: " + err.Error())
	}
	all := map[int]map[string]setting{}
	for _, row := range rows {
		s := setting{hidden: row.Deprecated || row.Private, computed: row.Computed}
		for name := range strings.SplitSeq(row.Type, ",") {
			s.kinds |= kinds[name]
		}
		if len(row.Default) > 0 {
			s.fallback, _ = javascript.ParseJSON(row.Default)
		}
		for _, major := range row.NPM {
			if all[major] == nil {
				all[major] = map[string]setting{}
			}
			all[major][row.Key] = s
		}
	}
	return all
})

// Known says whether the settings of a major version of npm are known.
func Known(major int) bool { return tables()[major] != nil }

// Shipped is what one installation of npm has: within a major version, releases add settings. It does not change.
type Shipped struct {
	major    int
	settings map[string]setting
	// subCI says that the user agent tells GitHub's kinds of runners apart.
	subCI bool
	// fixed are the defaults that are the same on every machine, told those of them that scripts find in their environment
	// nevertheless, and varying the names of all other settings.
	fixed   *javascript.Object
	told    []variable
	varying []string
}

type variable struct{ key, text string }

var (
	definition = regexp.MustCompile(`(?:new Definition|define)\('([^']+)'`)
	// hiding is said of a setting that scripts do not get; some came to be hidden in the course of a major version.
	hiding = regexp.MustCompile(`(?m)^\s+(?:envExport: false|deprecated: )`)
	// registry finds the one default that npm's source is asked for: some builds of npm have another one.
	registry = regexp.MustCompile(`\('registry', \{\s*default: '([^']+)'`)
)

// ReadDefinitions finds the settings in the source of an npm of a [Known] major version: its file
// @npmcli/config/lib/definitions/definitions.js.
func ReadDefinitions(major int, source []byte) *Shipped {
	s := &Shipped{
		major: major, settings: map[string]setting{}, subCI: strings.Contains(string(source), "subCiName"),
		fixed: &javascript.Object{},
	}
	places := definition.FindAllSubmatchIndex(source, -1)
	for i, at := range places {
		key := string(source[at[2]:at[3]])
		one, known := tables()[major][key]
		if !known {
			continue
		}
		end := len(source)
		if i+1 < len(places) {
			end = places[i+1][0]
		}
		one.hidden = one.hidden || hiding.Match(source[at[0]:end])
		if match := registry.FindSubmatch(source); key == "registry" && match != nil {
			one.fallback = string(match[1])
		}
		s.settings[key] = one
		if one.computed || one.kinds.is(path) {
			s.varying = append(s.varying, key)
			continue
		}
		value := reader{major: major}.field(one.fallback, one.kinds, false)
		s.fixed.Set(key, value)
		// npm compares with a default that it has not read as it reads all others: "" is no list with one empty text.
		if text, ok := exported(value); ok && !same(one.fallback, value) && !one.hidden {
			s.told = append(s.told, variable{key, text})
		}
	}
	return s
}
