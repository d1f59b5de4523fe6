package runner

import (
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// layout makes a folder tree. A value is the text of a file; "-> path" makes a symbolic link, and "binary" a program of
// this system.
func layout(t testing.TB, entries map[string]string) string {
	root, err := filepath.EvalSymlinks(t.TempDir())
	require.NoError(t, err)
	for name, text := range entries {
		path := filepath.Join(root, filepath.FromSlash(name))
		require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o755))
		switch target, link := strings.CutPrefix(text, "-> "); {
		case link:
			if err := os.Symlink(filepath.FromSlash(strings.ReplaceAll(target, "$ROOT", root)), path); err != nil {
				t.Skip("this system makes no symbolic links: ", err)
			}
		case text == "binary":
			binary(t, path)
		default:
			old(t, path, text)
		}
	}
	return root
}

// binary puts a program of this system somewhere: this one.
func binary(t testing.TB, path string) {
	own, err := os.Executable()
	require.NoError(t, err)
	if os.Link(own, path) == nil {
		return
	}
	from, err := os.Open(own)
	require.NoError(t, err)
	defer from.Close()
	to, err := os.OpenFile(path, os.O_CREATE|os.O_WRONLY, 0o755)
	require.NoError(t, err)
	_, err = io.Copy(to, from)
	require.NoError(t, err)
	require.NoError(t, to.Close())
}

const header = "#define NODE_MAJOR_VERSION 18\n#define NODE_MINOR_VERSION 2\n#define NODE_PATCH_VERSION 3\n#define NODE_VERSION_IS_RELEASE 1\n"

// merged is a layout with the most usual things filled in.
func merged(more map[string]string) map[string]string {
	all := map[string]string{"work/package.json": "{}"}
	for name, text := range more {
		all[name] = text
	}
	return all
}

func npmIn(prefix string, more map[string]string) map[string]string {
	more[prefix+"/lib/node_modules/npm/package.json"] = `{"name":"npm","version":"11.1.0"}`
	more[prefix+"/lib/node_modules/npm/bin/npm-cli.js"] = ""
	more[prefix+"/bin/npm"] = "-> ../lib/node_modules/npm/bin/npm-cli.js"
	if more[prefix+"/bin/node"] == "" {
		more[prefix+"/bin/node"] = "binary"
	}
	return more
}

