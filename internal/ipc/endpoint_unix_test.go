//go:build unix

package ipc

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestEndpointDependsOnUserHomeAndRootAlone(t *testing.T) {
	home := t.TempDir()
	t.Setenv("HOME", home)
	first, err := For("/projects/shop")
	require.NoError(t, err)
	for _, name := range []string{"TMPDIR", "XDG_RUNTIME_DIR", "XDG_STATE_HOME", "USER", "LOGNAME"} {
		t.Setenv(name, t.TempDir())
	}
	again, err := For("/projects/shop")
	require.NoError(t, err)
	require.Equal(t, first, again)
	other, err := For("/projects/shop2")
	require.NoError(t, err)
	require.NotEqual(t, first.Address, other.Address)
	t.Setenv("HOME", t.TempDir())
	elsewhere, err := For("/projects/shop")
	require.NoError(t, err)
	require.NotEqual(t, first.Address, elsewhere.Address)
}

func TestPlaces(t *testing.T) {
	home, uid := canonical(t.TempDir()), os.Getuid()
	spare, strange := place(uid, home, "").spare, place(uid+1, home, "").spare
	require.NotEqual(t, spare, strange)
	for name, test := range map[string]struct {
		uid         int
		home, state string
	}{
		"own home":             {uid, home, home + "/" + stateDir},
		"somebody else's home": {uid + 1, home, strange},
		"no home":              {uid, "", spare},
	} {
		t.Run(name, func(t *testing.T) {
			me := place(test.uid, test.home, "")
			require.Equal(t, test.state, me.state)
			require.Equal(t, test.state+"/run", me.run, "it is there for as long as the home is")
		})
	}
}

func TestMachinesThatShareAHome(t *testing.T) {
	home := t.TempDir()
	one, two := place(os.Getuid(), home, "one"), place(os.Getuid(), home, "two")
	require.NotEqual(t, one.endpoint("/root").Address, two.endpoint("/root").Address)
	require.NotEqual(t, one.endpoint("/root").Runs, two.endpoint("/root").Runs, "nobody reaps for a living daemon elsewhere")
}

func TestAddressIsShortEnough(t *testing.T) {
	t.Setenv("HOME", t.TempDir())
	short := regexp.MustCompile(`/v\d+-[0-9a-f]{16}\.sock$`)
	for _, length := range []int{1, 40, 60, 61, 62, 63, 64, 65, 66, 80, 200, 1000} {
		me := identity{id: "4294967295", run: "/" + strings.Repeat("x", length), spare: "/tmp/runlight-4294967295"}
		e := me.endpoint("/" + strings.Repeat("root/", 500))
		require.LessOrEqual(t, len(e.Address), maxAddress)
		require.Regexp(t, short, e.Address)
		require.Equal(t, filepath.Dir(e.Address), e.dir, "socket and locks stand together")
	}
}
