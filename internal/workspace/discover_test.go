package workspace

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestDiscovery(t *testing.T) {
	const plain = `{}`
	for _, c := range []struct {
		name    string
		tree    files
		exclude []string
		want    string // paths in order
	}{
		{"an empty root", files{}, nil, ""},
		{"one package", files{"package.json": plain}, nil, "."},
		{"a root without a manifest", files{"web/package.json": plain, "api/package.json": plain}, nil, "api web"},
		{
			"every manifest counts where nothing is declared",
			files{"package.json": plain, "a/b/c/package.json": plain, "examples/x/package.json": plain}, nil,
			". a/b/c examples/x",
		},
		{
			"the order is that of a tree of files",
			files{"package.json": plain, "a/package.json": plain, "a-b/package.json": plain, "a/x/package.json": plain}, nil,
			". a a/x a-b",
		},
		{
			"folders of others and of tools are passed over",
			files{
				"package.json": plain, "node_modules/x/package.json": plain, "bower_components/x/package.json": plain,
				".git/x/package.json": plain, ".next/package.json": plain, "a/node_modules/x/package.json": plain,
				".storybook/package.json": plain, "dist/package.json": plain,
			}, nil,
			". .storybook dist",
		},
		{
			"the user's exclusions reach below a folder, and never the root",
			files{"package.json": plain, "old/package.json": plain, "old/x/package.json": plain, "a/fixtures/x/package.json": plain, "a/package.json": plain},
			[]string{"old", "**/fixtures/**", "./", "."}, ". a",
		},
		{
			"npm: members, and nothing else beneath",
			files{
				"package.json":                `{"workspaces":["packages/*","!packages/not"]}`,
				"packages/a/package.json":     plain,
				"packages/a/src/package.json": plain, "packages/not/package.json": plain, "packages/empty/": "",
				"fixtures/x/package.json": plain,
			}, nil,
			". packages/a",
		},
		{
			"exclusions reach members too",
			files{"package.json": `{"workspaces":["packages/*"]}`, "packages/a/package.json": plain, "packages/b/package.json": plain},
			[]string{"packages/b"}, ". packages/a",
		},
		{
			"an object with packages",
			files{"package.json": `{"workspaces":{"packages":["a"]}}`, "a/package.json": plain, "b/package.json": plain}, nil,
			". a",
		},
		{
			"a declaration of nothing",
			files{"package.json": `{"workspaces":[]}`, "a/package.json": plain}, nil,
			".",
		},
		{
			"pnpm",
			files{
				"package.json": plain, "pnpm-workspace.yaml": "packages:\n  - 'pkgs/**'\n  - '!**/test/**'\n",
				"pkgs/a/package.json": plain, "pkgs/a/deep/er/package.json": plain, "pkgs/a/test/x/package.json": plain, "b/package.json": plain,
			}, nil,
			". pkgs/a pkgs/a/deep/er",
		},
		{
			"pnpm without a manifest at its root",
			files{"pnpm-workspace.yaml": "packages: [a]\n", "a/package.json": plain, "b/package.json": plain}, nil,
			"a",
		},
		{
			"pnpm settings without packages declare nothing",
			files{"package.json": plain, "pnpm-workspace.yaml": "allowBuilds:\n  esbuild: false\n", "a/package.json": plain}, nil,
			". a",
		},
		{
			"pnpm does not read the field of npm when it has its own file",
			files{"package.json": `{"workspaces":["a"]}`, "pnpm-workspace.yaml": "packages: [b]\n", "a/package.json": plain, "b/package.json": plain}, nil,
			". b",
		},
		{
			"npm does not read the file of pnpm when it has its own field",
			files{
				"package.json":        `{"packageManager":"npm@11.0.0","workspaces":["a"]}`,
				"pnpm-workspace.yaml": "packages: [b]\n", "a/package.json": plain, "b/package.json": plain,
			}, nil,
			". a",
		},
		{
			"lerna",
			files{"package.json": plain, "lerna.json": `{"packages":["modules/*"]}`, "modules/a/package.json": plain, "b/package.json": plain}, nil,
			". modules/a",
		},
		{
			"a member's own workspaces are members for modern yarn",
			files{
				"package.json":         `{"packageManager":"yarn@4.1.0","workspaces":["a"]}`,
				"a/package.json":       `{"workspaces":["sub/*"]}`,
				"a/sub/s/package.json": plain, "a/other/package.json": plain, "b/sub/package.json": plain,
			}, nil,
			". a a/sub/s",
		},
		{
			"but not for npm",
			files{
				"package.json":         `{"workspaces":["a"]}`,
				"a/package.json":       `{"workspaces":["sub/*"]}`,
				"a/sub/s/package.json": plain,
			}, nil,
			". a",
		},
		{
			"a monorepo in a folder, beside packages that nobody declares",
			files{
				"front/package.json":            `{"workspaces":["packages/*"]}`,
				"front/packages/a/package.json": plain, "front/demo/package.json": plain, "back/demo/package.json": plain,
			}, nil,
			"back/demo front front/packages/a",
		},
		{
			"a manifest that never was valid is shown, and its folder is searched",
			files{"package.json": `{"workspaces":`, "a/package.json": plain}, nil,
			". a",
		},
		{"a folder of the name of a manifest", files{"package.json/package.json": plain}, nil, "package.json"},
		{
			"a declaration that cannot be read is none",
			files{"package.json": plain, "pnpm-workspace.yaml": "packages: [\n", "a/package.json": plain}, nil,
			". a",
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			f := open(t, c.tree, Options{Settings: Settings{Exclude: c.exclude}})
			require.Equal(t, strings.Fields(c.want), paths(f.Snapshot().Packages))
		})
	}
}

