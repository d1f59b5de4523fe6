package main

import (
	"fmt"
	"slices"
)

// bar is what a figure of ours must reach: at least so many times less than the peer's, or at most so much more than
// the peer's, or without a peer at most so much.
type bar struct {
	measure, figure, peer string
	times, most           float64
}

var bars = []bar{
	{measure: orphansMeasure, figure: allCases, most: 0},
	{measure: floodMeasure(100), figure: "lost", most: 0},
	{measure: floodMeasure(100), figure: "peak RSS", most: 40},
	{measure: floodMeasure(100), figure: "CPU", peer: "concurrently", times: 1},
	{measure: floodMeasure(100), figure: "CPU", peer: "pm2", times: 1},
	{measure: floodMeasure(2), figure: "lost", most: 0},
	{measure: floodMeasure(2), figure: "time", most: 5},
	{measure: floodMeasure(2), figure: "peak RSS", most: 40},
	{measure: floodMeasure(2), figure: "CPU", peer: "concurrently", times: 1},
	{measure: floodMeasure(2), figure: "CPU", peer: "pm2", times: 1},
	{measure: idleMeasure, figure: "RSS", most: 15},
	{measure: idleMeasure, figure: "CPU", most: 0.1},
	{measure: startMeasure, figure: "cold", most: 40},
	{measure: startMeasure, figure: "warm", most: 15},
	{measure: runMeasure, figure: "first byte", peer: "npm", times: 15},
	{measure: runMeasure, figure: "first byte", peer: "sh -c", most: 3},
	{measure: sleepMeasure, figure: "PSS", most: 1},
}

// judge says in one line whether the bar was reached; nothing where the measure was not taken or the peer is missing.
func (b bar) judge(r *results) string {
	mine, theirs := r.find(b.measure, ours, b.figure), r.find(b.measure, b.peer, b.figure)
	taken := slices.ContainsFunc(r.values, func(v value) bool { return v.measure == b.measure })
	if !taken || b.peer != "" && theirs == nil {
		return ""
	}
	if mine == nil {
		return fmt.Sprintf("NOT REACHED  %s, %s: it could not be measured", b.measure, b.figure)
	}
	what := fmt.Sprintf("%s, %s: %s", b.measure, b.figure, mine.unit.of(mine.number))
	reached := false
	switch {
	case b.peer == "":
		reached = mine.number <= b.most
		what += fmt.Sprintf(" (bar %s)", mine.unit.of(b.most))
	case b.times > 0:
		reached = mine.number*b.times <= theirs.number
		what += fmt.Sprintf(", %s %s: %.1f× (bar %.1f×)", b.peer, theirs.unit.of(theirs.number), theirs.number/mine.number, b.times)
	default:
		reached = mine.number-theirs.number <= b.most
		what += fmt.Sprintf(", %s more than %s (bar %s)", mine.unit.of(mine.number-theirs.number), b.peer, mine.unit.of(b.most))
	}
	if reached {
		return "reached      " + what
	}
	return "NOT REACHED  " + what
}
