package main

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// sleepers is how many scripts run that do nothing.
const sleepers = 20

const (
	idleMeasure = "a supervisor with 20 sleeping scripts"
	// idleTime is how long it is watched. The system counts in hundredths of a second: a tenth of a percent.
	idleTime = 10 * time.Second
)

// sleeping are scripts that do nothing. The shell that a tool starts for each stays.
func sleeping() (scripts map[string]string, names []string) {
	scripts = map[string]string{}
	for i := range sleepers {
		name := fmt.Sprintf("sleep%d", i)
		scripts[name], names = asScript+"sleep 1000", append(names, name)
	}
	return scripts, names
}

// idle measures what supervisors keep and do while nothing happens.
func idle(ctx context.Context, l *lab) error {
	return l.eachTool(func(name string, open func(*scene) tool) (err error) {
		progress("%s with %d sleeping scripts", name, sleepers)
		scripts, names := sleeping()
		s, err := l.scene(scripts)
		if err != nil {
			return err
		}
		defer func() { err = errors.Join(err, s.close()) }()
		supervisor := open(s)
		defer supervisor.close()
		if err := errors.Join(supervisor.run(ctx, names...), s.awaitSleepers(ctx, sleepers)); err != nil {
			return err
		}
		before, err := s.awaitQuiet(ctx)
		if err != nil {
			return err
		}
		select {
		case <-time.After(idleTime):
		case <-ctx.Done():
			return ctx.Err()
		}
		return s.addIdle(name, before)
	})
}

// addIdle writes down what a supervisor costs now. The shells around the scripts, their parents, are told apart: they are
// the same for all, and most of their memory is shared.
func (s *scene) addIdle(name string, before cost) error {
	all, failure := s.living()
	around := map[int]bool{}
	for _, script := range among(all, true) {
		around[script.parent()] = true
	}
	shell := func(b being) bool { return b.program == "sh" && around[b.pid] }
	shells, failure2 := costOf(which(among(all, false), shell))
	rest, failure3 := costOf(which(among(all, false), func(b being) bool { return !shell(b) }))
	s.results.add(idleMeasure, name, "RSS", rest.resident, megabytes)
	s.results.add(idleMeasure, name, "PSS", rest.share, megabytes)
	s.results.add(idleMeasure, name, "PSS of shells", shells.share, megabytes)
	s.results.add(idleMeasure, name, "CPU", 100*rest.since(before).Seconds()/idleTime.Seconds(), percent)
	return errors.Join(failure, failure2, failure3)
}
