package internal

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// The limits of the house, in lines. Most files stay near 100 and most functions near 10.
const (
	maxFile     = 400
	maxFunction = 60
)

// TestSizes keeps files and functions readable, and every exported name documented.
func TestSizes(t *testing.T) {
	for _, top := range []string{".", "../server"} {
		err := filepath.WalkDir(top, func(path string, entry fs.DirEntry, err error) error {
			if err != nil || entry.IsDir() || !strings.HasSuffix(path, ".go") {
				return err
			}
			set := token.NewFileSet()
			file, err := parser.ParseFile(set, path, nil, parser.ParseComments|parser.SkipObjectResolution)
			if err != nil {
				return err
			}
			require.LessOrEqual(t, set.Position(file.End()).Line, maxFile, path)
			for _, decl := range file.Decls {
				checkDecl(t, set, decl, strings.HasSuffix(path, "_test.go"))
			}
			return nil
		})
		require.NoError(t, err)
	}
}

func checkDecl(t *testing.T, set *token.FileSet, decl ast.Decl, test bool) {
	at := set.Position(decl.Pos())
	function, ok := decl.(*ast.FuncDecl)
	if !ok {
		return
	}
	lines := set.Position(function.End()).Line - at.Line + 1
	require.True(t, test || lines <= maxFunction, "%s: %s has %d lines", at, function.Name.Name, lines)
	exported := function.Name.IsExported() && !test
	require.True(t, !exported || function.Doc.Text() != "" || isMain(set, function), "%s: %s has no comment", at, function.Name.Name)
}

func isMain(set *token.FileSet, f *ast.FuncDecl) bool {
	return f.Name.Name == "main" && strings.HasSuffix(set.Position(f.Pos()).Filename, "main.go")
}
