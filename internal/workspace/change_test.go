package workspace

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"
)

// step is one thing that happens on disk, and what is shown once it was seen.
type step struct {
	do   func(f *fixture)
	want []string
}

func TestKeptCurrent(t *testing.T) {
	write := func(name, content string) func(*fixture) {
		return func(f *fixture) { f.write(name, content) }
	}
	remove := func(name string) func(*fixture) { return func(f *fixture) { f.remove(name) } }
	rename := func(from, to string) func(*fixture) { return func(f *fixture) { f.rename(from, to) } }
	all := func(steps ...func(*fixture)) func(*fixture) {
		return func(f *fixture) {
			for _, s := range steps {
				s(f)
			}
		}
	}
	shows := func(lines ...string) []string { return lines }
	const members = `{"workspaces":["packages/*"]}`

	for _, c := range []struct {
		name  string
		tree  files
		steps []step
	}{
		{"a save in place", files{"a/package.json": scripts("dev")}, []step{
			{write("a/package.json", scripts("dev", "build")), shows("a dev build")},
			{write("a/package.json", scripts("build")), shows("a build")},
		}},
		{"an atomic rename", files{"a/package.json": scripts("dev")}, []step{
			{all(write("a/.tmp", scripts("test")), rename("a/.tmp", "a/package.json")), shows("a test")},
			{all(write("a/.tmp", scripts("lint")), rename("a/.tmp", "a/package.json")), shows("a lint")},
		}},
		{"deleted and restored", files{"a/package.json": scripts("dev"), "b/package.json": scripts("x")}, []step{
			{remove("a/package.json"), shows("b x")},
			{write("a/package.json", scripts("dev")), shows("a dev", "b x")},
		}},
		{"a package folder that comes with its content", files{"package.json": "{}"}, []step{
			{write("a/b/c/package.json", scripts("dev")), shows(".", "a/b/c dev")},
			{all(write("d/package.json", scripts("x")), write("d/e/package.json", scripts("y"))), shows(".", "a/b/c dev", "d x", "d/e y")},
		}},
		{"a folder first, its manifest later", files{"package.json": members, "packages/a/package.json": "{}"}, []step{
			{write("packages/b/", ""), shows(".", "packages/a")},
			{write("packages/b/package.json", scripts("x")), shows(".", "packages/a", "packages/b x")},
		}},
		{"a renamed folder", files{"package.json": "{}", "a/package.json": scripts("x"), "a/in/package.json": scripts("y")}, []step{
			{rename("a", "z"), shows(".", "z x", "z/in y")},
			{write("z/in/package.json", scripts("y2")), shows(".", "z x", "z/in y2")},
			{write("z/new/package.json", scripts("n")), shows(".", "z x", "z/in y2", "z/new n")},
		}},
		{"a folder that moves elsewhere", files{"from/a/package.json": scripts("x"), "to/": "", "b/package.json": "{}"}, []step{
			{rename("from/a", "to/a"), shows("b", "to/a x")},
			{write("to/a/package.json", scripts("x2")), shows("b", "to/a x2")},
			{rename("to/a", "from/a"), shows("b", "from/a x2")},
			{write("from/a/package.json", scripts("x3")), shows("b", "from/a x3")},
		}},
		{"a folder that moves to where nobody looks, and back", files{"package.json": "{}", "a/package.json": scripts("x"), "node_modules/": ""}, []step{
			{rename("a", "node_modules/a"), shows(".")},
			{rename("node_modules/a", "a"), shows(".", "a x")},
			{write("a/package.json", scripts("y")), shows(".", "a y")},
		}},
		{"a removed folder", files{"package.json": "{}", "a/package.json": "{}", "a/in/package.json": "{}"}, []step{
			{remove("a"), shows(".")},
		}},
		{"a folder that is replaced at once by another of its name", files{"a/package.json": scripts("x"), "a/in/package.json": "{}", "b/package.json": "{}"}, []step{
			{all(remove("a"), write("a/package.json", scripts("y"))), shows("a y", "b")},
			{write("a/package.json", scripts("z")), shows("a z", "b")},
			{write("a/new/package.json", scripts("n")), shows("a z", "a/new n", "b")},
		}},
		{"the root's manifest appears in an empty root", files{}, []step{
			{write("package.json", scripts("dev")), shows(". dev")},
			{remove("package.json"), shows()},
		}},
		{"other workspace globs", files{"package.json": members, "packages/a/package.json": "{}", "apps/b/package.json": "{}"}, []step{
			{write("package.json", `{"workspaces":["apps/*"]}`), shows(".", "apps/b")},
			{write("package.json", `{}`), shows(".", "apps/b", "packages/a")},
			{write("apps/c/package.json", `{}`), shows(".", "apps/b", "apps/c", "packages/a")},
			{write("package.json", members), shows(".", "packages/a")},
			{write("packages/d/package.json", `{}`), shows(".", "packages/a", "packages/d")},
		}},
		{"pnpm-workspace.yaml comes, changes, breaks and goes", files{"package.json": "{}", "a/package.json": "{}", "b/package.json": "{}"}, []step{
			{write("pnpm-workspace.yaml", "packages: [a]\n"), shows(".", "a")},
			{write("pnpm-workspace.yaml", "packages: [b]\n"), shows(".", "b")},
			{all(write("pnpm-workspace.yaml", "packages: [\n"), write("b/package.json", scripts("seen"))), shows(".", "b seen")},
			{remove("pnpm-workspace.yaml"), shows(".", "a", "b seen")},
		}},
		{"a manifest that breaks and is mended", files{"a/package.json": scripts("dev")}, []step{
			{write("a/package.json", "{\n  \"scripts\": {,}\n}"), shows("a dev !2:15")},
			{write("a/package.json", "{\n  \"scripts\":\n {,}\n}"), shows("a dev !3:3")},
			{write("a/package.json", scripts("dev", "new")), shows("a dev new")},
		}},
		{"the root's manifest breaks, and its declaration stays", files{"package.json": members, "packages/a/package.json": "{}", "x/package.json": "{}"}, []step{
			{write("package.json", "{,"), shows(". !1:2", "packages/a")},
			{write("package.json", members), shows(".", "packages/a")},
		}},
		{"a manifest that never was valid", files{"a/package.json": "{,"}, []step{
			{write("a/package.json", scripts("x")), shows("a x")},
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			f := open(t, c.tree, Options{})
			for i, s := range c.steps {
				s.do(f)
				t.Logf("step %d", i)
				f.awaitShown(s.want...)
			}
		})
	}
}

