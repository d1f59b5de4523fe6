package main

import (
	"bufio"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// result is one line of a benchmark.
type result struct {
	// name without the implementation, and impl its name; impl is empty where there is only one.
	name, impl  string
	nanoseconds float64
	// others are the other figures of the line, each with its unit.
	others []string
}

// line matches "BenchmarkName-8   100   12.5 ns/op   …" (go doc testing, "Benchmarks").
var line = regexp.MustCompile(`^Benchmark(\S+?)(?:-\d+)?\s+\d+\s+(.*)$`)

func parse(in *bufio.Scanner) ([]result, error) {
	var results []result
	for in.Scan() {
		match := line.FindStringSubmatch(in.Text())
		if match == nil {
			continue
		}
		r := result{}
		r.name, r.impl = split(match[1])
		fields := strings.Fields(match[2])
		for i := 0; i+1 < len(fields); i += 2 {
			value, err := strconv.ParseFloat(fields[i], 64)
			if err != nil {
				return nil, fmt.Errorf("%q: %w", in.Text(), err)
			}
			if fields[i+1] == "ns/op" {
				r.nanoseconds = value
			} else {
				r.others = append(r.others, fields[i]+" "+fields[i+1])
			}
		}
		results = append(results, r)
	}
	return results, in.Err()
}

// split takes the part impl=… out of a name.
func split(name string) (rest, impl string) {
	parts := strings.Split(name, "/")
	parts = slices.DeleteFunc(parts, func(part string) bool {
		value, is := strings.CutPrefix(part, "impl=")
		if is {
			impl = value
		}
		return is
	})
	return strings.Join(parts, "/"), impl
}

// groups puts results of the same name together, in the order in which the names came.
func groups(all []result) [][]result {
	var names []string
	byName := map[string][]result{}
	for _, r := range all {
		if byName[r.name] == nil {
			names = append(names, r.name)
		}
		byName[r.name] = append(byName[r.name], r)
	}
	grouped := make([][]result, 0, len(names))
	for _, name := range names {
		grouped = append(grouped, byName[name])
	}
	return grouped
}

func duration(nanoseconds float64) string {
	switch {
	case nanoseconds >= 1e6:
		return fmt.Sprintf("%.1f ms", nanoseconds/1e6)
	case nanoseconds >= 1e3:
		return fmt.Sprintf("%.1f µs", nanoseconds/1e3)
	default:
		return fmt.Sprintf("%.2f ns", nanoseconds)
	}
}
