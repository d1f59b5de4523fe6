package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"time"
)

// letter is what a chatty script prints, and nobody else does: so it can be counted behind prefixes and line endings.
const letter = "z"

// goFile makes a chatty script begin, and overFile is made by it when it has printed everything.
const (
	goFile   = "go"
	overFile = "over"
)

func floodMeasure(line int) string { return fmt.Sprintf("one script prints lines of %d bytes", line) }

// flood has a script print much, in lines of usual length and in the shortest.
func flood(ctx context.Context, l *lab) (err error) {
	for _, line := range []int{100, 2} {
		once := func(name string, open func(*scene) tool) error { return l.floodOnce(ctx, name, open, line) }
		shown := func(s *scene) tool { return &runlight{scene: s, attached: true} }
		err = errors.Join(err, l.eachTool(once), once(ours+", shown", shown))
	}
	return err
}

// floodOnce measures what one tool needs. A second script, which does nothing, keeps a tool alive that ends with its
// scripts, so that it can be looked at afterwards.
func (l *lab) floodOnce(ctx context.Context, name string, open func(*scene) tool, line int) (err error) {
	size := l.megabytes * 1e6
	progress("%s and %d MB in lines of %d bytes", name, l.megabytes, line)
	const script = "sh -c 'while [ ! -e %s ]; do sleep 0.02; done; yes %s | head -c %d; : >%s'"
	s, err := l.scene(map[string]string{
		"flood": "exec " + asScript + fmt.Sprintf(script, goFile, strings.Repeat(letter, line-1), size, overFile),
		"idle":  "exec " + asScript + "sleep 1000",
	})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.close()) }()
	supervisor := open(s)
	defer supervisor.close()
	if err := supervisor.run(ctx, "flood", "idle"); err != nil {
		return err
	}
	if err := s.awaitSleepers(ctx, 2); err != nil {
		return err
	}
	return s.letGo(ctx, name, supervisor, line)
}

// letGo lets the chatty script begin and writes down what it costs. A tool that does not come to an end within the
// limit is judged by what it has done until then.
func (s *scene) letGo(ctx context.Context, name string, supervisor tool, line int) error {
	before, err := s.awaitQuiet(ctx)
	if err != nil {
		return err
	}
	start := time.Now()
	if err := os.WriteFile(s.path(goFile), nil, 0o600); err != nil {
		return err
	}
	limited, cancel := context.WithTimeout(ctx, floodLimit)
	defer cancel()
	end, err := supervisor.ended(limited, "flood")
	late := errors.Is(err, context.DeadlineExceeded)
	if late {
		s.results.note("%s, %s: not done after %v, so it is unknown what would be lost", floodMeasure(line), name, floodLimit)
		end, err = time.Now(), ctx.Err()
	}
	if err != nil {
		return err
	}
	after, err := s.cost()
	if err != nil {
		return err
	}
	add := func(figure string, number float64, u unit) {
		s.results.add(floodMeasure(line), name, figure, number, u)
	}
	add("time", end.Sub(start).Seconds(), seconds)
	add("CPU", after.since(before).Seconds(), seconds)
	add("peak RSS", after.peak, megabytes)
	if late {
		return nil
	}
	kept, err := supervisor.kept(ctx, "flood")
	if err != nil {
		return fmt.Errorf("what was kept: %w", err)
	}
	wanted := float64(s.megabytes) * 1e6 * float64(line-1) / float64(line)
	add("lost", max(0, wanted-float64(kept))/1e6, megabytes)
	if r, is := supervisor.(*runlight); is && r.attached {
		add("not shown", max(0, wanted-float64(r.seen("flood")))/1e6, megabytes)
	}
	return nil
}
