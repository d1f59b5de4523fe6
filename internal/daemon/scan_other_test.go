//go:build unix && !linux

package daemon

import (
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// living are the processes of the system that have one of these texts in their environment or command line, or are in
// one of these sessions.
func living(t testing.TB, sessions []int, texts ...string) (found []string) {
	listing, err := exec.Command("ps", "axeww", "-o", "sess=,stat=,command=").Output()
	require.NoError(t, err)
	for line := range strings.Lines(string(listing)) {
		fields := strings.Fields(line)
		session, _ := strconv.Atoi(fields[0])
		ours := session != 0 && slices.Contains(sessions, session)
		for _, text := range texts {
			ours = ours || strings.Contains(line, text)
		}
		if ours && !strings.HasPrefix(fields[1], "Z") {
			found = append(found, line)
		}
	}
	return found
}
