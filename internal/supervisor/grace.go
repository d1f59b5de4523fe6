package supervisor

import "time"

// Grace are the times that a process tree is given.
type Grace struct {
	// Interrupt is how long SIGINT is given before SIGTERM. Development servers that clean up need tenths of a second;
	// a container that compose stops needs seconds.
	Interrupt time.Duration
	// Terminate is how long SIGTERM is given before SIGKILL.
	Terminate time.Duration
	// Kill is how long members may take to vanish after SIGKILL, before they are reported as survivors.
	Kill time.Duration
	// Drain is how long output may still come after the last member has ended.
	Drain time.Duration
	// Look is how soon the members are counted again after a signal; the time doubles with each look, up to eight times
	// as long. Nothing is counted at other times.
	Look time.Duration
	// Again is how long after a signal one more request to stop belongs to the same wish, as in a double click.
	Again time.Duration
}

// DefaultGrace is what a daemon uses.
var DefaultGrace = Grace{
	Interrupt: 5 * time.Second,
	Terminate: 3 * time.Second,
	Kill:      3 * time.Second,
	Drain:     500 * time.Millisecond,
	Look:      20 * time.Millisecond,
	Again:     500 * time.Millisecond,
}

func (g Grace) orDefault() Grace {
	for _, member := range []struct {
		value    *time.Duration
		standard time.Duration
	}{
		{&g.Interrupt, DefaultGrace.Interrupt},
		{&g.Terminate, DefaultGrace.Terminate},
		{&g.Kill, DefaultGrace.Kill},
		{&g.Drain, DefaultGrace.Drain},
		{&g.Look, DefaultGrace.Look},
		{&g.Again, DefaultGrace.Again},
	} {
		if *member.value == 0 {
			*member.value = member.standard
		}
	}
	return g
}