func TestABrokenDeclarationIsToldAndMended(t *testing.T) {
	f := open(t, files{"package.json": "{}", "pnpm-workspace.yaml": "packages: [a]\n", "a/package.json": "{}", "b/package.json": "{}"}, Options{})
	f.write("pnpm-workspace.yaml", "packages: [\n")
	s := f.await("the notice", func(s *Snapshot) bool { return len(s.Notices) == 1 })
	require.Contains(t, s.Notices[0], "pnpm-workspace.yaml")
	require.Equal(t, []string{".", "a"}, show(s))
	f.write("pnpm-workspace.yaml", "packages: [b]\n")
	s = f.await("no notice", func(s *Snapshot) bool { return len(s.Notices) == 0 })
	require.Equal(t, []string{".", "b"}, show(s))
}

func TestOneSaveParsesOneManifest(t *testing.T) {
	f := open(t, monorepo(100), Options{})
	before, old := f.Stats(), f.Snapshot()
	require.EqualValues(t, 101, before.Parsed)

	f.save("packages/p007/package.json", scripts("changed"))
	next := f.await("the save", func(s *Snapshot) bool { return s.Package("packages/p007").Scripts[0].Name == "changed" })
	after := f.Stats()
	require.EqualValues(t, 1, after.Parsed-before.Parsed)
	require.EqualValues(t, 1, after.Read-before.Read)
	require.EqualValues(t, 1, after.Directories-before.Directories)

	delta := Diff(old, next)
	require.Equal(t, []string{"packages/p007"}, paths(delta.Changed), "every other package is the same pointer")
	require.Empty(t, delta.Removed)
}

