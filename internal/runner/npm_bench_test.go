package runner

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

// BenchmarkPlanNPM plans a script with hooks in a member of a workspace, with everything known and unchanged.
func BenchmarkPlanNPM(b *testing.B) {
	if _, err := exec.LookPath("npm"); err != nil {
		b.Skip("no npm here")
	}
	root, err := filepath.EvalSymlinks(b.TempDir())
	require.NoError(b, err)
	for name, content := range map[string]string{
		"package.json":            `{"workspaces":["packages/*"]}`,
		"packages/a/package.json": `{"name":"a","version":"1.0.0","bin":"a.js","scripts":{"predev":"a","dev":"b","postdev":"c"}}`,
		".npmrc":                  "registry=https://x/\n//x/:_authToken=${TOKEN}\nsave-exact=true\n",
	} {
		path := filepath.Join(root, name)
		require.NoError(b, os.MkdirAll(filepath.Dir(path), 0o700))
		require.NoError(b, os.WriteFile(path, []byte(content), 0o600))
	}
	runner := New(Options{Program: []string{"runlight"}})
	defer runner.Close()
	request := Request{Manager: "npm", Dir: filepath.Join(root, "packages", "a"), Script: "dev", Args: []string{"a b"}, Env: os.Environ()}
	b.ReportAllocs()
	for b.Loop() {
		plan, err := runner.Plan(request)
		if err != nil || !plan.Direct {
			b.Fatal(err, plan.Reason)
		}
	}
}
