package main

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"
)

// ours is the row to which all others are compared.
const ours = "runlight"

// value is one cell of a table: a figure of a peer in a measure.
type value struct {
	measure, peer, figure string
	number                float64
	unit                  unit
}

// unit writes a number for a person.
type unit string

const (
	milliseconds unit = "%.1f ms"
	seconds      unit = "%.1f s"
	megabytes    unit = "%.1f MB"
	percent      unit = "%.1f %%"
	count        unit = "%.0f"
)

func (u unit) of(number float64) string { return fmt.Sprintf(string(u), number) }

// results are what was measured so far, and what could not be.
type results struct {
	values []value
	notes  []string
}

func (r *results) add(measure, peer, figure string, number float64, u unit) {
	r.values = append(r.values, value{measure, peer, figure, number, u})
}

func (r *results) note(format string, args ...any) {
	r.notes = append(r.notes, fmt.Sprintf(format, args...))
}

func (r *results) find(measure, peer, figure string) *value {
	i := slices.IndexFunc(r.values, func(v value) bool {
		return v.measure == measure && v.peer == peer && v.figure == figure
	})
	if i < 0 {
		return nil
	}
	return &r.values[i]
}

// report prints a table for each measure, then the bars, then what was left out.
func (r *results) report(w io.Writer) {
	for _, measure := range distinct(r.values, func(v value) string { return v.measure }) {
		fmt.Fprintf(w, "\n%s\n", measure)
		table := tabwriter.NewWriter(w, 2, 8, 2, ' ', 0)
		var here []value
		for _, v := range r.values {
			if v.measure == measure {
				here = append(here, v)
			}
		}
		figures := distinct(here, func(v value) string { return v.figure })
		fmt.Fprintf(table, "\t%s\n", strings.Join(figures, "\t"))
		for _, peer := range distinct(here, func(v value) string { return v.peer }) {
			cells := []string{peer}
			for _, figure := range figures {
				cells = append(cells, r.cell(measure, peer, figure))
			}
			fmt.Fprintln(table, strings.Join(cells, "\t"))
		}
		_ = table.Flush()
	}
	fmt.Fprintln(w)
	for _, b := range bars {
		if verdict := b.judge(r); verdict != "" {
			fmt.Fprintln(w, verdict)
		}
	}
	for _, note := range r.notes {
		fmt.Fprintln(w, "LEFT OUT    ", note)
	}
}

// cell is a number with its ratio to ours. Counts have none: none left is no ratio.
func (r *results) cell(measure, peer, figure string) string {
	v, base := r.find(measure, peer, figure), r.find(measure, ours, figure)
	if v == nil {
		return "–"
	}
	text := v.unit.of(v.number)
	if base != nil && base != v && base.number > 0 && v.unit != count {
		text += fmt.Sprintf(" (%.1f×)", v.number/base.number)
	}
	return text
}

func distinct(values []value, key func(value) string) (all []string) {
	for _, v := range values {
		if k := key(v); !slices.Contains(all, k) {
			all = append(all, k)
		}
	}
	return all
}