func TestLocate(t *testing.T) {
	for name, test := range map[string]struct {
		manager, pinned string
		tree            map[string]string
		path            []string // folders of the PATH
		version         string   // of the manager
		real            string
		node            string // its version
		reason          string // why it is left to the manager, instead of all this
	}{
		"nvm": {
			manager: "npm", path: []string{"nvm/versions/node/v20.20.2/bin"}, tree: npmIn("nvm/versions/node/v20.20.2", map[string]string{}),
			version: "11.1.0", node: "v20.20.2", real: "nvm/versions/node/v20.20.2/lib/node_modules/npm/bin/npm-cli.js",
		},
		"fnm": {
			manager: "npm", path: []string{"run/fnm_multishells/1_2/bin"},
			tree: npmIn("fnm/node-versions/v22.3.4/installation", map[string]string{
				"run/fnm_multishells/1_2": "-> $ROOT/fnm/node-versions/v22.3.4/installation",
			}),
			version: "11.1.0", node: "v22.3.4", real: "fnm/node-versions/v22.3.4/installation/lib/node_modules/npm/bin/npm-cli.js",
		},
		"n and the installer, by its header": {
			manager: "npm", path: []string{"usr/local/bin"},
			tree:    npmIn("usr/local", map[string]string{"usr/local/include/node/node_version.h": header}),
			version: "11.1.0", node: "v18.2.3", real: "usr/local/lib/node_modules/npm/bin/npm-cli.js",
		},
		"Homebrew": {
			manager: "npm", path: []string{"opt/bin"},
			tree: npmIn("opt", map[string]string{
				"Cellar/node@20/20.5.6_1/bin/node": "binary",
				"opt/bin/node":                     "-> ../../Cellar/node@20/20.5.6_1/bin/node",
			}),
			version: "11.1.0", node: "v20.5.6", real: "opt/lib/node_modules/npm/bin/npm-cli.js",
		},
		"asdf, the real folders": {
			manager: "npm", path: []string{".asdf/installs/nodejs/20.1.1/bin"}, tree: npmIn(".asdf/installs/nodejs/20.1.1", map[string]string{}),
			version: "11.1.0", node: "v20.1.1", real: ".asdf/installs/nodejs/20.1.1/lib/node_modules/npm/bin/npm-cli.js",
		},
		"mise, activated": {
			manager: "npm", path: []string{"mise/installs/node/22/bin"},
			tree:    npmIn("mise/installs/node/22.1.1", map[string]string{"mise/installs/node/22": "-> ./22.1.1"}),
			version: "11.1.0", node: "v22.1.1", real: "mise/installs/node/22.1.1/lib/node_modules/npm/bin/npm-cli.js",
		},
		"Volta, inside": {
			manager: "npm", path: []string{"volta/tools/image/node/20.9.9/bin"}, tree: npmIn("volta/tools/image/node/20.9.9", map[string]string{}),
			version: "11.1.0", node: "v20.9.9", real: "volta/tools/image/node/20.9.9/lib/node_modules/npm/bin/npm-cli.js",
		},
		"npm's own package of Node.js": {
			manager: "npm", path: []string{"m/node/bin", "a/bin"},
			tree:    npmIn("a", map[string]string{"m/node/package.json": `{"name":"node","version":"21.0.1"}`, "m/node/bin/node": "binary"}),
			version: "11.1.0", node: "v21.0.1", real: "a/lib/node_modules/npm/bin/npm-cli.js",
		},
		"the first of the PATH": {
			manager: "npm", path: []string{"empty", "v1.1.1/bin", "v2.2.2/bin"},
			tree:    npmIn("v1.1.1", npmIn("v2.2.2", map[string]string{})),
			version: "11.1.0", node: "v1.1.1", real: "v1.1.1/lib/node_modules/npm/bin/npm-cli.js",
		},
		"a manifest without a name on the way": {
			manager: "pnpm", path: []string{"v1.1.1/bin"},
			tree: map[string]string{
				"v1.1.1/bin/node": "binary", "v1.1.1/bin/pnpm": "-> ../pnpm/dist/bin/pnpm.cjs", "v1.1.1/pnpm/dist/bin/pnpm.cjs": "",
				"v1.1.1/pnpm/dist/package.json": `{"type":"commonjs"}`, "v1.1.1/pnpm/package.json": `{"name":"pnpm","version":"10.1.2"}`,
			},
			version: "10.1.2", node: "v1.1.1", real: "v1.1.1/pnpm/dist/bin/pnpm.cjs",
		},
		"Volta's shim": {
			manager: "npm", path: []string{".volta/bin"},
			tree:   map[string]string{".volta/bin/volta-shim": "binary", ".volta/bin/npm": "-> volta-shim", ".volta/bin/node": "-> volta-shim"},
			reason: "volta stands before npm and decides what runs",
		},
		"mise's shim": {
			manager: "npm", path: []string{"mise/shims"},
			tree:   map[string]string{"usr/bin/mise": "binary", "mise/shims/npm": "-> ../../usr/bin/mise", "mise/shims/node": "-> ../../usr/bin/mise"},
			reason: "mise stands before npm and decides what runs",
		},
		"asdf's shim": {
			manager: "pnpm", path: []string{".asdf/shims"},
			tree:   map[string]string{".asdf/shims/pnpm": "#!/usr/bin/env bash\nexec asdf exec pnpm \"$@\"\n"},
			reason: "asdf stands before pnpm and decides what runs",
		},
		"proto's shim of node": {
			manager: "npm", path: []string{".proto/shims", "a/bin"},
			tree:   npmIn("a", map[string]string{".proto/shims/node": "binary"}),
			reason: "proto stands before node and decides what runs",
		},
		"a native pnpm": {
			manager: "pnpm", path: []string{"bin"}, tree: map[string]string{"bin/pnpm": "binary"},
			reason: "is no pnpm that Runlight knows",
		},
		"a script that starts node": {
			manager: "npm", path: []string{"b", "a/bin"}, tree: npmIn("a", map[string]string{"b/node": "#!/bin/sh\nexec /usr/bin/node \"$@\"\n"}),
			reason: "is no node that Runlight knows",
		},
		"no node at all": {
			manager: "npm", path: []string{"a/bin"},
			tree: map[string]string{
				"a/npm/package.json": `{"name":"npm","version":"1.0.0"}`, "a/npm/bin/npm-cli.js": "", "a/bin/npm": "-> ../npm/bin/npm-cli.js",
			},
			reason: "node is not on the PATH",
		},
		"a node that must be asked": {
			manager: "npm", path: []string{"a/bin"}, tree: npmIn("a", map[string]string{}), reason: "is not known yet",
		},
		"pnpm, pinned to what is installed": {
			manager: "pnpm", pinned: "10.1.2", path: []string{"v1.1.1/bin"}, tree: pnpmTree, version: "10.1.2", node: "v1.1.1", real: "v1.1.1/pnpm/bin/pnpm.cjs",
		},
		"pnpm, pinned to another": {
			manager: "pnpm", pinned: "9.9.9", path: []string{"v1.1.1/bin"}, tree: pnpmTree,
			reason: "the project names pnpm 9.9.9, and 10.1.2 is installed: pnpm decides",
		},
		"pnpm, a range": {
			manager: "pnpm", pinned: "^9.0.0", path: []string{"v1.1.1/bin"}, tree: pnpmTree, version: "10.1.2", node: "v1.1.1", real: "v1.1.1/pnpm/bin/pnpm.cjs",
		},
		"npm, pinned to another": {
			manager: "npm", pinned: "9.9.9", path: []string{"v1.1.1/bin"}, tree: npmIn("v1.1.1", map[string]string{}),
			version: "11.1.0", node: "v1.1.1", real: "v1.1.1/lib/node_modules/npm/bin/npm-cli.js",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			root := layout(t, merged(test.tree))
			found, err := New(Options{}).locate(requestIn(root, test.manager, test.pinned, test.path))
			if test.reason != "" {
				var left useManager
				require.ErrorAs(t, err, &left)
				require.Contains(t, left.reason, test.reason)
				return
			}
			require.NoError(t, err)
			require.Equal(t, test.version, found.version)
			require.Equal(t, filepath.Join(root, filepath.FromSlash(test.real)), found.real)
			require.Equal(t, test.node, found.node.version)
			require.NotEmpty(t, found.node.arch)
			require.FileExists(t, filepath.Join(found.root, "package.json"))
		})
	}
}

