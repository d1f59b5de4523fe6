package main

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/runlight-dev/runlight/internal/launch"
)

const sleepMeasure = "what one running script costs beside itself"

// sleeps measures what is kept for each of 20 scripts that sleep. For Runlight it is by how much the daemon has grown,
// with its watchdog and the shells of the scripts.
func sleeps(ctx context.Context, l *lab) (err error) {
	scripts, names := sleeping()
	which := slices.DeleteFunc(l.installed(), func(r runner) bool { return r.name == "sh -c" })
	all, err := l.stages(scripts, which)
	defer func() { err = errors.Join(err, closeStages(all)) }()
	if err != nil {
		return err
	}
	for _, s := range all {
		progress("%d sleeping scripts with %s", sleepers, s.name)
		before, after, err := s.sleepOnce(ctx, names)
		if err != nil {
			return fmt.Errorf("%s: %w", s.name, err)
		}
		l.results.add(sleepMeasure, s.name, "RSS", (after.resident-before.resident)/sleepers, megabytes)
		l.results.add(sleepMeasure, s.name, "PSS", (after.share-before.share)/sleepers, megabytes)
	}
	return nil
}

// sleepOnce runs the scripts and looks at what the scene costs before and after.
func (s stage) sleepOnce(ctx context.Context, names []string) (before, after cost, err error) {
	if s.by == nil {
		if err := s.daemon.connect(ctx); err != nil {
			return before, after, err
		}
		if before, err = s.awaitQuiet(ctx); err != nil {
			return before, after, err
		}
		err = s.daemon.run(ctx, names...)
	} else {
		var trees []*launch.Tree
		defer func() { err = errors.Join(err, closeTrees(trees)) }()
		for _, name := range names {
			tree, err := s.launch(name)
			if err != nil {
				return before, after, err
			}
			trees = append(trees, tree)
		}
	}
	if err := errors.Join(err, s.awaitSleepers(ctx, sleepers)); err != nil {
		return before, after, err
	}
	after, err = s.awaitQuiet(ctx)
	return before, after, err
}

func closeTrees(trees []*launch.Tree) (err error) {
	for _, tree := range trees {
		err = errors.Join(err, tree.Signal(launch.Kill))
		tree.Wait()
		err = errors.Join(err, tree.Close())
	}
	return err
}
