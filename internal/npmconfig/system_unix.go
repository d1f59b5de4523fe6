//go:build unix

package npmconfig

import (
	"path/filepath"

	"github.com/runlight-dev/runlight/internal/environ"
)

func defaultEditor(*environ.Variables) string { return "vi" }

func defaultShell(env *environ.Variables) string { return first(env.Value("SHELL"), "sh") }

func defaultCache(*environ.Variables) string { return "~/.npm" }

// besideNode is /usr for /usr/bin/node.
func besideNode(node string, env *environ.Variables) string {
	prefix := filepath.Dir(filepath.Dir(node))
	if dest := env.Value("DESTDIR"); dest != "" {
		return filepath.Join(dest, prefix)
	}
	return prefix
}
