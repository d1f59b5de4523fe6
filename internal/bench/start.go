package main

import (
	"context"
	"errors"
	"slices"
	"time"
)

const startMeasure = "from nothing, and from a running supervisor, to the first output"

// greeting is what short scripts print, and greet the command, in which it must not stand: managers print that too.
const (
	greeting = "running"
	greet    = `printf 'ru%s\n' nning`
)

// samples are durations by what was measured.
type samples map[string][]time.Duration

// median is the middle one, in milliseconds.
func (s samples) median(name string) float64 {
	all := slices.Sorted(slices.Values(s[name]))
	return float64(all[len(all)/2]) / float64(time.Millisecond)
}

// starts measures how soon a script is there. The tools take turns, so that a noisy moment hits all.
func starts(ctx context.Context, l *lab) error {
	cold, warm := samples{}, samples{}
	progress("cold and warm starts, %d times", l.rounds)
	for range l.rounds {
		err := l.eachTool(func(name string, open func(*scene) tool) error {
			return l.startOnce(ctx, name, open, cold, warm)
		})
		if err != nil {
			return err
		}
	}
	return l.eachTool(func(name string, _ func(*scene) tool) error {
		l.results.add(startMeasure, name, "cold", cold.median(name), milliseconds)
		if len(warm[name]) > 0 {
			l.results.add(startMeasure, name, "warm", warm.median(name), milliseconds)
		}
		return nil
	})
}

func (l *lab) startOnce(ctx context.Context, name string, open func(*scene) tool, cold, warm samples) (err error) {
	s, err := l.scene(map[string]string{"first": greet, "second": greet})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.close()) }()
	supervisor := open(s)
	defer supervisor.close()
	for _, step := range []struct {
		script string
		into   samples
	}{{"first", cold}, {"second", warm}} {
		if _, ends := supervisor.(*concurrently); ends && step.script == "second" {
			return nil // it ends with its scripts, so there is no warm one
		}
		begin := time.Now()
		if err := supervisor.run(ctx, step.script); err != nil {
			return err
		}
		if err := supervisor.shows(ctx, step.script, greeting); err != nil {
			return err
		}
		step.into[name] = append(step.into[name], time.Since(begin))
	}
	return nil
}
