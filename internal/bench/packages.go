package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"slices"
	"strings"
	"text/tabwriter"
)

// suites are the packages with benchmarks, and how long each benchmark runs: where one operation takes milliseconds, a
// count says more than a time.
var suites = []struct{ pkg, time string }{
	{"./internal/process", "0.5s"},
	{"./internal/manifest", "0.5s"},
	{"./internal/workspace", "20x"},
	{"./internal/daemon", "30x"},
}

// packageBars are the ratios to reach: how many times the peer must be slower than ours.
var packageBars = []struct {
	benchmark, ours, peer string
	least                 float64
}{
	{"State/mode=alone", "atomic", "rwmutex", 25},
	{"State/mode=parallel", "atomic", "rwmutex", 60},
}

// packages runs the benchmarks of this module.
func packages(ctx context.Context, l *lab) error {
	var all []result
	for _, suite := range suites {
		progress("%s", suite.pkg)
		results, err := benchmarks(ctx, l.environ, suite.pkg, suite.time)
		if err != nil {
			return fmt.Errorf("%s: %w", suite.pkg, err)
		}
		all = append(all, results...)
	}
	reportPackages(os.Stdout, all)
	return nil
}

func benchmarks(ctx context.Context, environ []string, pkg, time string) ([]result, error) {
	cmd := exec.CommandContext(ctx, "go", "test", "-run", "^$", "-bench", ".", "-benchmem", "-benchtime", time, pkg)
	cmd.Env, cmd.Stderr = environ, os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	results, err := parse(bufio.NewScanner(out))
	if err != nil {
		return nil, err
	}
	return results, cmd.Wait()
}

// reportPackages prints the results in groups of those that differ in their implementation only, and then the bars.
func reportPackages(w io.Writer, all []result) {
	table := tabwriter.NewWriter(w, 2, 8, 2, ' ', 0)
	for _, group := range groups(all) {
		for i, r := range group {
			name, ratio := r.name, ""
			if i > 0 {
				name = ""
				ratio = fmt.Sprintf("%.1f×", r.nanoseconds/group[0].nanoseconds)
			}
			fmt.Fprintf(table, "%s\t%s\t%s\t%s\t%s\n", name, r.impl, duration(r.nanoseconds), ratio, strings.Join(r.others, "  "))
		}
	}
	_ = table.Flush()
	for _, bar := range packageBars {
		ours, peer := find(all, bar.benchmark, bar.ours), find(all, bar.benchmark, bar.peer)
		if ours == nil || peer == nil {
			fmt.Fprintf(w, "\nMISSING  %s: %s and %s\n", bar.benchmark, bar.ours, bar.peer)
			continue
		}
		verdict, ratio := "reached", peer.nanoseconds/ours.nanoseconds
		if ratio < bar.least {
			verdict = "NOT REACHED"
		}
		fmt.Fprintf(w, "\n%s  %s: %s is %.0f× as quick as %s (bar %.0f×)", verdict, bar.benchmark, bar.ours, ratio, bar.peer, bar.least)
	}
	fmt.Fprintln(w)
}

func find(all []result, name, impl string) *result {
	i := slices.IndexFunc(all, func(r result) bool { return r.name == name && r.impl == impl })
	if i < 0 {
		return nil
	}
	return &all[i]
}
