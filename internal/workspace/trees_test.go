package workspace

import (
	"archive/tar"
	"compress/gzip"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// realTree is the manifests, lockfiles and workspace files of a public project.
type realTree struct {
	name    string
	manager manager // the one whose word counts
}

var realTrees = []realTree{{"babel", yarn4}, {"npm-cli", npm}, {"react-router", pnpm10}, {"vite", pnpm10}}

// unpack puts a real tree into a new folder, or skips the test where the archive is absent.
func unpack(t testing.TB, name string) string {
	t.Helper()
	archive := filepath.Join("..", "..", "..", "shared", "data", "manifests", name+".tar.gz")
	file, err := os.Open(archive)
	if errors.Is(err, os.ErrNotExist) {
		t.Skipf("%s is not here: the real trees are no part of the repository", filepath.Base(archive))
	}
	require.NoError(t, err)
	defer file.Close()
	compressed, err := gzip.NewReader(file)
	require.NoError(t, err)
	dir := t.TempDir()
	for reader := tar.NewReader(compressed); ; {
		header, err := reader.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		require.NoError(t, err)
		extract(t, dir, header, reader)
	}
	root := filepath.Join(dir, name)
	// The trees come without their version control, and the folder that holds test folders may lie in a repository.
	require.NoError(t, os.MkdirAll(filepath.Join(root, ".git"), 0o755))
	return root
}

func extract(t testing.TB, dir string, header *tar.Header, content io.Reader) {
	t.Helper()
	require.True(t, filepath.IsLocal(header.Name), header.Name)
	path := filepath.Join(dir, filepath.FromSlash(header.Name))
	switch header.Typeflag {
	case tar.TypeDir:
		require.NoError(t, os.MkdirAll(path, 0o755))
	case tar.TypeReg:
		require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o755))
		file, err := os.Create(path)
		require.NoError(t, err)
		_, err = io.Copy(file, content)
		require.NoError(t, errors.Join(err, file.Close()))
	}
}

func golden(name string) string { return filepath.Join("testdata", name+".golden") }

// The golden lists were written by the package managers themselves: see TestManagersAgree.
func TestRealTreesEqualTheirGoldenLists(t *testing.T) {
	for _, tree := range realTrees {
		t.Run(tree.name, func(t *testing.T) {
			f := openAt(t, unpack(t, tree.name), Options{})
			want, err := os.ReadFile(golden(tree.name))
			require.NoError(t, err)
			require.Equal(t, strings.Fields(string(want)), paths(f.Snapshot().Packages))
			require.Empty(t, f.Snapshot().Notices)
			for _, p := range f.Snapshot().Packages {
				require.Nil(t, p.Problem, p.Path)
				require.Equal(t, tree.manager.program, strings.Replace(p.Manager.Name, "berry", "yarn", 1), p.Path)
			}
			t.Logf("%+v", f.Stats())
		})
	}
}
