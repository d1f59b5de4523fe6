package workspace

import (
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

var update = flag.Bool("update", false, "let the package managers write the golden lists")

// manager is a package manager that is asked for the members of a workspace.
type manager struct {
	program string // as a package's Manager names it
	install string // from npm, as name@version; "" for the npm that is installed
	script  string // the entry in the installed package, run by node
	args    []string
	members func(t *testing.T, root, output string) []string
}

var (
	// npm query .workspace answers from node_modules or a lockfile, which these trees come without, and so finds nothing.
	// npm exec --workspaces uses the same module (map-workspaces) on the files alone, and runs a command in each member.
	npm = manager{program: "npm", args: []string{"exec", "--workspaces", "--call", `node -p "process.cwd()"`}, members: lines}
	// pnpm and yarn list without an installation.
	pnpm10 = manager{
		program: "pnpm", install: "pnpm@10.34.9", script: "pnpm/bin/pnpm.cjs",
		args: []string{"ls", "-r", "--depth", "-1", "--json"}, members: pnpmMembers,
	}
	yarn4 = manager{
		program: "yarn", install: "@yarnpkg/cli-dist@4.18.1", script: "@yarnpkg/cli-dist/bin/yarn.js",
		args: []string{"workspaces", "list", "--json"}, members: yarnMembers,
	}
)

// TestManagersAgree asks the package managers themselves. What they say is also what the golden lists hold.
func TestManagersAgree(t *testing.T) {
	if testing.Short() {
		t.Skip("starts package managers, and installs them the first time")
	}
	for _, tree := range realTrees {
		t.Run(tree.name, func(t *testing.T) {
			root := unpack(t, tree.name)
			f := openAt(t, root, Options{})
			said := tree.manager.ask(t, f.Root())
			if *update {
				require.NoError(t, os.WriteFile(golden(tree.name), []byte(strings.Join(said, "\n")+"\n"), 0o644))
			}
			require.Equal(t, said, paths(f.Snapshot().Packages))
			want, err := os.ReadFile(golden(tree.name))
			require.NoError(t, err)
			require.Equal(t, strings.Fields(string(want)), said, "the golden list is stale: go test -run Managers -update")
		})
	}
}

// ask gives the members' paths and the root's, in the order of display.
func (m manager) ask(t *testing.T, root string) []string {
	command := m.command(t)
	command.Dir = root
	// Each manager would fetch the version that the tree names; nothing of it changes what a member is.
	command.Env = append(os.Environ(), "npm_config_manage_package_manager_versions=false", "YARN_IGNORE_PATH=1",
		"COREPACK_ENABLE_STRICT=0", "npm_config_update_notifier=false", "YARN_ENABLE_TELEMETRY=0")
	var output, complaint bytes.Buffer
	command.Stdout, command.Stderr = &output, &complaint
	require.NoError(t, command.Run(), complaint.String()+output.String())
	said := m.members(t, root, output.String())
	if !slices.Contains(said, ".") {
		said = append(said, ".")
	}
	slices.SortFunc(said, comparePaths)
	return said
}

func (m manager) command(t *testing.T) *exec.Cmd {
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
	t.Cleanup(cancel)
	if m.install == "" {
		return exec.CommandContext(ctx, program(t, m.program), m.args...)
	}
	script := filepath.Join(installed(ctx, t, m.install), "node_modules", filepath.FromSlash(m.script))
	return exec.CommandContext(ctx, program(t, "node"), append([]string{script}, m.args...)...)
}

func program(t *testing.T, name string) string {
	path, err := exec.LookPath(name)
	if err != nil {
		t.Skipf("%s is not installed", name)
	}
	return path
}

// installed gives the folder with a package from npm, which is kept in the user's cache, or skips the test where npm
// cannot be reached.
func installed(ctx context.Context, t *testing.T, specifier string) string {
	cache, err := os.UserCacheDir()
	if err != nil {
		t.Skipf("no cache folder: %v", err)
	}
	dir := filepath.Join(cache, "runlight", "managers", filepath.FromSlash(specifier))
	if _, err := os.Stat(filepath.Join(dir, "node_modules", ".package-lock.json")); err == nil {
		return dir
	}
	require.NoError(t, os.MkdirAll(dir, 0o755))
	command := exec.CommandContext(ctx, program(t, "npm"), "install", "--prefix", dir, "--no-audit", "--no-fund", "--ignore-scripts", specifier)
	if output, err := command.CombinedOutput(); err != nil {
		t.Skipf("%s cannot be installed: %v: %s", specifier, err, output)
	}
	return dir
}

// relative is a member's path as a package has it.
func relative(t *testing.T, root, dir string) string {
	rel, err := filepath.Rel(root, dir)
	require.NoError(t, err)
	return filepath.ToSlash(rel)
}

func lines(t *testing.T, root, output string) []string {
	var found []string
	for line := range strings.Lines(output) {
		if line = strings.TrimSpace(line); filepath.IsAbs(line) {
			found = append(found, relative(t, root, line))
		}
	}
	return found
}

func pnpmMembers(t *testing.T, root, output string) []string {
	var members []struct{ Path string }
	require.NoError(t, json.Unmarshal([]byte(output), &members), output)
	var found []string
	for _, m := range members {
		found = append(found, relative(t, root, m.Path))
	}
	return found
}

func yarnMembers(t *testing.T, _, output string) []string {
	var found []string
	for line := range strings.Lines(output) {
		var member struct{ Location string }
		require.NoError(t, json.Unmarshal([]byte(line), &member), line)
		found = append(found, member.Location)
	}
	return found
}
