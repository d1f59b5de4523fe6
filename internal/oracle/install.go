package oracle

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"

	"github.com/gofrs/flock"
)

// ErrInstall says that a toolchain could not be installed.
var ErrInstall = errors.New("cannot install")

// Install installs what is missing, with the npm that is on the PATH. say gets one line for each step. The error is
// ErrInstall, and says what npm said.
func Install(ctx context.Context, wanted []Toolchain, say func(string)) error {
	for _, t := range wanted {
		if t.Installed() {
			continue
		}
		if err := t.install(ctx, say); err != nil {
			return fmt.Errorf("%w %s: %w", ErrInstall, t, err)
		}
	}
	return nil
}

// install holds a lock, since two clones may want the same at the same moment: who comes second finds it done.
func (t Toolchain) install(ctx context.Context, say func(string)) error {
	prefix, err := t.Prefix()
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(prefix), 0o755); err != nil {
		return err
	}
	lock := flock.New(prefix + ".lock")
	if err := lock.Lock(); err != nil {
		return err
	}
	defer func() { _ = lock.Unlock() }()
	if t.Installed() {
		return nil
	}
	say(fmt.Sprintf("installing %s from npm into %s (once)", t, prefix))
	// What an installer left that was killed is no beginning.
	if err := os.RemoveAll(prefix); err != nil {
		return err
	}
	return t.build(ctx, prefix)
}

// build fills an empty prefix.
func (t Toolchain) build(ctx context.Context, prefix string) error {
	if err := os.MkdirAll(filepath.Join(prefix, "lib"), 0o755); err != nil {
		return err
	}
	args := append([]string{
		"install", "--global", "--prefix", prefix, "--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline",
		"--loglevel=error",
	}, t.packages...)
	if err := run(ctx, prefix, "npm", args...); err != nil {
		return err
	}
	if t.finish != "" {
		folder := filepath.Join(prefix, "lib", "node_modules", filepath.Dir(t.finish))
		if err := run(ctx, folder, "node", filepath.Base(t.finish)); err != nil {
			return err
		}
	}
	return os.WriteFile(filepath.Join(prefix, markName), []byte(t.mark()), 0o644)
}

func run(ctx context.Context, dir, program string, args ...string) error {
	command := exec.CommandContext(ctx, program, args...)
	command.Dir = dir
	// npm refuses what does not run on the Node.js that it runs on itself, so ours comes first as soon as it is there.
	prefix, err := Node.Prefix()
	if err != nil {
		return err
	}
	path := filepath.Join(prefix, "bin") + string(filepath.ListSeparator) + os.Getenv("PATH")
	command.Env = append(os.Environ(), "PATH="+path)
	if output, err := command.CombinedOutput(); err != nil {
		return fmt.Errorf("%s: %w\n%s", command, err, output)
	}
	return nil
}
