package main

import (
	"bytes"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestReport(t *testing.T) {
	var r results
	r.add(runMeasure, ours, "first byte", 4, milliseconds)
	r.add(runMeasure, "npm", "first byte", 100, milliseconds)
	r.add(runMeasure, "sh -c", "first byte", 0.5, milliseconds)
	r.add(orphansMeasure, ours, allCases, 0, count)
	r.add(orphansMeasure, "pm2", "killed: plain", 3, count)
	r.add(orphansMeasure, "pm2", allCases, 11, count)
	r.note("%s: no network", "yarn")
	var out bytes.Buffer
	r.report(&out)
	require.Equal(t, `
from the wish to run a script to its first byte
          first byte
runlight  4.0 ms
npm       100.0 ms (25.0×)
sh -c     0.5 ms (0.1×)

processes of a script that are left alive
          all  killed: plain
runlight  0    –
pm2       11   3

reached      processes of a script that are left alive, all: 0 (bar 0)
reached      from the wish to run a script to its first byte, first byte: 4.0 ms, npm 100.0 ms: 25.0× (bar 15.0×)
NOT REACHED  from the wish to run a script to its first byte, first byte: 4.0 ms, 3.5 ms more than sh -c (bar 3.0 ms)
LEFT OUT     yarn: no network
`, out.String())
}

func TestMeasuresAreChosenByName(t *testing.T) {
	require.Equal(t, []string{"packages", "supervisors", "orphans", "flood", "idle", "start", "scripts", "run", "sleep"}, names())
	require.ErrorContains(t, measure(t.Context(), options{only: []string{"orphan"}}), `"orphan": choose from packages`)
}

func TestMedian(t *testing.T) {
	require.InDelta(t, 2.0, samples{"a": {9e6, 1e6, 2e6}}.median("a"), 1e-9)
}
