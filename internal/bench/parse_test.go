package main

import (
	"bufio"
	"bytes"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestReportPackages(t *testing.T) {
	const printed = `goos: linux
BenchmarkState/impl=atomic/mode=alone-2    1000  0.50 ns/op   0 B/op  0 allocs/op
BenchmarkState/impl=rwmutex/mode=alone-2   1000  20.0 ns/op   0 B/op  0 allocs/op
BenchmarkState/impl=atomic/mode=parallel   1000  0.25 ns/op   0 B/op  0 allocs/op
BenchmarkState/impl=rwmutex/mode=parallel  1000  10.0 ns/op   0 B/op  0 allocs/op
BenchmarkDiscover/tree=vite-2              10    2500000 ns/op  70 files/op
PASS
`
	results, err := parse(bufio.NewScanner(strings.NewReader(printed)))
	require.NoError(t, err)
	var out bytes.Buffer
	reportPackages(&out, results)
	require.Equal(t, `State/mode=alone     atomic   0.50 ns          0 B/op  0 allocs/op
                     rwmutex  20.00 ns  40.0×  0 B/op  0 allocs/op
State/mode=parallel  atomic   0.25 ns          0 B/op  0 allocs/op
                     rwmutex  10.00 ns  40.0×  0 B/op  0 allocs/op
Discover/tree=vite            2.5 ms           70 files/op

reached  State/mode=alone: atomic is 40× as quick as rwmutex (bar 25×)
NOT REACHED  State/mode=parallel: atomic is 40× as quick as rwmutex (bar 60×)
`, out.String())
}
