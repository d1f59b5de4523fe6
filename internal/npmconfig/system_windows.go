package npmconfig

import (
	"path/filepath"

	"github.com/runlight-dev/runlight/internal/environ"
)

func defaultEditor(env *environ.Variables) string { return env.Value("SYSTEMROOT") + `\notepad.exe` }

func defaultShell(env *environ.Variables) string { return first(env.Value("ComSpec"), "cmd") }

func defaultCache(env *environ.Variables) string {
	return first(env.Value("LOCALAPPDATA"), "~") + "/npm-cache"
}

// besideNode is C:\node for C:\node\node.exe.
func besideNode(node string, _ *environ.Variables) string { return filepath.Dir(node) }
