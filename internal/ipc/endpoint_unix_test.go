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
	home, runtime, open := canonical(t.TempDir()), t.TempDir(), t.TempDir()
	require.NoError(t, os.Chmod(runtime, 0o700))
	require.NoError(t, os.Chmod(open, 0o755))
	uid := os.Getuid()
	spare, strange := place(uid, home, home, "").spare, place(uid+1, home, home, "").spare
	require.NotEqual(t, spare, strange)
	for name, test := range map[string]struct {
		uid                    int
		home, account, runtime string
		run, state             string
	}{
		"login":                      {uid, home, home, runtime, runtime + "/runlight", home + "/" + stateDir},
		"no runtime folder":          {uid, home, home, "/nowhere", home + "/" + stateDir + "/run", home + "/" + stateDir},
		"others enter it":            {uid, home, home, open, home + "/" + stateDir + "/run", home + "/" + stateDir},
		"another home":               {uid, home, "/home/account", runtime, home + "/" + stateDir + "/run", home + "/" + stateDir},
		"somebody else's home":       {uid + 1, home, home, "", strange + "/run", strange},
		"no home":                    {uid, "", "", "", spare + "/run", spare},
		"somebody else's everything": {uid + 1, home, home, runtime, strange + "/run", strange},
	} {
		t.Run(name, func(t *testing.T) {
			me := place(test.uid, test.home, test.account, test.runtime)
			require.Equal(t, test.run, me.run)
			require.Equal(t, test.state, me.state)
		})
	}
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
