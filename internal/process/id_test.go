package process

import (
	"regexp"
	"strconv"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
)

func TestIDsAreUnique(t *testing.T) {
	const registries, starts = 2, 1_000
	var ids [registries][starts]ID
	var wg sync.WaitGroup
	gate := make(chan struct{})
	for i := range registries {
		r := NewRegistry(nil, Limits{})
		for j := range starts {
			wg.Go(func() {
				<-gate
				p, started := r.Start(State{Package: ".", Name: strconv.Itoa(j)})
				if !started {
					t.Errorf("script %d was running already", j)
				}
				ids[i][j] = p.State().ID
			})
		}
	}
	close(gate)
	wg.Wait()

	seen := map[string]bool{}
	for _, own := range ids {
		for _, id := range own {
			require.Regexp(t, regexp.MustCompile(`^[0-9a-z]{10}$`), string(id))
			// Stronger than asked: within one program the time alone must tell them apart, not the luck of the salts.
			withoutSalt := string(id[:len(id)-2])
			require.False(t, seen[withoutSalt], "made twice: %s", id)
			seen[withoutSalt] = true
		}
	}
}

func TestIDsGrowThoughTheClockStandsStillOrGoesBack(t *testing.T) {
	synctest.Test(t, func(t *testing.T) { // its clock stands still, years behind the one of the tests before
		source := newIDSource()
		last := millis(t, source.next())
		for range 100 {
			next := millis(t, source.next())
			require.Equal(t, last+1, next)
			last = next
		}
		ahead := time.UnixMilli(last).Add(time.Hour)
		time.Sleep(time.Until(ahead))
		require.Equal(t, ahead.UnixMilli(), millis(t, source.next()), "the clock leads again once it has caught up")
	})
}

func millis(t *testing.T, id ID) int64 {
	n, err := strconv.ParseInt(string(id[:len(id)-2]), 36, 64)
	require.NoError(t, err)
	return n
}

// TestSaltDiffers looks at many registries, so that it cannot fail by chance: 200 draws of 1,296 values are expected to
// give 185 different ones, with a deviation below 4.
func TestSaltDiffers(t *testing.T) {
	salts := map[string]bool{}
	for range 200 {
		salt := newIDSource().salt
		require.Len(t, salt, 2)
		salts[salt] = true
	}
	require.Greater(t, len(salts), 140)
}
