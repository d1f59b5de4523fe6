package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os/exec"
	"path/filepath"
	"slices"
	"time"

	"github.com/runlight-dev/runlight/internal/launch"
)

const runMeasure = "from the wish to run a script to its first byte"

// runner is a way to run a script of a manifest.
type runner struct {
	name string
	// peer has the program, or has it on the PATH of the script.
	peer string
	// by is the command line that the name of the script follows; nil for Runlight itself.
	by []string
	// manager is what Runlight takes the scene for.
	manager string
}

var runners = []runner{
	{ours, "", nil, "npm"},
	{ours + ", pnpm 10", "pnpm 10", nil, "pnpm"},
	{ours + ", pnpm 11", "pnpm 11", nil, "pnpm"},
	{ours + ", yarn", "yarn", nil, "yarn"},
	{ours + ", bun", "bun", nil, "bun"},
	{"npm", "", []string{"npm", "run"}, ""},
	{"pnpm 10", "pnpm 10", []string{"pnpm", "run"}, ""},
	{"pnpm 11", "pnpm 11", []string{"pnpm", "run"}, ""},
	{"yarn", "yarn", []string{"yarn", "run"}, ""},
	{"bun", "bun", []string{"bun", "run"}, ""},
	{"node --run", "node", []string{"node", "--run"}, ""},
	{"sh -c", "", []string{"sh", "-c"}, ""},
}

// installed are the runners that are there.
func (l *lab) installed() (all []runner) {
	for _, r := range runners {
		if r.peer == "" || l.has(r.peer) {
			all = append(all, r)
		}
	}
	return all
}

// stage is a scene in which one runner runs scripts.
type stage struct {
	runner
	*scene
	daemon *runlight
}

// stages makes a scene for each runner. The caller closes them, also after an error.
func (l *lab) stages(scripts map[string]string, which []runner) (all []stage, err error) {
	for _, r := range which {
		s, err := l.scene(scripts)
		if err != nil {
			return all, err
		}
		all = append(all, stage{r, s, &runlight{scene: s, manager: r.manager, peer: r.peer}})
	}
	return all, nil
}

func closeStages(all []stage) (err error) {
	for _, s := range all {
		s.daemon.close()
		err = errors.Join(err, s.close())
	}
	return err
}

// runs measures how soon a script says its first word. All take turns, in another order each time: who comes after a
// large program finds the caches of the processor full of that.
func runs(ctx context.Context, l *lab) (err error) {
	all, err := l.stages(map[string]string{"greet": greet}, l.installed())
	defer func() { err = errors.Join(err, closeStages(all)) }()
	if err != nil {
		return err
	}
	progress("%d ways to run a script, %d times", len(all), l.rounds)
	took := samples{}
	for i := range l.rounds + 1 {
		for _, turn := range rand.Perm(len(all)) {
			s := all[turn]
			d, err := s.greetOnce(ctx)
			if err != nil {
				return fmt.Errorf("%s: %w", s.name, err)
			}
			if i > 0 { // the first one starts the daemons, and fills the caches of the system
				took[s.name] = append(took[s.name], d)
			}
		}
	}
	for _, s := range all {
		l.results.add(runMeasure, s.name, "first byte", took.median(s.name), milliseconds)
	}
	return nil
}

// greetOnce takes the time until the script's own first output, and waits for its end.
func (s stage) greetOnce(ctx context.Context) (took time.Duration, err error) {
	if s.by == nil {
		begin := time.Now()
		err := errors.Join(s.daemon.run(ctx, "greet"), s.daemon.shows(ctx, "greet", greeting))
		took = time.Since(begin)
		if err != nil {
			return 0, err
		}
		_, err = s.daemon.ended(ctx, "greet")
		return took, err
	}
	begin := time.Now()
	tree, err := s.launch("greet")
	if err != nil {
		return 0, err
	}
	defer tree.Close()
	err = readUntil(tree, greeting)
	took = time.Since(begin)
	tree.Wait()
	return took, err
}

// launch starts a script on a terminal of the kind that Runlight gives it.
func (s stage) launch(script string) (*launch.Tree, error) {
	program := filepath.Join(s.bins[s.peer], s.by[0])
	if s.bins[s.peer] == "" {
		var err error
		if program, err = exec.LookPath(s.by[0]); err != nil {
			return nil, err
		}
	}
	if s.by[0] == "sh" {
		script = s.scripts[script]
	}
	return launch.Start(launch.Command{
		Path: program, Args: append(slices.Clone(s.by[1:]), script), Env: s.env(s.peer), Dir: s.root,
	})
}

func readUntil(in io.Reader, text string) error {
	var seen []byte
	for buffer := make([]byte, 4<<10); ; {
		n, err := in.Read(buffer)
		seen = append(seen, buffer[:n]...)
		if bytes.Contains(seen, []byte(text)) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("it ended with %q: %w", seen, err)
		}
	}
}
