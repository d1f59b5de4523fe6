package process

import (
	"testing"

	"github.com/stretchr/testify/require"
)

var everyStatus = []Status{Pending, Running, Stopping, Stopped, Success, Failed}

// legal repeats the table by hand, so that a change of either one has to be meant.
var legal = map[[2]Status]bool{
	{Pending, Pending}:   true,
	{Pending, Running}:   true,
	{Pending, Stopping}:  true,
	{Pending, Stopped}:   true,
	{Pending, Failed}:    true,
	{Running, Running}:   true,
	{Running, Stopping}:  true,
	{Running, Success}:   true,
	{Running, Failed}:    true,
	{Stopping, Stopping}: true,
	{Stopping, Stopped}:  true,
	{Stopping, Failed}:   true,
}

func TestEveryTransition(t *testing.T) {
	for _, from := range everyStatus {
		for _, to := range append(everyStatus, "", "paused") {
			t.Run(string(from)+" to "+string(to), func(t *testing.T) {
				p := newProcess(State{ID: "1", Status: from, Revision: 7}, ignore)
				before := p.State()

				got, err := p.Update(func(s State) (State, error) { return s.WithStatus(to), nil })

				if legal[[2]Status{from, to}] {
					require.NoError(t, err)
					require.Equal(t, to, got.Status)
					require.Equal(t, uint64(8), got.Revision)
					require.Same(t, got, p.State())
					return
				}
				require.ErrorIs(t, err, ErrTransition)
				if from.IsFinal() {
					require.ErrorContains(t, err, "has ended", "the way out is another one than for a living process")
				}
				require.Same(t, before, got)
				require.Same(t, before, p.State(), "an illegal step must write nothing")
			})
		}
	}
}

func TestFinalMeansThatNothingFollows(t *testing.T) {
	for _, status := range everyStatus {
		_, lives := transitions[status]
		require.Equal(t, !lives, status.IsFinal(), status)
		state := State{Status: status}
		require.Equal(t, lives, state.IsRunning(), status)
		require.Equal(t, !lives, state.IsFinished(), status)
	}
}

func ignore(*Process, *State) {}
