//go:build unix

package oracle

import (
	"math/rand/v2"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// TestArgumentsArriveUnchanged hands some hundred random arguments, of any bytes but NUL, to a real script in each of the
// usual shells.
func TestArgumentsArriveUnchanged(t *testing.T) {
	if testing.Short() {
		t.Skip("runs scripts by the ways of package managers that must be installed")
	}
	for _, toolchain := range toolchains(t) {
		for _, shell := range []string{"sh", "bash", "dash"} {
			t.Run(toolchain.String()+"/"+shell, func(t *testing.T) {
				if toolchain.Name == "bun" {
					t.Skip("bun runs its scripts itself")
				}
				path, err := exec.LookPath(shell)
				if err != nil {
					t.Skipf("there is no %s", shell)
				}
				seed := uint64(time.Now().UnixNano())
				if text := os.Getenv("RUNLIGHT_SEED"); text != "" {
					seed, err = strconv.ParseUint(text, 10, 64)
					require.NoError(t, err)
				}
				t.Logf("RUNLIGHT_SEED=%d", seed)
				arrive(t, toolchain, path, anyArguments(rand.New(rand.NewPCG(seed, 0)), toolchain))
			})
		}
	}
}

func arrive(t *testing.T, toolchain Toolchain, shell string, args []string) {
	s := scenario{manifest: plain, script: "x", args: args, files: map[string]string{"bin/sh": "->" + shell}}
	w := newScratch(t, s, toolchain)
	plan, err := w.plan(t, s, toolchain)
	require.NoError(t, err)
	require.True(t, plan.Direct, plan.Reason)
	o := w.byPlan(t, plan)
	require.Len(t, o.sightings, 1, o.output)
	require.Len(t, o.sightings[0].Args, len(args))
	for i, arg := range args {
		require.Equal(t, arg, string(o.sightings[0].Args[i]), "argument %d", i)
	}
}

// special are bytes with a meaning in some shell.
const special = " \t\n\r'\"\\$`!&|;<>()[]{}*?~#^%=-,.:/@+a1\x81\x82\x88\xff"

// anyArguments are 300 arguments, half of them of bytes that have a meaning.
func anyArguments(r *rand.Rand, toolchain Toolchain) []string {
	var args []string
	for len(args) < 300 {
		arg := make([]byte, r.IntN(24))
		for i := range arg {
			arg[i] = byte(1 + r.IntN(255))
			if r.IntN(2) == 0 {
				arg[i] = special[r.IntN(len(special))]
			}
		}
		if !mangled(string(arg), toolchain) {
			args = append(args, string(arg))
		}
	}
	return args
}

// mangled says whether the manager itself changes an argument in some shell, which Runlight does as well: npm and Yarn
// leave braces without quotes, which bash expands, and pnpm 9 leaves the tilde and doubles backslashes.
func mangled(arg string, t Toolchain) bool {
	switch {
	case isFor("npm yarn", t):
		return strings.Contains(arg, "{")
	case isFor("pnpm@9", t):
		return strings.ContainsAny(arg, "\\!~")
	}
	return false
}