func TestASaveOfTheSameContentIsNothing(t *testing.T) {
	f := open(t, monorepo(3), Options{})
	before, old := f.Stats(), f.Snapshot()
	f.save("packages/p001/package.json", memberManifest(1))
	f.save("packages/p002/package.json", scripts("changed")) // what comes after it, so that there is something to wait for
	next := f.await("the save", func(s *Snapshot) bool { return s.Package("packages/p002").Scripts[0].Name == "changed" })
	require.EqualValues(t, 1, f.Stats().Parsed-before.Parsed)
	require.Same(t, old.Package("packages/p001"), next.Package("packages/p001"))

	// Another text that means the same is parsed, but is no change for a reader.
	f.save("packages/p001/package.json", memberManifest(1)+"\n")
	f.save("packages/p002/package.json", scripts("again"))
	last := f.await("the save", func(s *Snapshot) bool { return s.Package("packages/p002").Scripts[0].Name == "again" })
	require.Same(t, old.Package("packages/p001"), last.Package("packages/p001"))
}

func git(t *testing.T, dir string, args ...string) {
	t.Helper()
	args = append([]string{"-c", "user.name=t", "-c", "user.email=t@localhost", "-c", "commit.gpgsign=false", "-c", "gc.auto=0"}, args...)
	command := exec.Command("git", args...)
	command.Dir = dir
	command.Env = append(os.Environ(), "GIT_CONFIG_GLOBAL="+os.DevNull, "GIT_CONFIG_NOSYSTEM=1")
	output, err := command.CombinedOutput()
	require.NoError(t, err, string(output))
}

func TestGitCheckoutOf300Manifests(t *testing.T) {
	if _, err := exec.LookPath("git"); err != nil {
		t.Skip("git is not installed")
	}
	root := t.TempDir()
	git(t, root, "init", "-q", "-b", "main")
	monorepo(300).write(t, root)
	git(t, root, "add", ".")
	git(t, root, "commit", "-q", "-m", "first")
	git(t, root, "checkout", "-q", "-b", "other")
	for i := range 300 {
		files{fmt.Sprintf("packages/p%03d/package.json", i): scripts("other")}.write(t, root)
	}
	git(t, root, "add", ".")
	git(t, root, "commit", "-q", "-m", "second")
	git(t, root, "checkout", "-q", "main")

	f := openAt(t, root, Options{})
	before := f.Stats()
	for i, branch := range []string{"other", "main"} {
		git(t, root, "checkout", "-q", branch)
		f.await("all of "+branch, func(s *Snapshot) bool {
			for _, p := range s.Packages[1:] {
				if (len(p.Scripts) == 1 && p.Scripts[0].Name == "other") != (branch == "other") {
					return false
				}
			}
			return len(s.Packages) == 301
		})
		// git writes a file by taking the old one away, so that one may be seen in between and parsed anew.
		parsed := f.Stats().Parsed - before.Parsed
		require.GreaterOrEqual(t, parsed, int64(300*(i+1)))
		require.LessOrEqual(t, parsed, int64(600*(i+1)))
	}
}

func TestWatchLimitFallsBackToPolling(t *testing.T) {
	f := open(t, monorepo(5), Options{Watch: limited(3)})
	notice := "watching 4 folders by polling: the system cannot watch them (no room)"
	require.Equal(t, []string{notice}, f.Snapshot().Notices)
	stats := f.Stats()
	require.Equal(t, []int{3, 4}, []int{stats.Watched, stats.Polled})

	var want []string
	for i := range 5 {
		f.write(fmt.Sprintf("packages/p%03d/package.json", i), scripts("seen"))
		want = append(want, fmt.Sprintf("packages/p%03d seen", i))
	}
	f.awaitShown(append([]string{". build"}, want...)...)
	f.write("packages/p9/package.json", scripts("new"))
	f.awaitShown(append(append([]string{". build"}, want...), "packages/p9 new")...)
}

