package daemon

import (
	"bytes"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// living are the processes of the system that have one of these texts in their environment, command line or folder, or
// are in one of these sessions.
func living(t testing.TB, sessions []int, texts ...string) (found []string) {
	dirs, err := filepath.Glob("/proc/[0-9]*")
	require.NoError(t, err)
	require.NotEmpty(t, dirs)
	for _, dir := range dirs {
		stat, err := os.ReadFile(dir + "/stat")
		if err != nil {
			continue // it has just ended
		}
		// proc_pid_stat(5): after the name in parentheses come state, parent, group, session.
		fields := strings.Fields(string(stat[bytes.LastIndexByte(stat, ')')+1:]))
		if strings.ContainsAny(fields[0], "ZXx") {
			continue
		}
		environ, _ := os.ReadFile(dir + "/environ")
		line, _ := os.ReadFile(dir + "/cmdline")
		folder, _ := os.Readlink(dir + "/cwd")
		session, err := strconv.Atoi(fields[3])
		require.NoError(t, err)
		ours := false
		for _, s := range sessions {
			ours = ours || s != 0 && s == session
		}
		for _, text := range texts {
			ours = ours || strings.Contains(string(environ)+string(line)+folder, text)
		}
		if ours {
			found = append(found, string(stat)+strings.ReplaceAll(string(line), "\x00", " "))
		}
	}
	return found
}
