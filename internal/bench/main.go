// Command bench runs the benchmarks of this module and prints them as ratios. Machines differ and are noisy, so what
// counts is how something compares with its peer in the same run, not how many nanoseconds it took.
package main

import (
	"bufio"
	"fmt"
	"io"
	"log"
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

// bars are the ratios to reach: how many times the peer must be slower than ours.
var bars = []struct {
	benchmark, ours, peer string
	least                 float64
}{
	{"State/mode=alone", "atomic", "rwmutex", 25},
	{"State/mode=parallel", "atomic", "rwmutex", 60},
}

func main() {
	log.SetFlags(0)
	var all []result
	for _, suite := range suites {
		fmt.Fprintf(os.Stderr, "measuring %s …\n", suite.pkg)
		cmd := exec.Command("go", "test", "-run", "^$", "-bench", ".", "-benchmem", "-benchtime", suite.time, suite.pkg)
		cmd.Stderr = os.Stderr
		out, err := cmd.StdoutPipe()
		if err != nil {
			log.Fatal(err)
		}
		if err := cmd.Start(); err != nil {
			log.Fatal(err)
		}
		results, err := parse(bufio.NewScanner(out))
		if err != nil {
			log.Fatal(err)
		}
		if err := cmd.Wait(); err != nil {
			log.Fatalf("%s: %v", suite.pkg, err)
		}
		all = append(all, results...)
	}
	report(os.Stdout, all)
}

// report prints the results in groups of those that differ in their implementation only, and then the bars.
func report(w io.Writer, all []result) {
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
	for _, bar := range bars {
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
