package main

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

var top = filepath.Join("..", "..", "..")

func TestGeneratedIsCurrent(t *testing.T) {
	want, err := generate(top)
	require.NoError(t, err)
	got, err := os.ReadFile(filepath.Join(top, target))
	require.NoError(t, err)
	got = bytes.ReplaceAll(got, []byte("\r\n"), []byte("\n")) // a checkout on Windows
	require.Equal(t, string(want), string(got), "%s is stale: run make generate", target)
}

func TestGenerateIsDeterministic(t *testing.T) {
	first, err := generate(top)
	require.NoError(t, err)
	for range 10 {
		next, err := generate(top)
		require.NoError(t, err)
		require.Equal(t, string(first), string(next))
	}
}

func TestRefusals(t *testing.T) {
	for name, test := range map[string]struct{ code, want string }{
		"embedded struct":           {"type A struct{ B }\ntype B struct{}", "embedded"},
		"no tag":                    {"type A struct{ B string }", "no json tag"},
		"pointer without omitempty": {"type A struct{\n// B.\nB *string `json:\"b\"`}", "pointer without omitempty"},
		"no comment":                {"type A struct{ B string `json:\"b\"` }", "no comment"},
		"map":                       {"type A struct{\n// B.\nB map[string]int `json:\"b\"`}", "not supported"},
		"foreign type":              {"type A struct{\n// B.\nB url.URL `json:\"b\"`}", "go on the wire"},
		"unknown type":              {"type A struct{\n// B.\nB C `json:\"b\"`}", "not declared"},
		"message without comment":   {"var X = Request[A, A]{Method: \"x\"}\ntype A struct{}", "needs a comment"},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			require.NoError(t, os.WriteFile(filepath.Join(dir, "a.go"), []byte("package a\n"+test.code), 0o600))
			parsed, err := parse(dir)
			if err == nil {
				_, err = emit([]*source{parsed})
			}
			require.ErrorContains(t, err, test.want)
		})
	}
}
