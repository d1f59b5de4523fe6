package workspace

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

// BenchmarkDiscovery is Open: the walk, the watches and the first snapshot, without anything kept in the program. The
// system has the files in its cache, as it has after a clone or a checkout.
func BenchmarkDiscovery(b *testing.B) {
	for _, shape := range []struct {
		name string
		tree files
	}{
		{"generated-1000-members", monorepo(1000)},
		{"generated-1000-nested", scattered(1000)},
	} {
		b.Run(shape.name, func(b *testing.B) {
			root := b.TempDir()
			require.NoError(b, os.Mkdir(filepath.Join(root, ".git"), 0o755))
			shape.tree.write(b, root)
			discover(b, root)
		})
	}
	for _, tree := range realTrees {
		b.Run(tree.name, func(b *testing.B) { discover(b, unpack(b, tree.name)) })
	}
}

func discover(b *testing.B, root string) {
	var stats Stats
	var packages int
	b.ReportAllocs()
	for b.Loop() {
		w, err := Open(b.Context(), root, Options{})
		require.NoError(b, err)
		b.StopTimer()
		stats, packages = w.Stats(), len(w.Snapshot().Packages)
		w.Close()
		b.StartTimer()
	}
	b.ReportMetric(float64(packages), "packages")
	b.ReportMetric(float64(stats.Read), "files/op")
	b.ReportMetric(float64(stats.Directories), "dirs/op")
	b.ReportMetric(float64(stats.Watched), "watches")
}

// BenchmarkSave is from the write of one manifest among 1,000 until the new snapshot was announced. The quiet period of
// package watch is most of it.
func BenchmarkSave(b *testing.B) {
	f := open(b, monorepo(1000), Options{})
	before := f.Stats()
	saves := 0
	for b.Loop() {
		saves++
		f.write("packages/p500/package.json", scripts(fmt.Sprint("s", saves)))
		<-f.announced
	}
	b.StopTimer()
	b.ReportMetric(float64(f.Stats().Parsed-before.Parsed)/float64(saves), "parsed/op")
	b.ReportMetric(float64(f.Stats().Read-before.Read)/float64(saves), "files/op")
}

// BenchmarkTakeIn is the work of one save without the waiting: from a batch to the new snapshot.
func BenchmarkTakeIn(b *testing.B) {
	f := open(b, monorepo(1000), Options{Watch: newDeaf().open})
	f.Close() // the benchmark owns the tree from here on
	d := f.tree.byRel["packages/p500"]
	saves := 0
	for b.Loop() {
		saves++
		f.write("packages/p500/package.json", scripts(fmt.Sprint("s", saves)))
		f.tree.lookAgain(map[*dir]bool{d: true}, nil)
		f.publish()
	}
}

// BenchmarkDiff is what each session does after a change.
func BenchmarkDiff(b *testing.B) {
	f := open(b, monorepo(1000), Options{})
	old := f.Snapshot()
	f.write("packages/p500/package.json", scripts("changed"))
	next := f.await("the save", func(s *Snapshot) bool { return s != old })
	b.ReportAllocs()
	for b.Loop() {
		Diff(old, next)
	}
}
