package main

import (
	"context"
	"path/filepath"
	"slices"

	"github.com/runlight-dev/runlight/internal/oracle"
)

// peer is a tool from npm that we measure beside, or that one of those needs. npm itself is the machine's own.
type peer struct {
	// name is what it is called in the tables.
	name string
	oracle.Toolchain
}

// peers are pinned, so that two runs of one machine can be compared.
var peers = []peer{
	{"node", oracle.Node}, // all peers run on this one: some refuse older ones
	{"concurrently", oracle.Published("concurrently", "10.0.7")},
	{"pm2", oracle.Published("pm2", "7.0.4")},
	{"pnpm 10", manager("pnpm", 10)},
	{"pnpm 11", manager("pnpm", 11)},
	{"yarn", manager("yarn", 1)},
	{"bun", manager("bun", 1)},
}

// manager is the one that the tests compare with.
func manager(name string, major int) oracle.Toolchain {
	i := slices.IndexFunc(oracle.Managers, func(t oracle.Toolchain) bool { return t.Name == name && t.Major() == major })
	return oracle.Managers[i]
}

// install puts a peer into the user's cache folder, unless it is there, and returns the folder of its programs.
func (p peer) install(ctx context.Context) (string, error) {
	say := func(step string) { progress("nothing yet: %s", step) }
	if err := oracle.Install(ctx, []oracle.Toolchain{p.Toolchain}, say); err != nil {
		return "", err
	}
	prefix, err := p.Prefix()
	return filepath.Join(prefix, "bin"), err
}
