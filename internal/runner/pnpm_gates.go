package runner

import (
	"bytes"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/runlight-dev/runlight/internal/javascript"
)

// gates are settings with which pnpm does more than to run a shell.
var gates = []struct {
	setting string
	since   int // the first major version that heeds it; 0 for all
	// value is the one that counts; nil for every one that JavaScript takes for true.
	value  any
	reason string
}{
	{setting: "shellEmulator", reason: "pnpm runs scripts in an emulated shell (shellEmulator)"},
	{setting: "useNodeVersion", reason: "pnpm fetches a Node.js of its own (useNodeVersion)"},
	{setting: "executionEnv", reason: "pnpm fetches a Node.js of its own (executionEnv)"},
	{setting: "nodeVersion", reason: "pnpm compares with another Node.js (nodeVersion)"},
	{setting: "scriptsPrependNodePath", reason: "pnpm puts its Node.js on the PATH (scripts-prepend-node-path)"},
	{setting: "configDependencies", reason: "pnpm installs and loads plugins first (configDependencies)"},
	{setting: "pnpmfile", since: 10, reason: "a pnpmfile of its own may change settings (pnpmfile)"},
	{setting: "globalPnpmfile", since: 10, reason: "a pnpmfile for all projects may change settings (globalPnpmfile)"},
	{setting: "preferSymlinkedExecutables", reason: "pnpm sets NODE_PATH (preferSymlinkedExecutables)"},
	{setting: "enableGlobalVirtualStore", since: 11, reason: "pnpm sets NODE_PATH (enableGlobalVirtualStore)"},
	{setting: "virtualStoreType", since: 11, value: "global", reason: "pnpm sets NODE_PATH (virtualStoreType: global)"},
	{setting: "nodeExperimentalPackageMap", since: 11, reason: "pnpm sets NODE_OPTIONS (nodeExperimentalPackageMap)"},
	{setting: "lockfileDir", reason: "the lockfile is kept elsewhere (lockfileDir)"},
	{setting: "modulesDir", reason: "node_modules has another name (modulesDir)"},
	{setting: "packageConfigs", since: 11, reason: "projects have settings of their own (packageConfigs)"},
	{setting: "pmOnFail", since: 11, reason: "pnpm is told what to do with a pinned version (pmOnFail)"},
	{setting: "runtimeOnFail", since: 11, reason: "pnpm is told what to do with a pinned Node.js (runtimeOnFail)"},
	{setting: "ifPresent", reason: "a script that is missing counts as run (ifPresent)"},
	{setting: "global", reason: "pnpm works on its global packages (global)"},
}

// checkSettings leaves to pnpm what is no longer a shell with an environment.
func (p *pnpmRun) checkSettings() error {
	for _, gate := range gates {
		value := p.settings.values[gate.setting]
		if p.major >= gate.since && (gate.value == nil && javascript.Truthy(value) || gate.value != nil && value == gate.value) {
			return leave("%s", gate.reason)
		}
	}
	if shell := p.settings.values["scriptShell"]; javascript.Truthy(shell) {
		if _, ok := shell.(string); !ok {
			return leave("scriptShell is no text")
		}
		if cmdShell {
			return leave("scriptShell is set")
		}
		if text := p.settings.text("scriptShell"); p.major >= 11 && strings.Contains(text, "/") && !filepath.IsAbs(text) {
			return leave("pnpm looks for the scriptShell %s in a folder that depends on its version", text)
		}
	}
	if field, _ := p.manifest.Get("pnpm"); p.major == 9 {
		if field, ok := field.(*javascript.Object); ok {
			if value, _ := field.Get("executionEnv"); value != nil {
				return leave("pnpm fetches a Node.js of its own (executionEnv)")
			}
		}
	}
	if err := p.checkVerify(); err != nil {
		return err
	}
	if err := p.checkInjected(); err != nil {
		return err
	}
	p.readColor()
	return p.checkFiles()
}

// readColor says color as pnpm does after it has read it.
func (p *pnpmRun) readColor() {
	switch p.settings.values["color"] {
	case true:
		p.settings.values["color"] = "always"
	case false:
		p.settings.values["color"] = "never"
	}
}

