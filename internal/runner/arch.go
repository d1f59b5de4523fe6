package runner

import (
	"fmt"
	"sync"
)

// architectures remembers what programs are built for. Their content is not kept: they have 100 MB.
type architectures struct {
	mu    sync.Mutex
	known map[string]architecture
}

type architecture struct {
	stamp stamp
	name  string
	err   error
}

// architecture is the process.arch of a Node.js: it may be another than this program's, under Rosetta for example.
func (r *Runner) architecture(path string) (string, error) {
	now, err := r.files.stat(path)
	if err != nil {
		return "", err
	}
	a := &r.architectures
	a.mu.Lock()
	defer a.mu.Unlock()
	known, ok := a.known[path]
	if !ok || known.stamp != now {
		known = architecture{stamp: now}
		known.name, known.err = readArchitecture(path)
		if a.known == nil || len(a.known) >= maxNodes {
			a.known = map[string]architecture{}
		}
		a.known[path] = known
	}
	return known.name, known.err
}

// maxNodes is how many Node.js are remembered. A person has a handful.
const maxNodes = 64

func named[M comparable](machine M, names map[M]string) (string, error) {
	if name, ok := names[machine]; ok {
		return name, nil
	}
	return "", fmt.Errorf("no machine that Node.js has a name for: %v", machine)
}