func TestSymbolicLinks(t *testing.T) {
	for _, c := range []struct {
		name string
		tree files // out/ is beside the root
		want string
	}{
		{"loops", files{"in/package.json": "{}", "in/a/package.json": "{}", "in/a/up": "-> ..", "in/self": "-> self", "in/b/a": "-> ../a"}, ". a"},
		{"a dangling link", files{"in/package.json": "{}", "in/gone": "-> nowhere", "in/a/package.json": "-> nowhere.json"}, "."},
		{"a link to a file", files{"in/package.json": "-> ../out/x.json", "out/x.json": "{}"}, "."},
		{"a link out of the root is followed", files{"in/lib": "-> ../out", "out/package.json": "{}", "out/deep/package.json": "{}"}, "lib lib/deep"},
		{"but not the links there", files{"in/lib": "-> ../out", "out/package.json": "{}", "out/back": "-> ../in", "out/on": "-> ../more", "more/package.json": "{}"}, "lib"},
		{
			"a declared link within the root is a member",
			files{"in/package.json": `{"workspaces":["packages/*"]}`, "in/packages/b": "-> ../other/b", "in/other/b/package.json": "{}", "in/packages/up": "-> .."},
			". packages/b",
		},
		{
			"but not twice",
			files{"in/package.json": `{"workspaces":["packages/*"]}`, "in/packages/b": "-> c", "in/packages/c/package.json": "{}"},
			". packages/c",
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			base := t.TempDir()
			c.tree.write(t, base)
			files{"in/.git/": ""}.write(t, base)
			f := openAt(t, filepath.Join(base, "in"), Options{})
			require.Equal(t, strings.Fields(c.want), paths(f.Snapshot().Packages))
		})
	}
}

func TestTheRootIsMadeCanonical(t *testing.T) {
	base := t.TempDir()
	files{"real/package.json": "{}", "link": "-> real"}.write(t, base)
	real, err := filepath.EvalSymlinks(filepath.Join(base, "real"))
	require.NoError(t, err)
	f := openAt(t, filepath.Join(base, "link"), Options{})
	require.Equal(t, real, f.Root())
}

func TestARootThatCannotBeOpened(t *testing.T) {
	base := t.TempDir()
	files{"file": ""}.write(t, base)
	for _, name := range []string{"missing", "file"} {
		_, err := Open(t.Context(), filepath.Join(base, name), Options{})
		require.ErrorIs(t, err, ErrRoot)
		require.ErrorContains(t, err, filepath.Join(base, name))
	}
}

func TestAnUnreadableFolderIsNoFailure(t *testing.T) {
	if os.Getuid() <= 0 {
		t.Skip("everything is readable for the administrator, and modes mean nothing on Windows")
	}
	f := open(t, files{"package.json": "{}", "locked/package.json": "{}"}, Options{})
	require.NoError(t, os.Chmod(f.path("locked"), 0))
	f.awaitShown(".")
	require.NoError(t, os.Chmod(f.path("locked"), 0o755))
	f.awaitShown(".", "locked")
}

func TestTheManagerOfEachPackage(t *testing.T) {
	base := t.TempDir()
	files{
		".git/": "", "pnpm-lock.yaml": "", "root/own/bun.lock": "", "root/own/package.json": "{}", "root/package.json": "{}",
		"root/named/package.json": `{"packageManager":"yarn@4.0.0"}`,
	}.write(t, base)
	managers := func(s *Snapshot) map[string]string {
		m := map[string]string{}
		for _, p := range s.Packages {
			m[p.Path] = p.Manager.Name
			require.NotEmpty(t, p.Manager.Reason)
		}
		return m
	}
	f := openAt(t, filepath.Join(base, "root"), Options{})
	require.Equal(t, map[string]string{".": "pnpm", "own": "bun", "named": "berry"}, managers(f.Snapshot()), "the repository around the root counts")

	f.Reconfigure(Settings{PackageManager: "npm"})
	require.Equal(t, map[string]string{".": "npm", "own": "npm", "named": "npm"}, managers(f.Snapshot()), "the user's word wins")

	f.Reconfigure(Settings{})
	require.NoError(t, os.Remove(filepath.Join(base, "pnpm-lock.yaml")))
	f.await("npm for the root", func(s *Snapshot) bool { return s.Package(".").Manager.Name == "npm" })
	f.write("bun.lock", "")
	f.await("bun for the root", func(s *Snapshot) bool { return s.Package(".").Manager.Name == "bun" })
}