func TestTheWalkIsBounded(t *testing.T) {
	f := open(t, scattered(20), Options{Watch: newDeaf().open})
	f.Close() // the test owns the tree from here on
	f.tree.limit = 10
	f.tree.rescan()
	require.LessOrEqual(t, len(f.tree.byRel), 11)
	f.publish()
	require.Len(t, f.Snapshot().Notices, 1)
	require.Contains(t, f.Snapshot().Notices[0], "only the first 10 folders")
}

func TestLostEventsAreMadeGood(t *testing.T) {
	deaf := newDeaf()
	f := open(t, monorepo(3), Options{Watch: deaf.open})
	f.write("packages/p001/package.json", scripts("unheard"))
	f.write("packages/new/package.json", scripts("x"))
	f.remove("packages/p002")
	deaf.overflow()
	f.awaitShown(". build", "packages/new x", "packages/p000 build test", "packages/p001 unheard")
}

func TestTheRootGoesAndComesBack(t *testing.T) {
	root := filepath.Join(t.TempDir(), "root")
	files{".git/": "", "package.json": scripts("x")}.write(t, root)
	f := openAt(t, root, Options{})
	f.remove("")
	f.awaitShown()
	files{".git/": "", "package.json": scripts("y"), "a/package.json": "{}"}.write(t, root)
	f.awaitShown(". y", "a")
	f.write("a/package.json", scripts("z"))
	f.awaitShown(". y", "a z")
}

func TestReconfigureExclusions(t *testing.T) {
	f := open(t, files{"package.json": "{}", "a/package.json": "{}", "b/package.json": "{}"}, Options{})
	old := f.Snapshot()
	f.Reconfigure(Settings{Exclude: []string{"a", "[x"}})
	require.Equal(t, []string{".", "b"}, show(f.Snapshot()))
	require.Len(t, f.Snapshot().Notices, 1)
	require.Contains(t, f.Snapshot().Notices[0], "[x")
	require.Same(t, old.Package("b"), f.Snapshot().Package("b"))
	parsed := f.Stats().Parsed

	f.Reconfigure(Settings{})
	require.Equal(t, []string{".", "a", "b"}, show(f.Snapshot()))
	require.EqualValues(t, 1, f.Stats().Parsed-parsed, "only what was excluded is parsed")
	f.write("a/package.json", scripts("seen"))
	f.awaitShown(".", "a seen", "b")
}

func TestCloseKeepsTheLastSnapshot(t *testing.T) {
	f := open(t, monorepo(2), Options{})
	f.Close()
	f.Close()
	f.Reconfigure(Settings{Exclude: []string{"**"}})
	require.Len(t, f.Snapshot().Packages, 3)
}

// Every manifest that is written has the same number in its name and in its script, so that a reader who could see half a
// change, or a snapshot out of order, would see two numbers.
func TestReadersSeeWholeSnapshots(t *testing.T) {
	numbered := func(i int) string { return fmt.Sprintf(`{"name":"n%d","scripts":{"s%d":""}}`, i, i) }
	f := open(t, files{"a/package.json": numbered(0), "b/package.json": numbered(0)}, Options{})
	var ended atomic.Bool
	var readers sync.WaitGroup
	var torn atomic.Pointer[string]
	for range 4 {
		readers.Go(func() {
			for !ended.Load() {
				s := f.Snapshot()
				for _, p := range s.Packages {
					if p.Problem == nil && strings.TrimPrefix(p.Name, "n") != strings.TrimPrefix(p.Scripts[0].Name, "s") || s.Package(p.Path) != p {
						torn.Store(&p.Name)
					}
				}
			}
		})
	}
	for i := 1; i <= 20; i++ {
		f.write("a/package.json", numbered(i))
		f.await("the save", func(s *Snapshot) bool { return s.Package("a").Name == fmt.Sprintf("n%d", i) })
	}
	ended.Store(true)
	readers.Wait()
	require.Nil(t, torn.Load())
}
