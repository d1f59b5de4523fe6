package runner

import (
	"bufio"
	"cmp"
	"errors"
	"io"
	"path/filepath"
	"regexp"
)

// pnpmRegistries are where pnpm gets packages from by default.
type pnpmRegistries struct {
	npm string
	jsr string // of the scope @jsr; empty for a version that does not know it
}

var (
	npmRegistry = regexp.MustCompile(`registry: "(https?://[^"]+)"`)
	jsrRegistry = regexp.MustCompile(`"@jsr(?::registry)?": "(https?://[^"]+)"`)
)

// longestLine bounds the lines of pnpm's program that are looked at, in bytes; its own are a tenth of that.
const longestLine = 2 << 20

// registries reads the defaults in pnpm's own program: some builds of pnpm have others than the public ones.
func (p *pnpmRun) registries() (pnpmRegistries, error) {
	name := "pnpm.cjs"
	if p.major >= 11 {
		name = "pnpm.mjs"
	}
	found, err := gleaned(p.files, "registries", filepath.Join(p.found.root, "dist", name), readRegistries)
	if err != nil {
		return found, leave("the default registries of pnpm are not known: %v", err)
	}
	return found, nil
}

// readRegistries reads up to where both are named.
func readRegistries(program io.Reader) (found pnpmRegistries, err error) {
	lines := bufio.NewScanner(program)
	lines.Buffer(nil, longestLine)
	for (found.npm == "" || found.jsr == "") && lines.Scan() {
		for pattern, into := range map[*regexp.Regexp]*string{npmRegistry: &found.npm, jsrRegistry: &found.jsr} {
			if *into != "" {
				continue
			}
			if match := pattern.FindSubmatch(lines.Bytes()); match != nil {
				*into = string(match[1])
			}
		}
	}
	if found.npm == "" {
		return found, cmp.Or(lines.Err(), errors.New("its program names none"))
	}
	return found, nil
}
