package manifest_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/runlight-dev/runlight/internal/manifest"
)

func TestReadPnpmWorkspace(t *testing.T) {
	tests := []struct {
		name, content string
		patterns      []string
		declared      bool
		err           string
	}{
		{"list", "packages:\n  - packages/*\n  - \"!**/test/**\"\n  - 'apps/**' # comment\n", []string{"packages/*", "!**/test/**", "apps/**"}, true, ""},
		{"flow", "{packages: [a, b]}", []string{"a", "b"}, true, ""},
		{"mark and CRLF", "\ufeffpackages:\r\n  - a\r\n", []string{"a"}, true, ""},
		{"empty list", "packages: []\n", nil, true, ""},
		{"alias", "x: &x [a]\npackages: *x\n", []string{"a"}, true, ""},
		{"settings alone", "onlyBuiltDependencies: [esbuild]\n", nil, false, ""},
		{"nothing behind the key", "packages:\n", nil, false, ""},
		{"empty", "", nil, false, ""},
		{"comments", "# nothing\n", nil, false, ""},
		{"no list", "a: 1\npackages: foo\n", nil, false, ":2:11: packages must be a list of patterns"},
		{"number", "packages:\n  - 1\n", nil, false, ":2:5: a pattern must be text"},
		{"empty pattern", "packages:\n  - ''\n", nil, false, ":2:5: a pattern must be text"},
		{"no mapping", "- a\n", nil, false, ":1:1: a mapping such as \"packages:\" is expected here"},
		{"broken", "packages:\n  - a\n b: [\n", nil, false, ":2:1: this is no valid YAML: did not find expected key"},
		{"tab", "packages:\n\t- a\n", nil, false, ":2:1: this is no valid YAML: found character that cannot start any token"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			path := filepath.Join(place(t, map[string]string{"pnpm-workspace.yaml": tt.content}), "pnpm-workspace.yaml")
			patterns, declared, err := manifest.ReadPnpmWorkspace(path)
			if tt.err != "" {
				require.EqualError(t, err, path+tt.err)
				return
			}
			require.NoError(t, err)
			require.Equal(t, tt.patterns, patterns)
			require.Equal(t, tt.declared, declared)
		})
	}
	_, _, err := manifest.ReadPnpmWorkspace(filepath.Join(t.TempDir(), "none.yaml"))
	require.ErrorIs(t, err, fs.ErrNotExist)
}

func TestReadLerna(t *testing.T) {
	tests := []struct {
		name, content string
		patterns      []string
		client, err   string
	}{
		{"all", `{"packages": ["packages/*"], "npmClient": "yarn", "version": "1.0.0"}`, []string{"packages/*"}, "yarn", ""},
		{"no packages", `{"npmClient": "pnpm"}`, nil, "pnpm", ""},
		{"empty list", `{"packages": []}`, []string{}, "", ""},
		{"odd client", `{"npmClient": 1}`, nil, "", ""},
		{"odd packages", `{"packages": "a"}`, nil, "", ":1:14: packages must be a list of patterns, not text"},
		{"odd pattern", "{\"packages\": [\n1]}", nil, "", ":2:1: a pattern must be text, not a number"},
		{"broken", `{`, nil, "", ":1:2: the file ends too early: the { of line 1, column 1 is never closed"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			path := filepath.Join(place(t, map[string]string{"lerna.json": tt.content}), "lerna.json")
			patterns, client, err := manifest.ReadLerna(path)
			if tt.err != "" {
				require.EqualError(t, err, path+tt.err)
				return
			}
			require.NoError(t, err)
			require.Equal(t, tt.patterns, patterns)
			require.Equal(t, tt.client, client)
		})
	}
}

// FuzzReadPnpmWorkspace: no content panics, and there are no patterns without a declaration.
func FuzzReadPnpmWorkspace(f *testing.F) {
	for _, seed := range []string{"packages:\n  - a\n", "packages: [a, *b]", "a: &a [*a]\npackages: *a", "packages: {a: b}", "? [a]\n: b", "%YAML 9", "--- x\n--- y"} {
		f.Add(seed)
	}
	path := filepath.Join(f.TempDir(), "pnpm-workspace.yaml")
	f.Fuzz(func(t *testing.T, content string) {
		require.NoError(t, os.WriteFile(path, []byte(content), 0o600))
		patterns, declared, err := manifest.ReadPnpmWorkspace(path)
		if err != nil {
			var detail *manifest.Error
			require.ErrorAs(t, err, &detail)
			require.Positive(t, detail.Line)
		}
		if !declared {
			require.Empty(t, patterns)
		}
	})
}
