package runner

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"strings"
)

// A shim stands on the PATH instead of a program, finds out which version of it the folder wants, changes the
// environment, and starts that. What exactly it does only a run of it tells.
var shims = []struct{ name, part string }{
	{"volta", "/volta-shim"}, {"volta", "/.volta/bin/"}, {"volta", "/volta/"},
	{"mise", "/mise/shims/"}, {"mise", "/bin/mise"},
	{"asdf", "/.asdf/shims/"}, {"asdf", "/asdf/shims/"},
	{"proto", "/.proto/shims/"}, {"proto", "/.proto/bin/"},
	{"nodenv", "/.nodenv/shims/"}, {"Scoop", "/scoop/shims/"}, {"snap", "/bin/snap"},
	{"pnpm's own executable", "/@pnpm/exe/"}, {"pnpm's own executable", "/pnpm/.tools/"},
}

// foreign is why the file behind a program is not followed.
func foreign(program, path, target string) error {
	for _, s := range shims {
		for _, p := range []string{path, target} {
			if strings.Contains(strings.ToLower(filepath.ToSlash(p)), s.part) {
				return unknown{leave("%s stands before %s and decides what runs", s.name, program), s.name}
			}
		}
	}
	return unknown{leave("%s is no %s that Runlight knows", path, program), ""}
}

// unknown says that it is not known which file would run: a calibration tells what it does. It is a useManager too.
type unknown struct {
	error
	shim string
}

// Unwrap implements errors.As.
func (u unknown) Unwrap() error { return u.error }

// inShims says that a folder holds stand-ins for programs, whatever they look like: some are copies of one binary.
func inShims(path string) bool {
	dir := filepath.Dir(path)
	if strings.EqualFold(filepath.Base(dir), "shims") {
		return true
	}
	for _, beside := range []string{"volta-shim", "volta.exe", "volta-shim.exe"} {
		if _, err := os.Stat(filepath.Join(dir, beside)); err == nil {
			return true
		}
	}
	return false
}

// target is the file behind a program on the PATH, and the variables that what lies between sets on the way.
func (r *Runner) target(path string, env []string) (target string, added []string, err error) {
	real, err := filepath.EvalSymlinks(path)
	if err != nil {
		return "", nil, leave("%s cannot be followed: %v", path, err)
	}
	if !strings.EqualFold(filepath.Ext(real), ".cmd") {
		return real, nil, nil
	}
	text, err := r.files.read(real)
	if err != nil {
		return "", nil, leave("%s cannot be read", real)
	}
	if bytes.Contains(text, []byte("npm-prefix.js")) {
		return r.npmOfNode(filepath.Dir(real), env)
	}
	match := cmdShim.FindSubmatch(text)
	if match == nil {
		return real, nil, nil
	}
	beside := filepath.Join(filepath.Dir(real), filepath.FromSlash(strings.ReplaceAll(string(match[1]), `\`, "/")))
	return beside, nil, nil
}

// cmdShim is how npm's installer (package cmd-shim) writes a .cmd: it starts Node.js with a file that lies beside it.
var cmdShim = regexp.MustCompile(`"%~?dp0%?\\+([^"%]+\.[cm]?js)"`)

// npmOfNode reads npm.cmd as the installer of Node.js for Windows writes it: npm beside it, unless a newer one was
// installed globally. That folder npm itself is asked for; it is the default where nobody has set another.
func (r *Runner) npmOfNode(dir string, env []string) (target string, added []string, err error) {
	if valueOf(env, "npm_config_prefix") != "" || r.mentions(filepath.Join(valueOf(env, homeVariable), ".npmrc"), "prefix") {
		return "", nil, unknown{leave("npm.cmd asks npm for its own folder first"), "npm.cmd"}
	}
	own := filepath.Join(dir, "node_modules", "npm", "bin")
	global := filepath.Join(valueOf(env, "APPDATA"), "npm", "node_modules", "npm", "bin", "npm-cli.js")
	target = filepath.Join(own, "npm-cli.js")
	if _, err := os.Stat(global); err == nil {
		target = global
	}
	program := dir + `\\node.exe` // the %~dp0 of cmd.exe ends in a backslash, and the script adds one
	if _, err := os.Stat(filepath.Join(dir, "node.exe")); err != nil {
		program = "node"
	}
	// Its variables stay set for the script.
	return target, []string{
		"NODE_EXE=" + program, "NPM_PREFIX_JS=" + dir + `\\node_modules\npm\bin\npm-prefix.js`,
		"NPM_CLI_JS=" + npmCLI(dir, target, global), "NPM_PREFIX_NPM_CLI_JS=" + global,
	}, nil
}

func npmCLI(dir, target, global string) string {
	if target == global {
		return global
	}
	return dir + `\\node_modules\npm\bin\npm-cli.js`
}

// mentions says that a file is there and contains a text.
func (r *Runner) mentions(path, text string) bool {
	data, err := r.files.read(path)
	return err == nil && bytes.Contains(data, []byte(text))
}
