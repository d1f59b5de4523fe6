package manifest

import (
	"fmt"
	"strings"
)

// Budgets on foreign files. A repository may hold anything, and its manifests are read before it is trusted. Each limit
// is far above what real projects have; what is cut is said in a warning or an error with its place.
const (
	// maxScripts is how many scripts of one manifest are read.
	maxScripts = 10_000
	// maxScriptText is how long their names and commands may be together, in bytes. All of it travels to every client.
	maxScriptText = 2 << 20
	// maxWarnings is how many warnings one manifest gives.
	maxWarnings = 100
	// maxDeclaration is the longest pnpm-workspace.yaml or lerna.json that is read, in bytes. Reading YAML takes fifty times
	// the memory of the text.
	maxDeclaration = 1 << 20
	// maxGlobs is how many patterns one declaration may have in all, after its braces were expanded.
	maxGlobs = 5000
	// maxGlobMemory is what these may take, in bytes, as estimated by budget.spend.
	maxGlobMemory = 16 << 20
)

// budget is what the patterns of one declaration may still take.
type budget struct {
	globs  int // patterns without braces
	memory int // in bytes
}

// spend takes a pattern without braces from the budget before it is compiled. A name with wildcards becomes a regular
// expression, which takes about 128 bytes for each of its bytes.
func (b *budget) spend(pattern string) error {
	b.globs--
	b.memory -= 64 + len(pattern)
	for name := range strings.SplitSeq(pattern, "/") {
		if name != "*" && name != "**" && !isPlain(name) {
			b.memory -= 1024 + 128*len(name)
		}
	}
	if b.globs < 0 || b.memory < 0 {
		return fmt.Errorf("%w: up to %q the list stands for more patterns than are read: write fewer or shorter ones", ErrPattern, pattern)
	}
	return nil
}
