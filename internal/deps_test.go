// Package internal holds the tests of the house as a whole.
package internal

import (
	"encoding/json"
	"errors"
	"io"
	"os/exec"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

const module = "github.com/runlight-dev/runlight"

// floors are the packages by height. A package imports only packages of lower floors.
var floors = map[string]int{
	"server":                     7,
	"internal/bench":             7, // a program: prints what the benchmarks measure
	"internal/oracle/install":    7, // a program: installs the package managers that tests compare with
	"internal/cli":               6,
	"internal/client":            4,
	"internal/daemon":            4,
	"internal/supervisor":        3,
	"internal/workspace":         3,
	"internal/launch":            2,
	"internal/runner":            3,
	"internal/npmconfig":         2,
	"internal/rpc":               2,
	"internal/ipc":               2,
	"internal/watch":             2,
	"internal/protocol":          1,
	"internal/oracle":            1, // the package managers that tests compare with, and those tests
	"internal/protocol/generate": 1, // a program: reads the source of the floors below
	"internal/spool":             1,
	"internal/process":           0,
	"internal/manifest":          0,
	"internal/output":            0,
	"internal/ini":               1,
	"internal/quote":             1,
	"internal/javascript":        0,
	"internal/environ":           0,
	"internal/plaintext":         0,
	"internal":                   0, // only this test
}

// allowed are the modules that a package may import beside the standard library, tests left out. What is not named here
// is not wanted there: process knows no operating system, only rpc knows the JSON-RPC library.
var allowed = map[string][]string{
	"internal/cli":      {"github.com/spf13/cobra"},
	"internal/client":   {"golang.org/x/sys/windows"},
	"internal/launch":   {"github.com/charmbracelet/x/xpty", "golang.org/x/sys/unix", "golang.org/x/sys/windows"},
	"internal/runner":   {"golang.org/x/sys/unix", "golang.org/x/sys/windows", "go.yaml.in/yaml/v3"},
	"internal/rpc":      {"github.com/sourcegraph/jsonrpc2"},
	"internal/ipc":      {"github.com/gofrs/flock", "github.com/Microsoft/go-winio", "golang.org/x/sys/unix", "golang.org/x/sys/windows"},
	"internal/oracle":   {"github.com/gofrs/flock"},
	"internal/spool":    {"github.com/gofrs/flock"},
	"internal/watch":    {"github.com/fsnotify/fsnotify", "golang.org/x/sys/unix"},
	"internal/manifest": {"go.yaml.in/yaml/v3"},
}

// forbidden are packages of the standard library that the lowest floors must not know.
var forbidden = map[string][]string{
	"internal/process":   {"os", "os/exec", "net", "syscall", "encoding/json"},
	"internal/output":    {"os", "os/exec", "net", "syscall", "encoding/json"},
	"internal/plaintext": {"os", "os/exec", "net", "syscall", "encoding/json"},
}

type listed struct {
	ImportPath string
	Imports    []string
	Standard   bool
}

func packages(t *testing.T) []listed {
	out, err := exec.Command("go", "list", "-json=ImportPath,Imports", module+"/...").Output()
	require.NoError(t, err)
	var all []listed
	for decoder := json.NewDecoder(strings.NewReader(string(out))); ; {
		var next listed
		if err := decoder.Decode(&next); errors.Is(err, io.EOF) {
			return all
		} else if err != nil {
			require.NoError(t, err)
		}
		all = append(all, next)
	}
}

func TestImportsGoDown(t *testing.T) {
	for _, p := range packages(t) {
		name := strings.TrimPrefix(p.ImportPath, module+"/")
		floor, known := floors[name]
		require.True(t, known, "%s has no floor: say in internal/deps_test.go where it stands", name)
		for _, imported := range p.Imports {
			require.NotContains(t, forbidden[name], imported, "%s must not know %s", name, imported)
			if below, ours := strings.CutPrefix(imported, module+"/"); ours {
				require.Less(t, floors[below], floor, "%s (floor %d) imports %s (floor %d)", name, floor, below, floors[below])
			} else if first, _, _ := strings.Cut(imported, "/"); strings.Contains(first, ".") {
				ok := slices.ContainsFunc(allowed[name], func(m string) bool { return imported == m || strings.HasPrefix(imported, m+"/") })
				require.True(t, ok, "%s imports %s: is that its business? Then say so in internal/deps_test.go", name, imported)
			}
		}
	}
}

func TestNamesOfPackages(t *testing.T) {
	for _, p := range packages(t) {
		for part := range strings.SplitSeq(p.ImportPath, "/") {
			require.NotContains(t, []string{"util", "utils", "common", "helpers", "types"}, part, p.ImportPath)
		}
	}
}
