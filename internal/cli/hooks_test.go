//go:build unix

package cli

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/runlight-dev/runlight/internal/protocol"
	"github.com/runlight-dev/runlight/internal/rpc"
)

// TestHooksWithoutTheirManager runs a script with hooks as an installed runlight does: it starts itself as their keeper,
// and in the background the manager with itself as the shell, without which it cannot follow Yarn.
func TestHooksWithoutTheirManager(t *testing.T) {
	for manager, lockfile := range map[string]string{"npm": "package-lock.json", "yarn": "yarn.lock"} {
		t.Run(manager, func(t *testing.T) {
			if _, err := exec.LookPath(manager); err != nil {
				t.Skip("this system has no " + manager)
			}
			root, home := t.TempDir(), t.TempDir()
			require.NoError(t, os.WriteFile(filepath.Join(root, lockfile), nil, 0o644))
			require.NoError(t, os.WriteFile(filepath.Join(root, "package.json"), []byte(`{"scripts":{
				"predev":"echo $npm_lifecycle_event >>out","dev":"echo $npm_lifecycle_event >>out","postdev":"mv out done"}}`), 0o644))
			_, conn, _ := embark(t, root, home)
			_, err := rpc.Call(t.Context(), conn, protocol.UpdateSettings, protocol.Settings{Trusted: true, PackageManager: manager})
			require.NoError(t, err)
			script := protocol.RunParams{Package: ".", Name: "dev"}
			var plan protocol.ScriptPlan
			require.Eventually(t, func() bool {
				plan, err = rpc.Call(t.Context(), conn, protocol.PlanScript, script)
				return err == nil && plan.Direct
			}, waitLimit, waitTick)
			require.NoFileExists(t, filepath.Join(root, "out"), "nothing has run yet")
			_, err = rpc.Call(t.Context(), conn, protocol.RunScript, script)
			require.NoError(t, err)
			require.Eventually(t, func() bool {
				text, err := os.ReadFile(filepath.Join(root, "done"))
				return err == nil && string(text) == "predev\ndev\n"
			}, waitLimit, waitTick)
		})
	}
}