var pnpmTree = map[string]string{
	"v1.1.1/bin/node": "binary", "v1.1.1/bin/pnpm": "-> ../pnpm/bin/pnpm.cjs", "v1.1.1/pnpm/bin/pnpm.cjs": "",
	"v1.1.1/pnpm/package.json": `{"name":"pnpm","version":"10.1.2"}`,
}

// requestIn asks for a script of the folder work below root, with a PATH of other folders there.
func requestIn(root, manager, pin string, path []string) Request {
	var folders []string
	for _, p := range path {
		folders = append(folders, filepath.Join(root, filepath.FromSlash(p)))
	}
	return Request{
		Manager: manager, Pinned: pin, Dir: filepath.Join(root, "work"), Script: "dev",
		Env: []string{"HOME=" + root, "PATH=" + strings.Join(folders, string(filepath.ListSeparator))},
	}
}

var corepackTree = map[string]string{
	"v1.1.1/bin/node": "binary", "v1.1.1/bin/pnpm": "-> ../corepack/dist/pnpm.js",
	"v1.1.1/corepack/dist/pnpm.js":                     "process.env.COREPACK_ENABLE_DOWNLOAD_PROMPT??='1'",
	"v1.1.1/corepack/package.json":                     `{"name":"corepack","version":"0.34.6"}`,
	".cache/node/corepack/v1/pnpm/10.2.0/.corepack":    `{"bin":{"pnpm":"./bin/pnpm.cjs"}}`,
	".cache/node/corepack/v1/pnpm/10.2.0/bin/pnpm.cjs": "",
	"elsewhere/v1/pnpm/10.3.0/.corepack":               `{"bin":{"pnpm":"./bin/pnpm.cjs"}}`,
	"elsewhere/v1/pnpm/10.3.0/bin/pnpm.cjs":            "",
}

func TestBehindCorepack(t *testing.T) {
	for name, test := range map[string]struct {
		pinned       string
		env          []string
		real, reason string
		added        []string
	}{
		"pinned": {
			pinned: "10.2.0", real: ".cache/node/corepack/v1/pnpm/10.2.0/bin/pnpm.cjs",
			added: []string{"COREPACK_ROOT=$ROOT/v1.1.1/corepack", "COREPACK_ENABLE_DOWNLOAD_PROMPT=1"},
		},
		"a home of its own": {
			pinned: "10.3.0", env: []string{"COREPACK_HOME=$ROOT/elsewhere", "COREPACK_ENABLE_DOWNLOAD_PROMPT=0"},
			real: "elsewhere/v1/pnpm/10.3.0/bin/pnpm.cjs", added: []string{"COREPACK_ROOT=$ROOT/v1.1.1/corepack"},
		},
		"not fetched":      {pinned: "10.4.0", reason: "Corepack has not fetched pnpm 10.4.0 yet"},
		"not pinned":       {reason: "the project pins none"},
		"a range":          {pinned: "^10.0.0", reason: "the project pins none"},
		"without the spec": {pinned: "10.2.0", env: []string{"COREPACK_ENABLE_PROJECT_SPEC=0"}, reason: "in a special way"},
	} {
		t.Run(name, func(t *testing.T) {
			root := layout(t, merged(corepackTree))
			request := requestIn(root, "pnpm", test.pinned, []string{"v1.1.1/bin"})
			in := func(text string) string { return strings.ReplaceAll(text, "$ROOT", root) }
			for _, e := range test.env {
				request.Env = append(request.Env, in(e))
			}
			found, err := New(Options{}).locate(request)
			if test.reason != "" {
				require.ErrorContains(t, err, test.reason)
				return
			}
			require.NoError(t, err)
			require.Equal(t, filepath.Join(root, filepath.FromSlash(test.real)), found.real)
			require.Equal(t, test.pinned, found.version)
			require.Equal(t, "v1.1.1", found.node.version)
			var want []string
			for _, e := range test.added {
				want = append(want, in(e))
			}
			require.Equal(t, want, found.env)
		})
	}
}

