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

// sleeping are scripts that do nothing. The shell that a tool starts for each stays, and is part of what the tool costs.
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
		after, err := s.cost()
		l.results.add(idleMeasure, name, "RSS", after.resident, megabytes)
		l.results.add(idleMeasure, name, "PSS", after.share, megabytes)
		l.results.add(idleMeasure, name, "CPU", 100*after.since(before).Seconds()/idleTime.Seconds(), percent)
		return err
	})
}
