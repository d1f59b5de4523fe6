// Command generate writes the TypeScript twin of package protocol to extension/src/protocol.ts.
//
// It reads the Go source with go/ast and refuses whatever it does not understand, so that a message can never be
// half translated.
package main

import (
	"fmt"
	"log"
	"os"
	"path/filepath"
)

// target is the generated file, seen from the top of the repository.
const target = "extension/src/protocol.ts"

// sources are the packages whose exported names may stand on the wire, seen from the top of the repository. All of
// the first is translated, and of the others what the first refers to.
var sources = []string{"internal/protocol", "internal/process"}

func main() {
	log.SetFlags(0)
	top := filepath.Join("..", "..") // go generate runs in the folder of the package
	text, err := generate(top)
	if err != nil {
		log.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(top, target), text, 0o644); err != nil {
		log.Fatal(err)
	}
}

// generate returns the text of the target for the repository at top.
func generate(top string) ([]byte, error) {
	var packages []*source
	for _, dir := range sources {
		parsed, err := parse(filepath.Join(top, filepath.FromSlash(dir)))
		if err != nil {
			return nil, fmt.Errorf("read %s: %w", dir, err)
		}
		packages = append(packages, parsed)
	}
	return emit(packages)
}
