package runner

import (
	"path/filepath"
	"strings"
)

// Environment returns the environment of a fresh terminal, made from the one of a program: what an editor or an outer
// script run added for itself is left out, and the terminal is named.
func Environment(environ []string) []string {
	stale := map[string]bool{"TERM": true, "COLORTERM": true}
	values := map[string]string{}
	for _, entry := range environ {
		key, value, _ := strings.Cut(entry, "=")
		values[key] = value
	}
	// NODE is set by npm beside npm_node_execpath; a different one is the user's own.
	if node, ok := values["npm_node_execpath"]; ok && values["NODE"] == node {
		stale["NODE"] = true
	}
	// pnpm says so to a pnpm inside of its scripts; a user may say it too.
	if _, ok := values["PNPM_SCRIPT_SRC_DIR"]; ok {
		stale["pnpm_config_verify_deps_before_run"] = true
	}
	var env []string
	for _, entry := range environ {
		key, value, _ := strings.Cut(entry, "=")
		switch {
		case stale[key] || outer(key):
		case strings.EqualFold(key, "PATH"):
			env = append(env, key+"="+cleanPath(value))
		default:
			env = append(env, entry)
		}
	}
	// What VS Code's own terminals say of themselves; the output is drawn by one of those.
	return append(env, "TERM=xterm-256color", "COLORTERM=truecolor")
}

// outerKeys are set by a package manager for the script that it runs, or by an editor for its own processes. A script
// in a fresh terminal has none of them. What a user sets as npm_config_… is kept.
var outerKeys = map[string]bool{
	"npm_command": true, "npm_execpath": true, "npm_node_execpath": true,
	"npm_config_local_prefix": true, "npm_config_global_prefix": true, "npm_config_user_agent": true,
	"npm_config_npm_version": true, "npm_config_node_gyp": true, "npm_config_argv": true, "npm_config_noproxy": true,
	"INIT_CWD": true, "PNPM_SCRIPT_SRC_DIR": true, "BERRY_BIN_FOLDER": true, "PROJECT_CWD": true,
	"NODE_RUN_SCRIPT_NAME": true, "NODE_RUN_PACKAGE_JSON_PATH": true,
	"ELECTRON_RUN_AS_NODE": true, "ELECTRON_NO_ATTACH_CONSOLE": true, "APPLICATION_INSIGHTS_NO_DIAGNOSTIC_CHANNEL": true,
}

func outer(key string) bool {
	return outerKeys[key] || strings.HasPrefix(key, "npm_lifecycle_") || strings.HasPrefix(key, "npm_package_") ||
		strings.HasPrefix(key, "VSCODE_")
}

// cleanPath drops the folders that a package manager puts on the PATH for one run only.
func cleanPath(path string) string {
	var kept []string
	for _, dir := range filepath.SplitList(path) {
		base := filepath.Base(dir)
		temporary := base == "node-gyp-bin" || strings.HasPrefix(base, "yarn--") || strings.HasPrefix(base, "xfs-") ||
			strings.HasPrefix(base, "bun-node-")
		if !temporary {
			kept = append(kept, dir)
		}
	}
	return strings.Join(kept, string(filepath.ListSeparator))
}
