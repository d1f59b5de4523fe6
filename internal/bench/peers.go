package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
)

// peer is a package of npm that we measure beside, or that one of those needs.
type peer struct {
	// name is what it is called in the tables.
	name string
	// spec is the package with its exact version, and bin the folder of its programs inside of node_modules.
	spec, bin string
}

// peers are pinned, so that two runs of one machine can be compared. npm itself is the machine's own.
var peers = []peer{
	// All peers run on this one: some refuse older ones. The package "node" would choose it in an install script.
	{"node", nodePackage() + "@24.9.0", nodePackage() + "/bin"},
	{"concurrently", "concurrently@10.0.7", ".bin"},
	{"pm2", "pm2@7.0.4", ".bin"},
	{"pnpm 10", "pnpm@10.34.9", ".bin"},
	{"pnpm 11", "pnpm@11.28.10", ".bin"},
	{"yarn", "yarn@1.22.22", ".bin"},
	{"bun", "@oven/bun-" + platform() + "@1.4.5", "@oven/bun-" + platform() + "/bin"},
}

// platform is how npm packages name this one.
func platform() string {
	arch := map[string]string{"amd64": "x64"}[runtime.GOARCH]
	if arch == "" {
		arch = runtime.GOARCH
	}
	return runtime.GOOS + "-" + arch
}

func nodePackage() string { return "node-" + platform() }

// install puts a peer into the user's cache folder, unless it is there, and returns the folder of its programs.
func (p peer) install(ctx context.Context, environ []string) (string, error) {
	cache := os.Getenv("RUNLIGHT_CACHE")
	if cache == "" {
		var err error
		if cache, err = os.UserCacheDir(); err != nil {
			return "", fmt.Errorf("no folder for %s: %w; name one in RUNLIGHT_CACHE", p.spec, err)
		}
	}
	home := filepath.Join(cache, "runlight", "peers", filepath.FromSlash(p.spec))
	bin := filepath.Join(home, "node_modules", filepath.FromSlash(p.bin))
	if _, err := os.Stat(bin); !errors.Is(err, fs.ErrNotExist) {
		return bin, err
	}
	progress("nothing yet: installing %s from npm into %s, once", p.spec, home)
	return bin, p.installAside(ctx, environ, home)
}

// installAside installs beside the place and moves what is whole there, so that a folder is never half installed, and
// two runs at once do not meet.
func (p peer) installAside(ctx context.Context, environ []string, home string) error {
	if err := os.MkdirAll(filepath.Dir(home), 0o755); err != nil {
		return err
	}
	aside, err := os.MkdirTemp(filepath.Dir(home), "partial-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(aside)
	// Without a manifest here npm would install into the next folder above that has one.
	if err := os.WriteFile(filepath.Join(aside, "package.json"), []byte(`{"private":true}`), 0o644); err != nil {
		return err
	}
	npm := exec.CommandContext(ctx, "npm", "install", p.spec,
		"--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline", "--loglevel=error",
		"--fetch-retries=1", "--fetch-retry-mintimeout=1000") // who has no network is told soon
	npm.Dir, npm.Env = aside, environ
	if out, err := npm.CombinedOutput(); err != nil {
		return fmt.Errorf("%s cannot be installed from npm: %w: %s", p.spec, err, out)
	}
	if err := os.Rename(aside, home); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	return nil
}
