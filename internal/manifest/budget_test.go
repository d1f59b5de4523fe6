package manifest_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/runlight-dev/runlight/internal/manifest"
)

// list joins n texts made by a format with their number.
func list(format string, n int) string {
	var parts []string
	for i := range n {
		parts = append(parts, fmt.Sprintf(format, i))
	}
	return strings.Join(parts, ",")
}

// Without a budget each of these takes minutes or gigabytes.
func TestHostileManifests(t *testing.T) {
	t.Run("a hundred thousand scripts on one line", func(t *testing.T) {
		m, err := manifest.Parse("p", []byte(`{"scripts":{`+list(`"s%d":"x"`, 100_000)+`}}`))
		require.NoError(t, err)
		require.Len(t, m.Scripts, 10_000)
		last := m.Scripts[len(m.Scripts)-1]
		require.Equal(t, 1, last.Line)
		require.Equal(t, strings.Index(`{"scripts":{`+list(`"s%d":"x"`, 10_000), `"s9999"`)+1, last.Column)
		require.Len(t, m.Warnings, 1)
		require.Contains(t, m.Warnings[0].Message, "90000 scripts are left out: at most 10000 are read")
	})
	t.Run("scripts of a megabyte each", func(t *testing.T) {
		long := strings.Repeat("x", 1<<20-100)
		m, err := manifest.Parse("p", []byte(`{"scripts":{"a":"`+long+`","b":"`+long+`","c":"`+long+`"}}`))
		require.NoError(t, err)
		require.Len(t, m.Scripts, 2)
		require.Contains(t, m.Warnings[0].Message, "1 scripts are left out")
	})
	t.Run("a million numbers for patterns", func(t *testing.T) {
		m, err := manifest.Parse("p", []byte(`{"workspaces":[`+list("%d", 1_000_000)+`]}`))
		require.NoError(t, err)
		require.Len(t, m.Warnings, 100)
		require.Contains(t, m.Warnings[99].Message, "(and 999900 more warnings)")
	})
	t.Run("a hundred thousand patterns", func(t *testing.T) {
		m, err := manifest.Parse("p", []byte(`{"workspaces":[`+list(`"!p%d"`, 100_000)+`]}`))
		require.NoError(t, err)
		_, err = manifest.CompilePatterns(manifest.NPM, m.Workspaces)
		require.ErrorIs(t, err, manifest.ErrPattern)
		require.ErrorContains(t, err, "write fewer or shorter ones")
	})
}

func TestHostilePatterns(t *testing.T) {
	ranges := strings.Split(list("p%d*{1..999}?", 100), ",")
	wide := "{0" + strings.Repeat("0", 4000) + "..999}*"
	classes := strings.Split(strings.ReplaceAll(list("%d+(a|b|c)", 9000), "+(", "+("+strings.Repeat("ab|", 300)), ",")
	for name, patterns := range map[string][]string{"ranges": ranges, "wide ranges": {wide}, "groups": classes} {
		for dialect, d := range dialects {
			_, err := manifest.CompilePatterns(d, patterns)
			require.ErrorIs(t, err, manifest.ErrPattern, "%s, %s", name, dialect)
		}
	}
}

// Members may be listed one by one, as generators of workspaces do.
func TestManyPlainPatterns(t *testing.T) {
	patterns := strings.Split(list("packages/group-%d", 4000), ",")
	p, err := manifest.CompilePatterns(manifest.NPM, patterns)
	require.NoError(t, err)
	require.True(t, p.Match("packages/group-3999"))
	require.False(t, p.Match("packages/group-4000"))
}

func TestLargeDeclarations(t *testing.T) {
	for name, content := range map[string]string{
		"pnpm-workspace.yaml": "packages: [" + list("p%d", 200_000) + "]",
		"lerna.json":          `{"packages":[` + list(`"p%d"`, 200_000) + `]}`,
	} {
		file := filepath.Join(t.TempDir(), name)
		require.NoError(t, os.WriteFile(file, []byte(content), 0o600))
		var err error
		if name == "lerna.json" {
			_, _, err = manifest.ReadLerna(file)
		} else {
			_, _, err = manifest.ReadPnpmWorkspace(file)
		}
		require.ErrorIs(t, err, manifest.ErrTooLarge)
		require.ErrorContains(t, err, "at most 1 are read")
	}
}

func TestGlobs(t *testing.T) {
	for _, c := range []struct {
		pattern string
		fits    []string
		not     []string
	}{
		{"fixtures/**", []string{"fixtures", "fixtures/a", "fixtures/a/.b"}, []string{"fixture", "a/fixtures"}},
		{"./a/", []string{"a"}, []string{"a/b"}},
		{"**/test", []string{"test", "a/test", "a/b/test"}, []string{"tests", "test/a"}},
		{"a*", []string{"a", "ab"}, []string{"a/b", "b"}},
		{"*", []string{"a", ".a"}, []string{"a/b"}},
		{"{a,b/{c,d}}", []string{"a", "b/c", "b/d"}, []string{"b", "c"}},
		{"[a-c]?", []string{"ax", "cy"}, []string{"dx", "a"}},
		{"[!a]", []string{"b"}, []string{"a"}},
		{`\*`, []string{"*"}, []string{"a"}},
	} {
		g := manifest.NewGlobs()
		require.NoError(t, g.Add(c.pattern))
		for _, path := range c.fits {
			require.True(t, g.Match(path), "%q fits %q", c.pattern, path)
		}
		for _, path := range c.not {
			require.False(t, g.Match(path), "%q does not fit %q", c.pattern, path)
		}
	}
	for _, wrong := range []string{"[x", "{a,b", strings.Repeat("{a,b}", 30), strings.Repeat("a", 5000)} {
		require.ErrorIs(t, manifest.NewGlobs().Add(wrong), manifest.ErrPattern, wrong)
	}
	g := manifest.NewGlobs()
	require.NoError(t, g.Add(strings.Repeat("**/a/", 30)+"b"), "doubled stars do not multiply")
	require.False(t, g.Match(strings.Repeat("a/", 2000)+"c"))
}
