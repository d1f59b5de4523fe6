package manifest_test

import (
	"encoding/json"
	"fmt"
	"os"
	"path"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/runlight-dev/runlight/internal/manifest"
)

var dialects = map[string]manifest.Dialect{
	"npm": manifest.NPM, "pnpm": manifest.PNPM, "yarn": manifest.YarnClassic, "berry": manifest.YarnBerry, "bun": manifest.Bun,
}

// membership is what the package managers themselves list.
type membership struct {
	Dirs  []string
	Cases []struct {
		Patterns []string
		Listed   map[string][]string // by the names of the tools that agree
	}
}

func readMembership(t testing.TB) (m membership) {
	t.Helper()
	data, err := os.ReadFile("testdata/membership.json")
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(data, &m))
	require.NotEmpty(t, m.Cases)
	return m
}

func TestPatternsListWhatTheToolsList(t *testing.T) {
	known := readMembership(t)
	for _, c := range known.Cases {
		for tools, listed := range c.Listed {
			for tool := range strings.FieldsSeq(tools) {
				t.Run(fmt.Sprintf("%s %q", tool, c.Patterns), func(t *testing.T) {
					p, err := manifest.CompilePatterns(dialects[tool], c.Patterns)
					require.NoError(t, err)
					require.Equal(t, listed, members(p, known.Dirs))
					requireWayIn(t, p, listed)
				})
			}
		}
	}
}

func members(p *manifest.Patterns, dirs []string) []string {
	found := []string{}
	for _, dir := range dirs {
		if p.Match(dir) {
			found = append(found, dir)
		}
	}
	slices.Sort(found)
	return slices.Compact(found)
}

// requireWayIn demands that a walker that obeys MayMatchBelow comes to each member.
func requireWayIn(t *testing.T, p *manifest.Patterns, listed []string) {
	t.Helper()
	for _, member := range listed {
		for dir := path.Dir(member); ; dir = path.Dir(dir) {
			require.True(t, p.MayMatchBelow(dir), "%s is above %s", dir, member)
			if dir == "." {
				break
			}
		}
	}
}

func TestMayMatchBelowSparesTheWalk(t *testing.T) {
	tests := []struct {
		dialect  manifest.Dialect
		patterns []string
		dir      string
		want     bool
	}{
		{manifest.NPM, []string{"packages/*"}, ".", true},
		{manifest.NPM, []string{"packages/*"}, "packages", true},
		{manifest.NPM, []string{"packages/*"}, "packages/a", false},
		{manifest.NPM, []string{"packages/*"}, "apps", false},
		{manifest.NPM, []string{"packages/a"}, "packages/b", false},
		{manifest.NPM, []string{"**"}, "any/where", true},
		{manifest.NPM, []string{"**"}, ".git", false},
		{manifest.NPM, []string{"**"}, "node_modules", false},
		{manifest.NPM, []string{"**", "!dist/**"}, "dist", false},
		{manifest.NPM, []string{"**", "!dist"}, "dist", true},
		{manifest.PNPM, []string{"**"}, "bower_components", false},
		{manifest.YarnBerry, []string{"**", "!dist"}, "dist", false},
		{manifest.Bun, []string{"**", "!dist/**", "dist/keep"}, "dist", true},
		{manifest.NPM, nil, ".", false},
		{manifest.NPM, []string{"{a,b/c}/*"}, "b/c", true},
		{manifest.NPM, []string{"{a,b/c}/*"}, "b/d", false},
	}
	for _, tt := range tests {
		p, err := manifest.CompilePatterns(tt.dialect, tt.patterns)
		require.NoError(t, err)
		require.Equal(t, tt.want, p.MayMatchBelow(tt.dir), "%q below %s", tt.patterns, tt.dir)
	}
}

func TestTheDeclaringFolderIsAMember(t *testing.T) {
	for name, dialect := range dialects {
		p, err := manifest.CompilePatterns(dialect, []string{"!**"})
		require.NoError(t, err)
		require.True(t, p.Match("."), name)
	}
}

func TestPatternsThatCannotBeRead(t *testing.T) {
	for _, pattern := range []string{
		strings.Repeat("{a,b}", 20), "packages/[[:alpha:]]", strings.Repeat("a/", 64) + "a", "[z-a]",
		"@(a|!(b))", "!(a)-!(b)", "x!(a|!(b))", strings.Repeat("{", 5000),
	} {
		_, err := manifest.CompilePatterns(manifest.PNPM, []string{"ok", pattern})
		require.ErrorIs(t, err, manifest.ErrPattern, pattern)
	}
}

// FuzzPatterns: no pattern panics, and a walker that obeys MayMatchBelow is never kept from a member.
func FuzzPatterns(f *testing.F) {
	for _, c := range readMembership(f).Cases {
		f.Add(0, strings.Join(c.Patterns, "\n"), "packages/a/nested")
	}
	f.Fuzz(func(t *testing.T, dialect int, patterns, dir string) {
		if dir = path.Clean("/" + dir)[1:]; dir == "" {
			dir = "a"
		}
		p, err := manifest.CompilePatterns(manifest.Dialect(dialect), strings.Split(patterns, "\n"))
		if err != nil {
			require.ErrorIs(t, err, manifest.ErrPattern)
			return
		}
		if p.Match(dir) {
			requireWayIn(t, p, []string{dir})
		}
	})
}

func BenchmarkPatternsMatch(b *testing.B) {
	p, err := manifest.CompilePatterns(manifest.PNPM, []string{"packages/*", "apps/**", "!**/test/**"})
	require.NoError(b, err)
	b.ReportAllocs()
	for b.Loop() {
		p.Match("apps/web/deep")
		p.MayMatchBelow("packages/a")
	}
}
