// Command bench measures what counts in Runlight beside its peers and prints it as ratios. Machines differ and are
// noisy, so what counts is how something compares with its peer in the same run, not how many seconds it took.
//
//	go run ./internal/bench [-only orphans,supervisors] [-rounds 3] [-megabytes 5]
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"slices"
	"strings"
	"syscall"
)

// measures are all that is measured, in this order. Each can be chosen by its name, or by the name of its group.
var measures = []struct {
	group, name string
	run         func(context.Context, *lab) error
}{
	{"packages", "packages", packages},
	{"supervisors", "orphans", orphans},
	{"supervisors", "flood", flood},
	{"supervisors", "idle", idle},
	{"supervisors", "start", starts},
	{"scripts", "run", runs},
	{"scripts", "sleep", sleeps},
}

// options are what the command line says.
type options struct {
	only []string
	// rounds is how often what takes milliseconds is repeated.
	rounds int
	// megabytes, of a million bytes, are what a chatty script prints.
	megabytes int
}

func main() {
	o := options{}
	only := flag.String("only", "", "comma-separated names of measures or groups: "+strings.Join(names(), ", "))
	flag.IntVar(&o.rounds, "rounds", 20, "how often what takes milliseconds is repeated")
	flag.IntVar(&o.megabytes, "megabytes", 200, "what a chatty script prints")
	flag.Parse()
	if *only != "" {
		o.only = strings.Split(*only, ",")
	}
	ctx, cancel := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := measure(ctx, o)
	cancel()
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func measure(ctx context.Context, o options) (err error) {
	for _, name := range o.only {
		if !slices.Contains(names(), name) {
			return fmt.Errorf("there is no measure %q: choose from %s", name, strings.Join(names(), ", "))
		}
	}
	l, err := openLab(o)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, l.close()) }()
	for _, m := range measures {
		if len(o.only) > 0 && !slices.Contains(o.only, m.name) && !slices.Contains(o.only, m.group) {
			continue
		}
		// One that fails does not take the others along.
		if failure := l.measure(ctx, m.group, m.run); failure != nil {
			err = errors.Join(err, fmt.Errorf("%s: %w", m.name, failure))
		}
		if ctx.Err() != nil {
			break
		}
	}
	l.results.report(os.Stdout)
	return err
}

func (l *lab) measure(ctx context.Context, group string, run func(context.Context, *lab) error) error {
	if group != "packages" {
		if err := l.prepare(ctx); err != nil {
			return err
		}
	}
	return run(ctx, l)
}

// names are those that can be chosen.
func names() (all []string) {
	for _, m := range measures {
		for _, name := range []string{m.group, m.name} {
			if !slices.Contains(all, name) {
				all = append(all, name)
			}
		}
	}
	return all
}

func progress(format string, args ...any) {
	fmt.Fprintf(os.Stderr, "measuring "+format+" …\n", args...)
}
