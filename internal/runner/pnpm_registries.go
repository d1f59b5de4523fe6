package runner

import (
	"fmt"
	"path/filepath"
	"regexp"
)

// pnpmRegistries are where pnpm gets packages from by default.
type pnpmRegistries struct {
	npm string
	jsr string // of the scope @jsr; empty for a version that does not know it
}

var (
	npmRegistry = regexp.MustCompile(`\bregistry: "(https?://[^"]+)"`)
	jsrRegistry = regexp.MustCompile(`"@jsr(?::registry)?": "(https?://[^"]+)"`)
)

// registries reads the defaults in pnpm's own program: some builds of pnpm have others than the public ones.
func (p *pnpmRun) registries() (pnpmRegistries, error) {
	name := "pnpm.cjs"
	if p.major >= 11 {
		name = "pnpm.mjs"
	}
	found, err := gleaned(p.files, "registries", filepath.Join(p.found.root, "dist", name), func(program []byte) (pnpmRegistries, error) {
		match := npmRegistry.FindSubmatch(program)
		if match == nil {
			return pnpmRegistries{}, fmt.Errorf("%s names no registry", name)
		}
		all := pnpmRegistries{npm: string(match[1])}
		if match := jsrRegistry.FindSubmatch(program); match != nil {
			all.jsr = string(match[1])
		}
		return all, nil
	})
	if err != nil {
		return found, leave("the default registries of pnpm are not known: %v", err)
	}
	return found, nil
}
