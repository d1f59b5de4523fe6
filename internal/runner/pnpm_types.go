package runner

import (
	"encoding/json"
	"errors"
	"math"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/runlight-dev/runlight/internal/javascript"
)

// The types of settings in .npmrc files decide how their text is read (@pnpm/npm-conf, types, and config/config, types).
var (
	pathSettings = names("cache cafile globalconfig init-module prefix tmp userconfig")

	numberSettings = names(`
	cache-lock-retries cache-lock-stale cache-lock-wait cache-max cache-min child-concurrency depth
	dlx-cache-max-age fetch-min-speed-ki-bps fetch-retries fetch-retry-factor fetch-retry-maxtimeout
	fetch-retry-mintimeout fetch-timeout fetch-warn-timeout-ms fetching-concurrency group logs-max maxsockets
	minimum-release-age modules-cache-max-age network-concurrency pack-gzip-level peers-suffix-max-length
	searchlimit searchstaleness sso-poll-frequency trust-policy-ignore-after user virtual-store-dir-max-length
	workspace-concurrency
`)

	switchSettings = names(`
	_exit aggregate-output allow-same-version always-auth audit auto-install-peers bail bin-links
	block-exotic-subdeps ci color commit-hooks dangerously-allow-all-builds dedupe-direct-deps dedupe-injected-deps
	dedupe-peer-dependents dedupe-peers deploy-all-files description dev disallow-workspace-cycles dry-run
	embed-readme enable-global-virtual-store enable-modules-dir enable-pre-post-scripts engine-strict
	exclude-links-from-lockfile extend-node-path fail-if-no-match force force-legacy-deploy frozen-lockfile
	git-branch-lockfile git-checks git-tag-version global global-style ham-it-up hoist hoist-workspace-packages
	if-present ignore-compatibility-db ignore-dep-scripts ignore-pnpmfile ignore-prepublish ignore-scripts
	ignore-workspace ignore-workspace-cycles ignore-workspace-root-check include-workspace-root
	init-package-manager inject-workspace-packages json legacy-bundling legacy-dir-filtering link
	link-workspace-packages lockfile lockfile-include-tarball-url lockfile-only long
	manage-package-manager-versions merge-git-branch-lockfiles offline optimistic-repeat-install optional
	package-lock package-lock-only package-manager-strict package-manager-strict-version parseable
	prefer-frozen-lockfile prefer-offline prefer-online prefer-symlinked-executables prefer-workspace-packages
	preserve-absolute-paths production progress provenance read-only rebuild-bundle recursive-install
	registry-supports-time-field reporter-hide-prefix resolve-peers-from-workspace-root rollback save save-bundle
	save-dev save-exact save-optional save-peer save-prod save-workspace-protocol send-metrics shamefully-flatten
	shamefully-hoist shared-workspace-lockfile shell-emulator shrinkwrap side-effects-cache
	side-effects-cache-readonly sign-git-tag sort stream strict-dep-builds strict-peer-dependencies strict-ssl
	strict-store-pkg-content-check symlink timing unicode unsafe-perm update-notifier usage use-beta-cli
	use-running-store-server use-stderr use-store-server verify-deps-before-run verify-store-integrity version
	versions workspace-root
`)
)

func names(list string) map[string]bool {
	set := map[string]bool{}
	for name := range strings.FieldsSeq(list) {
		set[name] = true
	}
	return set
}

var (
	errJSON   = errors.New("text in quotes is no JSON")
	errHelper = errors.New("a tokenHelper must not name a variable")
)

// typed reads the text of a setting by its type (@pnpm/npm-conf, parseField).
func (p *pnpmRun) typed(key, text string) (any, error) {
	text = javascript.Trim(text)
	if len(text) > 1 && text[0] == '"' && text[len(text)-1] == '"' {
		if json.Unmarshal([]byte(text), &text) != nil {
			return nil, errJSON
		}
	}
	switch text {
	case "":
		if switchSettings[key] {
			return true, nil
		}
	case "true", "false":
		return text == "true", nil
	case "null":
		return nil, nil
	case "undefined":
		return javascript.Undefined{}, nil
	}
	expanded, err := expandVariables(text, p.env)
	switch {
	case err != nil:
		return nil, err
	case expanded != text && (key == "tokenHelper" || strings.HasSuffix(key, ":tokenHelper")):
		return nil, errHelper
	case pathSettings[key]:
		return p.resolve(expanded), nil
	case numberSettings[key]:
		if number := toNumber(expanded); !math.IsNaN(number) {
			return number, nil
		}
	}
	return expanded, nil
}

// resolve makes a path absolute, from the package's folder, with ~ for the home.
func (p *pnpmRun) resolve(path string) string {
	if strings.HasPrefix(path, "~/") || cmdShell && strings.HasPrefix(path, `~\`) {
		path = filepath.Join(p.home, path[2:])
	}
	if filepath.IsAbs(path) {
		return filepath.Clean(path)
	}
	return filepath.Join(p.request.Dir, path)
}

// toNumber is Number(text) of JavaScript.
func toNumber(text string) float64 {
	text = javascript.Trim(text)
	if text == "" {
		return 0
	}
	if len(text) > 2 && text[0] == '0' && strings.ContainsRune("xXoObB", rune(text[1])) && !strings.Contains(text, "_") {
		if number, err := strconv.ParseUint(text, 0, 64); err == nil {
			return float64(number)
		}
		return math.NaN()
	}
	switch text {
	case "Infinity", "+Infinity":
		return math.Inf(1)
	case "-Infinity":
		return math.Inf(-1)
	}
	if strings.Trim(text, "+-.0123456789eE") != "" {
		return math.NaN() // what Go would take beyond that
	}
	number, err := strconv.ParseFloat(text, 64)
	if err != nil && !errors.Is(err, strconv.ErrRange) {
		return math.NaN()
	}
	return number
}
