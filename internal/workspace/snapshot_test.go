package workspace

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/runlight-dev/runlight/internal/protocol"
)

// applied is what a client does with a delta.
func applied(old *Snapshot, delta protocol.WorkspaceDelta) *Snapshot {
	var packages []*protocol.Package
	replaced := map[string]bool{}
	for _, p := range delta.Changed {
		replaced[p.Path] = true
	}
	for _, p := range old.Packages {
		if !replaced[p.Path] && !slices.Contains(delta.Removed, p.Path) {
			packages = append(packages, p)
		}
	}
	return newSnapshot(append(packages, delta.Changed...), delta.Notices)
}

// successor is a snapshot in which packages came, went, changed and stayed.
func successor(random *rand.Rand, old *Snapshot) *Snapshot {
	var packages []*protocol.Package
	for i := range 12 {
		path := []string{".", "a", "a/x", "a-b", "b"}[i%5]
		if i >= 5 {
			path += fmt.Sprint(i)
		}
		before := old.Package(path)
		switch random.IntN(3) {
		case 0: // gone, or never there
		case 1:
			packages = append(packages, &protocol.Package{Path: path, Version: fmt.Sprint(random.IntN(1000))})
		default:
			if before != nil {
				packages = append(packages, before)
			}
		}
	}
	notices := []string{}
	if random.IntN(2) == 0 {
		notices = append(notices, "polling")
	}
	return newSnapshot(packages, notices)
}

func TestApplyingADiffGivesTheNextSnapshot(t *testing.T) {
	for seed := range uint64(200) {
		random := rand.New(rand.NewPCG(seed, 1))
		old := newSnapshot(nil, nil)
		for range 20 {
			next := successor(random, old)
			delta := Diff(old, next)
			got := applied(old, delta)
			require.Equal(t, paths(next.Packages), paths(got.Packages), "seed %d", seed)
			require.True(t, next.same(got), "the same pointers, seed %d", seed)
			for _, p := range delta.Changed {
				require.NotSame(t, old.Package(p.Path), p, "nothing is sent that is known, seed %d", seed)
			}
			old = next
		}
	}
}

func TestDiffAgainstNothingIsEverything(t *testing.T) {
	next := newSnapshot([]*protocol.Package{{Path: "b"}, {Path: "."}}, nil)
	delta := Diff(nil, next)
	require.Equal(t, []string{".", "b"}, paths(delta.Changed))
	require.Equal(t, []string{}, delta.Removed, "never nil, for the wire has no null")
	require.Equal(t, []string{}, delta.Notices)
	require.Empty(t, Diff(next, next).Changed)
}

func TestFind(t *testing.T) {
	s := newSnapshot([]*protocol.Package{{Path: "a", Scripts: []protocol.Script{{Name: "x"}, {Name: "dev", Command: "vite"}}}}, nil)
	p, script := s.Find("a", "dev")
	require.Equal(t, "a", p.Path)
	require.Equal(t, "vite", script.Command)
	p, script = s.Find("a", "gone")
	require.NotNil(t, p)
	require.Nil(t, script)
	p, script = s.Find("b", "dev")
	require.Nil(t, p)
	require.Nil(t, script)
	require.Equal(t, s.Packages, s.Workspace().Packages)
}
