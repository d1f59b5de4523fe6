package daemon

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
)

// watched is a lifetime whose presence the test sets, and what it did at which second.
type watched struct {
	lifetime
	now    presence
	start  time.Time
	events []string
}

func newWatched(grace time.Duration) *watched {
	w := &watched{start: time.Now()}
	note := func(event string) func() {
		return func() { w.events = append(w.events, event+" "+time.Since(w.start).String()) }
	}
	w.look = func() presence { return w.now }
	w.grace = func() time.Duration { return grace }
	w.onAlone, w.onIdle = note("alone"), note("idle")
	w.review()
	return w
}

// after lets time pass and then has others present.
func (w *watched) after(d time.Duration, now presence) {
	time.Sleep(d) // fake time
	synctest.Wait()
	w.now = now
	w.review()
}

func TestLifetime(t *testing.T) {
	editor, script, both, nobody := presence{editors: 1}, presence{running: 1}, presence{editors: 1, running: 2}, presence{}
	type step struct {
		after time.Duration
		now   presence
	}
	const minute = time.Minute
	for name, test := range map[string]struct {
		steps []step
		want  []string
	}{
		"nobody ever comes":               {nil, []string{"idle 5s"}},
		"a client comes in time":          {[]step{{4 * time.Second, presence{others: 1}}}, nil},
		"a client comes and goes":         {[]step{{time.Second, presence{others: 1}}, {minute, nobody}}, []string{"idle 1m6s"}},
		"an editor stays":                 {[]step{{0, editor}}, nil},
		"an editor leaves nothing":        {[]step{{0, editor}, {minute, nobody}}, []string{"alone 2m0s", "idle 2m5s"}},
		"an editor leaves a script":       {[]step{{0, both}, {minute, script}}, []string{"alone 2m0s"}},
		"the script ends later":           {[]step{{0, both}, {minute, script}, {10 * minute, nobody}}, []string{"alone 2m0s", "idle 11m5s"}},
		"a window is reloaded":            {[]step{{0, both}, {minute, script}, {59 * time.Second, both}}, nil},
		"and once more, in full grace":    {[]step{{0, both}, {minute, script}, {59 * time.Second, both}, {time.Second, script}}, []string{"alone 3m0s"}},
		"one of two windows goes":         {[]step{{0, presence{editors: 2, running: 1}}, {minute, both}}, nil},
		"a client stays after the last":   {[]step{{0, editor}, {minute, presence{others: 1}}}, []string{"alone 2m0s"}},
		"and leaves a script":             {[]step{{0, both}, {minute, presence{others: 1, running: 1}}, {time.Hour, script}}, []string{"alone 2m0s", "alone 1h2m0s"}},
		"a script of no editor":           {[]step{{0, presence{others: 1}}, {time.Second, script}}, nil},
		"and its end":                     {[]step{{0, presence{others: 1}}, {time.Second, script}, {time.Hour, nobody}}, []string{"idle 1h0m6s"}},
		"a new script in the last second": {[]step{{4 * time.Second, presence{others: 1, running: 1}}, {time.Second, script}}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := newWatched(minute)
				for _, s := range test.steps {
					w.after(s.after, s.now)
				}
				w.after(3*minute, w.now) // what is pending fires; a second idle is the same as the first
				w.close()
				if len(w.events) > len(test.want) && len(test.want) > 0 {
					w.events = w.events[:len(test.want)]
				}
				require.Equal(t, test.want, w.events)
				require.Nil(t, w.alone, "nothing ticks")
			})
		})
	}
}

// TestNothingTicks has a daemon with an editor and a running script: no timer is pending.
func TestNothingTicks(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWatched(time.Minute)
		w.after(0, presence{editors: 1, running: 3})
		require.Nil(t, w.alone)
		require.Nil(t, w.idle)
		w.close()
		w.after(time.Hour, presence{})
		require.Empty(t, w.events, "closed is closed")
	})
}
