package runner

import (
	"errors"
	"path/filepath"

	"github.com/runlight-dev/runlight/internal/javascript"
	"github.com/runlight-dev/runlight/internal/manifest"
)

var (
	errNoObject   = errors.New("an object in braces is expected")
	errWorkspaces = errors.New("workspaces is no list of patterns")
)

// findPrefix finds the root of the workspace that the package is a member of: the nearest folder above whose patterns
// fit it. A package.json on the way that cannot be read is passed over.
func (n *npmRun) findPrefix() error {
	n.prefix = n.request.Dir
	for dir, above := n.prefix, filepath.Dir(n.prefix); above != dir; dir, above = above, filepath.Dir(above) {
		path := filepath.Join(above, "package.json")
		patterns, err := parsed(n.files, "npm workspaces", path, workspaces)
		if errors.Is(err, errWorkspaces) || errors.Is(err, manifest.ErrPattern) {
			return leave("npm shall say itself what is wrong with %s (%v)", path, err)
		}
		relative, failed := filepath.Rel(above, n.request.Dir)
		if err == nil && failed == nil && patterns != nil && patterns.Match(filepath.ToSlash(relative)) {
			n.prefix = above
			return nil
		}
	}
	return nil
}

// workspaces are the patterns of a package.json, or nil where it declares no workspace.
func workspaces(data []byte) (*manifest.Patterns, error) {
	object, err := jsonObject(data)
	if err != nil {
		return nil, err
	}
	declared, _ := object.Get("workspaces")
	switch declared {
	case nil, false, "", 0.0:
		return nil, nil
	}
	if nested, ok := declared.(*javascript.Object); ok {
		declared, _ = nested.Get("packages")
	}
	list, ok := declared.([]any)
	if !ok {
		return nil, errWorkspaces
	}
	patterns := make([]string, len(list))
	for i, element := range list {
		if patterns[i], ok = element.(string); !ok {
			return nil, errWorkspaces
		}
	}
	return manifest.CompilePatterns(manifest.NPM, patterns)
}
