package launch

import (
	"fmt"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
)

// tail are the fields of a stat line from the fifth after the session up to the start time, 4711.
const tail = " 34816 10 4194304 0 0 0 0 0 0 0 0 20 0 1 0 4711 0 0"

func TestParseStat(t *testing.T) {
	for name, test := range map[string]struct {
		stat string
		want entry
		ok   bool
	}{
		"plain":             {"10 (sh) S 1 10 11" + tail, entry{identity{10, 4711}, 1, 10, 11, false, false}, true},
		"spaces and parens": {"10 (a) b) (c) R 1 12 13" + tail, entry{identity{10, 4711}, 1, 12, 13, false, false}, true},
		"zombie":            {"10 (sh) Z 1 10 11" + tail, entry{identity{10, 4711}, 1, 10, 11, true, false}, true},
		"dead":              {"10 (sh) X 1 10 11" + tail, entry{identity{10, 4711}, 1, 10, 11, true, false}, true},
		"stopped":           {"10 (sh) T 1 10 11" + tail, entry{identity{10, 4711}, 1, 10, 11, false, true}, true},
		"cut short":         {"10 (sh) S 1 10 11", entry{}, false},
		"empty":             {"", entry{}, false},
		"no numbers":        {"10 (sh) S a b c" + tail, entry{}, false},
	} {
		t.Run(name, func(t *testing.T) {
			got, ok := parseStat(10, []byte(test.stat))
			require.Equal(t, test.ok, ok)
			if ok {
				require.Equal(t, test.want, got)
			}
		})
	}
}

func FuzzParseStat(f *testing.F) {
	f.Add([]byte("10 (sh) S 1 10 11" + tail))
	f.Add([]byte(") ("))
	f.Fuzz(func(_ *testing.T, stat []byte) { parseStat(10, stat) })
}

// TestOrphansAreCollected leaves many orphans behind while os/exec runs programs of its own: no orphan stays as a
// zombie, and os/exec misses none of its children.
func TestOrphansAreCollected(t *testing.T) {
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() {
			for range 10 {
				if err := exec.Command("/bin/sh", "-c", "exit 0").Run(); err != nil {
					t.Error(err)
				}
			}
		})
	}
	for range 4 {
		tree := begin(t, shell(t, `for i in 1 2 3 4 5; do sh -c 'sh -c "sleep 0.01" & exit 0'; done`))
		all.Go(func() {
			if exit := tree.Wait(); exit != (Exit{}) {
				t.Error(exit)
			}
		})
	}
	all.Wait()
	require.Eventually(t, func() bool {
		for _, pid := range adopted() {
			if e, ok := readEntry(pid, make([]byte, 1024)); ok && e.ended && !family.knows(pid) {
				return false
			}
		}
		return true
	}, waitLimit, waitTick)
}

// TestLookers has many look at the same time: each gets a table that knows what was there before it asked.
func TestLookers(t *testing.T) {
	tree := begin(t, shell(t, "read x"))
	var all sync.WaitGroup
	for range 50 {
		all.Go(func() {
			if _, ok := look().find(tree.leader); !ok {
				t.Error("the tree is not there")
			}
		})
	}
	all.Wait()
}

func BenchmarkLook(b *testing.B) {
	b.ReportAllocs()
	var n int
	for b.Loop() {
		n = len(look().entries)
	}
	b.ReportMetric(float64(n), "processes")
}

// TestSignalsGoToIdentities is about a number that another process has been given since: it is not signalled.
func TestSignalsGoToIdentities(t *testing.T) {
	tree := begin(t, shell(t, "echo ready; read x; echo $x"))
	head := make([]byte, len("ready\r\n"))
	_, err := tree.Read(head)
	require.NoError(t, err)
	other := tree.leader
	other.start++
	require.NoError(t, send(other, 9))
	require.NoError(t, send(identity{1 << 22, 1}, 9), "nobody has this number")
	_, err = tree.Write([]byte("alive\r"))
	require.NoError(t, err)
	output, exit := all(t, tree)
	require.Equal(t, Exit{}, exit)
	require.Contains(t, output, "alive")
}

func TestReadMark(t *testing.T) {
	c := shell(t, "read x")
	c.Run = "run1"
	c.Env = append(c.Env, Marker+"=outer.run")
	tree := begin(t, c)
	require.Eventually(t, func() bool { return strings.HasSuffix(readMark(tree.PID()), ".run1") }, waitLimit, waitTick)
	require.Equal(t, tree.mark, readMark(tree.PID()))
	require.Contains(t, readCommand(tree.PID()), "read x")
	require.Equal(t, fmt.Sprint(os.Getpid()), fmt.Sprint(self))
}