func TestCmdShims(t *testing.T) {
	for name, test := range map[string]struct{ text, want string }{
		"of npm's installer": {"endLocal & goto #_undefined_# 2>NUL || title %COMSPEC% & \"%_prog%\"  \"%dp0%\\node_modules\\pnpm\\bin\\pnpm.cjs\" %*\r\n", "node_modules/pnpm/bin/pnpm.cjs"},
		"an older one":       {"\"%~dp0\\node_modules\\yarn\\bin\\yarn.js\" %*", "node_modules/yarn/bin/yarn.js"},
	} {
		t.Run(name, func(t *testing.T) {
			root := layout(t, map[string]string{"bin/x.cmd": test.text})
			target, added, err := New(Options{}).target(filepath.Join(root, "bin", "x.cmd"), nil)
			require.NoError(t, err)
			require.Empty(t, added)
			require.Equal(t, filepath.Join(root, "bin", filepath.FromSlash(test.want)), target)
		})
	}
}

func TestNpmOfNodeForWindows(t *testing.T) {
	files := map[string]string{"nodejs/npm.cmd": "SET NPM_PREFIX_JS=%~dp0\\node_modules\\npm\\bin\\npm-prefix.js", "nodejs/node.exe": "", "nodejs/node_modules/npm/bin/npm-cli.js": ""}
	root := layout(t, files)
	env := []string{"APPDATA=" + root, homeVariable + "=" + root}
	shim := filepath.Join(root, "nodejs", "npm.cmd")
	target, added, err := New(Options{}).target(shim, env)
	require.NoError(t, err)
	require.Equal(t, filepath.Join(root, "nodejs", "node_modules", "npm", "bin", "npm-cli.js"), target)
	require.Equal(t, "NODE_EXE="+filepath.Join(root, "nodejs")+`\\node.exe`, added[0])

	newer := filepath.Join(root, "npm", "node_modules", "npm", "bin", "npm-cli.js")
	old(t, newer, "")
	target, _, err = New(Options{}).target(shim, env)
	require.NoError(t, err)
	require.Equal(t, newer, target, "a global one goes first")

	old(t, filepath.Join(root, ".npmrc"), "prefix=D:\\npm\n")
	_, _, err = New(Options{}).target(shim, env)
	require.ErrorContains(t, err, "asks npm")
}

func TestVersions(t *testing.T) {
	for text, want := range map[string]bool{
		"1.2.3": true, "10.0.0-rc.1": true, "^1.2.3": false, "1.2": false, "1.x": false, "": false, "1..3": false, "latest": false,
	} {
		require.Equal(t, want, isVersion(text), text)
	}
}

func TestNodeIsAsked(t *testing.T) {
	system, ok := find("node", t.TempDir(), os.Environ())
	if !ok {
		t.Skip("this system has no node")
	}
	r := New(Options{})
	defer r.Close()
	real, err := filepath.EvalSymlinks(system)
	require.NoError(t, err)
	request, n := Request{Env: os.Environ()}, node{path: system, real: real}
	_, err = r.asked(request, n)
	require.ErrorContains(t, err, "not known yet")
	r.Wait()
	_, err = r.asked(request, n)
	require.ErrorContains(t, err, "not known yet", "nothing is started for who is not trusted")
	request.Trusted = true
	_, err = r.asked(request, n)
	require.ErrorContains(t, err, "not known yet")
	r.Wait()
	known, err := r.asked(request, n)
	require.NoError(t, err)
	require.Regexp(t, `^v\d+\.\d+\.\d+`, known.version)
}

func BenchmarkLocate(b *testing.B) {
	root := layout(b, merged(npmIn("v1.1.1", map[string]string{})))
	r := New(Options{})
	request := requestIn(root, "npm", "", []string{"a", "b", "c", "d", "e", "f", "g", "h", "v1.1.1/bin"})
	for b.Loop() {
		if _, err := r.locate(request); err != nil {
			b.Fatal(err)
		}
	}
}