// checkVerify leaves the check of node_modules that version 10 makes if it is told to. 11 makes it unless it is told not
// to, and is followed there.
func (p *pnpmRun) checkVerify() error {
	switch p.settings.values["verifyDepsBeforeRun"] {
	case "install", "prompt", "error", "warn":
		if p.major == 10 {
			return leave("pnpm checks what is installed first (verifyDepsBeforeRun)")
		}
	}
	return nil
}

func (p *pnpmRun) checkInjected() error {
	after := p.settings.values["syncInjectedDepsAfterScripts"]
	list, _ := after.([]any)
	if _, isText := after.(string); isText || slices.Contains(list, any(p.request.Script)) {
		return leave("pnpm copies packages after this script (syncInjectedDepsAfterScripts)")
	}
	return nil
}

// changesSettings finds a pnpmfile that changes settings, or brings in another file that may.
var changesSettings = regexp.MustCompile(`\bupdateConfig\b|\brequire\b|\bimport\b`)

// checkFiles looks for files that change how scripts are run.
func (p *pnpmRun) checkFiles() error {
	for _, dir := range []string{p.root, p.request.Dir} {
		if _, err := p.files.stat(filepath.Join(dir, ".pnp.cjs")); err == nil {
			return leave("pnpm loads .pnp.cjs into scripts")
		}
		for _, name := range []string{".pnpmfile.cjs", ".pnpmfile.mjs"} {
			text, err := p.files.read(filepath.Join(dir, name))
			if p.major >= 10 && err == nil && !p.settings.is("ignorePnpmfile") && changesSettings.Match(bytes.TrimSpace(text)) {
				return leave("%s may change pnpm's settings", name)
			}
		}
	}
	if _, err := p.files.stat(filepath.Join(p.request.Dir, "node_modules", ".hooks")); err == nil {
		return leave("pnpm runs the hooks in node_modules/.hooks")
	}
	return nil
}

// checkPin leaves to pnpm what to do about another manager, or another version of itself, than the project names.
func (p *pnpmRun) checkPin() error {
	if value, ok := p.rootManifest.Get("packageManager"); ok && javascript.Truthy(value) {
		text, _ := value.(string)
		if name, version := pin(text); name != "pnpm" {
			return leave("the project names %q as its package manager, and pnpm refuses", text)
		} else if version != p.found.version {
			return leave("the project names pnpm %s, and %s is installed: pnpm decides", version, p.found.version)
		}
	}
	if p.major < 11 {
		return nil
	}
	for _, field := range []string{"devEngines", "engines"} {
		value, _ := p.rootManifest.Get(field)
		engines, _ := value.(*javascript.Object)
		for _, key := range []string{"packageManager", "runtime"} {
			if wanted, _ := engines.Get(key); javascript.Truthy(wanted) && (field == "devEngines" || key == "runtime") {
				return leave("pnpm checks %s.%s", field, key)
			}
		}
	}
	return nil
}

// pin reads the packageManager field. A version that is an address is none for pnpm.
func pin(field string) (name, version string) {
	name, version, _ = strings.Cut(field, "@")
	version, _, _ = strings.Cut(version, "+")
	if strings.Contains(version, ":") {
		version = ""
	}
	return name, version
}

// checkEngines leaves a package to pnpm that it may refuse over its engines (cli-utils, packageIsInstallable): with a
// wish for pnpm itself neither that nor the one for Node.js may fail, and without only engineStrict counts.
func (p *pnpmRun) checkEngines() error {
	value, _ := p.manifest.Get("engines")
	engines, _ := value.(*javascript.Object)
	own, _ := engines.Get("pnpm")
	if !javascript.Truthy(own) && !p.settings.is("engineStrict") {
		return nil
	}
	for name, version := range map[string]string{"pnpm": p.found.version, "node": p.found.node.version} {
		wanted, _ := engines.Get(name)
		text, isText := wanted.(string)
		if wanted == nil || isText && satisfies(version, text) {
			continue
		}
		return leave("pnpm may refuse the package over engines.%s", name)
	}
	return nil
}
