package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
)

// lab is where it is measured: a folder that goes at the end, with the program and a home in which no setting of the
// user counts.
type lab struct {
	options
	results results
	// dir is removed at the end.
	dir string
	// program is Runlight's binary.
	program string
	// environ is the environment of this program, for go and npm.
	environ []string
	// bins are the folders of the programs of the peers that could be installed, by name.
	bins map[string]string
}

func openLab(o options) (*lab, error) {
	l := &lab{options: o, environ: os.Environ()}
	parent := "" // the system's
	if runtime.GOOS != "windows" {
		parent = "/tmp" // short: sockets have to fit
	}
	var err error
	l.dir, err = os.MkdirTemp(parent, "runlight-bench-")
	return l, err
}

// prepare builds Runlight and installs the peers, once. A peer that is missing costs its rows only.
func (l *lab) prepare(ctx context.Context) error {
	if l.program != "" {
		return nil
	}
	if _, err := marked("nobody"); err != nil {
		return err
	}
	program := filepath.Join(l.dir, "runlight")
	build := exec.CommandContext(ctx, "go", "build", "-trimpath", "-ldflags", "-s -w", "-o", program, "./server")
	build.Env = append(l.environ, "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		return fmt.Errorf("build runlight (run this in the top folder of the repository): %w: %s", err, out)
	}
	l.bins = map[string]string{}
	for _, p := range peers {
		bin, err := p.install(ctx)
		if err != nil {
			l.results.note("%s: %v", p.name, err)
			continue
		}
		l.bins[p.name] = bin
	}
	home := l.home()
	// Or npm would ask its registry for a newer npm in the middle of a measure.
	if err := os.Mkdir(home, 0o700); err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(home, ".npmrc"), []byte("update-notifier=false\n"), 0o600); err != nil {
		return err
	}
	l.program = program
	// Client and daemon find each other by the home.
	return os.Setenv("HOME", home)
}

func (l *lab) home() string { return filepath.Join(l.dir, "home") }

// has says whether a peer is there, and notes its absence where it was not noted when it was installed.
func (l *lab) has(name string) bool { return l.bins[name] != "" }

func (l *lab) close() error {
	return os.RemoveAll(l.dir)
}

// scene is a project whose scripts are run, and everything that runs in it.
type scene struct {
	*lab
	// token is the mark of its processes.
	token string
	// root is its folder.
	root string
	// scripts are the shell commands of its manifest, by name.
	scripts map[string]string
}

// scene makes a project. The caller closes it.
func (l *lab) scene(scripts map[string]string) (*scene, error) {
	root, err := os.MkdirTemp(l.dir, "s-")
	if err != nil {
		return nil, err
	}
	if root, err = filepath.EvalSymlinks(root); err != nil {
		return nil, err
	}
	s := &scene{lab: l, token: filepath.Base(l.dir) + "-" + filepath.Base(root), root: root, scripts: scripts}
	return s, s.writeJSON("package.json", map[string]any{"name": "measured", "version": "1.0.0", "scripts": scripts})
}

// env is the environment of a user who has the peers' programs on the PATH, those named first, and no settings.
func (s *scene) env(first ...string) []string {
	var path []string
	for _, name := range append(first, "node") {
		if bin := s.bins[name]; bin != "" {
			path = append(path, bin)
		}
	}
	return []string{
		"PATH=" + strings.Join(append(path, os.Getenv("PATH")), string(os.PathListSeparator)),
		"HOME=" + s.home(), "PM2_HOME=" + s.path("pm2"), "SHELL=/bin/sh", "LANG=C.UTF-8", "TERM=xterm-256color",
		sceneMark + "=" + s.token,
	}
}

// command is a program of a peer, to be run in the scene.
func (s *scene) command(ctx context.Context, peer, program string, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, filepath.Join(s.bins[peer], program), args...)
	cmd.Dir, cmd.Env = s.root, s.env(peer)
	apart(cmd)
	return cmd
}

func (s *scene) path(name string) string { return filepath.Join(s.root, name) }

// living are the processes of the scene.
func (s *scene) living() ([]being, error) { return marked(s.token) }

// awaitSleepers waits until so many processes of scripts sleep.
func (s *scene) awaitSleepers(ctx context.Context, wanted int) error {
	return until(ctx, fmt.Sprintf("%d sleeping scripts", wanted), startLimit, glance, func() (bool, error) {
		all, err := s.living()
		asleep := which(all, func(b being) bool { return b.script && b.program == "sleep" })
		return len(asleep) >= wanted, err
	})
}

// awaitQuiet waits until what runs the scripts has done its work, and returns what it costs. A tool that is never quiet
// is looked at all the same.
func (s *scene) awaitQuiet(ctx context.Context) (now cost, err error) {
	_ = until(ctx, "quiet", quietLimit, quietTime, func() (bool, error) {
		last := now
		now, err = s.cost()
		return last.cpu != nil && now.since(last) < quietTime/20, err
	})
	return now, errors.Join(err, ctx.Err())
}

// cost is what all processes of the scene use that are not part of a script.
func (s *scene) cost() (cost, error) {
	all, err := s.living()
	if err != nil {
		return cost{}, err
	}
	return costOf(among(all, false))
}

// close ends whatever still lives, and removes the folder.
func (s *scene) close() error {
	err := until(context.Background(), "the processes of a scene to end", endLimit, glance, func() (bool, error) {
		all, err := s.living()
		for _, b := range all {
			err = errors.Join(err, b.kill())
		}
		return len(all) == 0, err
	})
	return errors.Join(err, os.RemoveAll(s.root))
}
