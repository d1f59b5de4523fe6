package manifest_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/runlight-dev/runlight/internal/manifest"
)

// place writes files, by their slash-separated paths, into a new folder; a path that ends in "/" is a folder.
func place(t testing.TB, files map[string]string) (dir string) {
	t.Helper()
	dir = t.TempDir()
	for name, content := range files {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if strings.HasSuffix(name, "/") {
			require.NoError(t, os.MkdirAll(path, 0o755))
			continue
		}
		require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o755))
		require.NoError(t, os.WriteFile(path, []byte(content), 0o600))
	}
	return dir
}

func TestRead(t *testing.T) {
	dir := place(t, map[string]string{"a/package.json": `{"name": "a"}`, "b/package.json": `{"name": "a"}`, "c/package.json": `{"name": `})
	a, digestA, err := manifest.Read(filepath.Join(dir, "a", "package.json"))
	require.NoError(t, err)
	require.Equal(t, "a", a.Name)
	_, digestB, err := manifest.Read(filepath.Join(dir, "b", "package.json"))
	require.NoError(t, err)
	require.Equal(t, digestA, digestB)
	require.NotZero(t, digestA)
	c, digestC, err := manifest.Read(filepath.Join(dir, "c", "package.json"))
	require.ErrorIs(t, err, manifest.ErrSyntax)
	require.Nil(t, c)
	require.NotZero(t, digestC, "what is broken can be compared, too")
	require.NotEqual(t, digestA, digestC)
}

func TestReadFails(t *testing.T) {
	dir := place(t, map[string]string{"folder/package.json/": "", "large/package.json": "{}"})
	require.NoError(t, os.Truncate(filepath.Join(dir, "large", "package.json"), manifest.MaxSize+1))
	tests := []struct {
		dir, message string
		is           error
	}{
		{"none", "there is no such file", fs.ErrNotExist},
		{"folder", "a folder has the name of the file that is expected here", manifest.ErrNotFile},
		{"large", "the file has 32 MiB or more, and at most 32 are read", manifest.ErrTooLarge},
	}
	for _, tt := range tests {
		t.Run(tt.dir, func(t *testing.T) {
			path := filepath.Join(dir, tt.dir, "package.json")
			m, digest, err := manifest.Read(path)
			require.Nil(t, m)
			require.Zero(t, digest)
			require.ErrorIs(t, err, tt.is)
			require.EqualError(t, err, path+": "+tt.message)
		})
	}
}

func TestReadTheLargestFile(t *testing.T) {
	path := filepath.Join(place(t, nil), "package.json")
	require.NoError(t, os.WriteFile(path, []byte("{}"+strings.Repeat(" ", manifest.MaxSize-2)), 0o600))
	_, _, err := manifest.Read(path)
	require.NoError(t, err)
}

func TestReadWithoutPermission(t *testing.T) {
	path := filepath.Join(place(t, map[string]string{"package.json": "{}"}), "package.json")
	require.NoError(t, os.Chmod(path, 0))
	if file, err := os.Open(path); err == nil {
		require.NoError(t, file.Close())
		t.Skip("this user may read every file")
	}
	_, _, err := manifest.Read(path)
	require.ErrorIs(t, err, manifest.ErrPermission)
	require.ErrorIs(t, err, fs.ErrPermission)
	require.EqualError(t, err, path+": no permission to read the file")
}
