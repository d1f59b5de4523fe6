package main

import (
	"context"
	"fmt"
	"time"
)

// Every process that is started for a measure has the mark of its scene in its environment. So all of them are found
// whatever they do to get away, and nobody else is ever counted or ended.
const (
	sceneMark = "MEASURED_SCENE"
	// scriptMark is on those that belong to the script and not to what runs it.
	scriptMark = "MEASURED_SCRIPT"
)

// asScript makes of a shell command one whose processes have the mark of a script. After a leading "exec" the shell
// that the tool started is one of them.
const asScript = "env " + scriptMark + "=1 "

// being is one process. Its number may be used again; together with its start time it may not.
type being struct {
	pid   int
	start uint64
	// script says that it has the mark of a script.
	script bool
	// program is the name of what it runs, cut to 15 bytes by the system.
	program string
}

// cost is what processes use, together.
type cost struct {
	// cpu is the processor time of each so far, without that of its children.
	cpu map[being]time.Duration
	// resident, share and peak are megabytes: now (RSS), now with shared pages divided among those who share them (PSS),
	// and the most that there ever was of each (VmHWM), though not at one moment.
	resident, share, peak float64
}

// since is the processor time that was used after an earlier look.
func (c cost) since(before cost) (used time.Duration) {
	for b, cpu := range c.cpu {
		used += cpu - before.cpu[b]
	}
	return used
}

// among returns those that are part of a script, or those that are not.
func among(all []being, script bool) (some []being) {
	return which(all, func(b being) bool { return b.script == script })
}

func which(all []being, are func(being) bool) (some []being) {
	for _, b := range all {
		if are(b) {
			some = append(some, b)
		}
	}
	return some
}

// until looks until something is so, at most as long as limit.
func until(ctx context.Context, what string, limit, glance time.Duration, so func() (bool, error)) error {
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	for tick := time.NewTicker(glance); ; {
		if is, err := so(); is || err != nil {
			tick.Stop()
			return err
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			tick.Stop()
			return fmt.Errorf("waited for %s: %w", what, ctx.Err())
		}
	}
}
