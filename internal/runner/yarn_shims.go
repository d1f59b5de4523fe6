package runner

import (
	"errors"
	"fmt"
	"hash/fnv"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// yarnFolder is how Yarn classic begins the name of a folder with the programs node and yarn, which it makes for each run
// in the folder for temporary files, puts first in the PATH, and forgets (yarn 1.22.22, getWrappersFolder).
const yarnFolder = "yarn--"

// keepShims puts a copy of that folder in its place, which lives as long as the runner, and removes the one that the
// calibration has left behind. Copies with the same content are one.
func (r *Runner) keepShims(env []string) ([]string, error) {
	path := valueOf(env, "PATH")
	folders := filepath.SplitList(path)
	if len(folders) == 0 || !strings.HasPrefix(filepath.Base(folders[0]), yarnFolder) {
		return env, nil
	}
	leaked := folders[0]
	content, err := readShims(leaked)
	if err != nil {
		return nil, fmt.Errorf("what Yarn puts first in the PATH cannot be read: %w", err)
	}
	private, err := r.private()
	if err != nil {
		return nil, err
	}
	sum := fnv.New64a()
	for _, name := range []string{"node", "yarn"} {
		_, _ = sum.Write(append(content[name], 0))
	}
	kept := filepath.Join(private, yarnFolder+fmt.Sprintf("%016x", sum.Sum64()))
	if err := os.Mkdir(kept, 0o700); err != nil && !errors.Is(err, fs.ErrExist) {
		return nil, err
	}
	for name, text := range content {
		if err := os.WriteFile(filepath.Join(kept, name), text, 0o700); err != nil {
			return nil, err
		}
		_ = os.Remove(filepath.Join(leaked, name)) // file by file: whatever else is in there is not ours
	}
	_ = os.Remove(leaked)
	rest := strings.TrimPrefix(path, leaked)
	return with(env, "PATH="+kept+rest), nil
}

func readShims(dir string) (map[string][]byte, error) {
	content := map[string][]byte{}
	for _, name := range []string{"node", "yarn"} {
		text, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			return nil, err
		}
		content[name] = text
	}
	return content, nil
}

// lost says that the copy is gone: folders for temporary files are tidied.
func (c *calibration) lost() bool {
	first, _, _ := strings.Cut(valueOf(c.env, "PATH"), string(filepath.ListSeparator))
	if !strings.HasPrefix(filepath.Base(first), yarnFolder) {
		return false
	}
	_, err := os.Stat(filepath.Join(first, "node"))
	return err != nil
}

func (c *calibrations) forget(lost *calibration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for key, known := range c.known {
		if known == lost {
			delete(c.known, key)
		}
	}
}
