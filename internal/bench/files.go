package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// files is what tools have in common whose output goes to files.
type files struct{ *scene }

// seek waits until a text stands in a file, which need not exist yet.
func (f files) seek(ctx context.Context, file, text string) error {
	// As fine as the differences that are measured, and cheap: the file is small then.
	return until(ctx, "a text in "+file, startLimit, time.Millisecond/2, func() (bool, error) {
		content, _ := os.ReadFile(f.path(file))
		return bytes.Contains(content, []byte(text)), ctx.Err()
	})
}

// still waits until a file has not grown for a while although its script has ended, and says since when.
func (f files) still(ctx context.Context, file string) (since time.Time, err error) {
	const quiet = time.Second
	size := int64(-1)
	err = until(ctx, "the end of "+file, floodLimit, glance/5, func() (bool, error) {
		info, err := os.Stat(f.path(file))
		if err == nil && info.Size() != size {
			since, size = time.Now(), info.Size()
		}
		_, over := os.Stat(f.path(overFile))
		return over == nil && time.Since(since) > quiet, ctx.Err()
	})
	return since, err
}

// letters counts the letter in a file.
func (f files) letters(file string) (count int64, err error) {
	in, err := os.Open(f.path(file))
	if err != nil {
		return 0, err
	}
	defer in.Close()
	for buffer := make([]byte, 1<<20); ; {
		n, err := in.Read(buffer)
		count += int64(bytes.Count(buffer[:n], []byte(letter)))
		if errors.Is(err, io.EOF) {
			return count, nil
		} else if err != nil {
			return count, err
		}
	}
}

// concurrently prints what its scripts print, with a prefix for each line, and lives as long as they do.
type concurrently struct {
	files
	cmd *exec.Cmd
}

const concurrentlyOut = "concurrently.out"

func (c *concurrently) run(ctx context.Context, scripts ...string) error {
	var texts []string
	for _, script := range scripts {
		texts = append(texts, c.scripts[script])
	}
	out, err := os.Create(c.path(concurrentlyOut))
	if err != nil {
		return err
	}
	defer out.Close() // it has its own
	c.cmd = c.command(ctx, "concurrently", "concurrently", texts...)
	c.cmd.Stdout, c.cmd.Stderr = out, out
	if err := c.cmd.Start(); err != nil {
		return err
	}
	go func() { _ = c.cmd.Wait() }() // it is judged by what it leaves
	return nil
}

func (c *concurrently) shows(ctx context.Context, _, text string) error {
	return c.seek(ctx, concurrentlyOut, text)
}

func (c *concurrently) ended(ctx context.Context, _ string) (time.Time, error) {
	return c.still(ctx, concurrentlyOut)
}

func (c *concurrently) kept(context.Context, string) (int64, error) {
	return c.letters(concurrentlyOut)
}

func (c *concurrently) stop(context.Context) error { return c.cmd.Process.Signal(syscall.SIGTERM) }

func (c *concurrently) pid() (int, error) { return c.cmd.Process.Pid, nil }

func (c *concurrently) close() {}

// pm2 has a daemon, which is told by its command line, and a log file for each script.
type pm2 struct{ files }

func (p *pm2) run(ctx context.Context, scripts ...string) error {
	var apps []map[string]any
	for _, script := range scripts {
		apps = append(apps, map[string]any{
			"name": script, "script": "sh", "args": []string{"-c", p.scripts[script]}, "interpreter": "none",
			"cwd": p.root, "autorestart": false, "out_file": p.path(script + ".out"), "error_file": p.path(script + ".err"),
		})
	}
	if err := p.writeJSON("pm2.config.json", map[string]any{"apps": apps}); err != nil {
		return err
	}
	return p.tell(ctx, "start", "pm2.config.json")
}

func (p *pm2) tell(ctx context.Context, args ...string) error {
	out, err := p.command(ctx, "pm2", "pm2", args...).CombinedOutput()
	if err != nil {
		return fmt.Errorf("pm2 %v: %w: %s", args, err, out)
	}
	return nil
}

func (p *pm2) shows(ctx context.Context, script, text string) error {
	return p.seek(ctx, script+".out", text)
}

func (p *pm2) ended(ctx context.Context, script string) (time.Time, error) {
	return p.still(ctx, script+".out")
}

func (p *pm2) kept(_ context.Context, script string) (int64, error) {
	return p.letters(script + ".out")
}

func (p *pm2) stop(ctx context.Context) error { return p.tell(ctx, "kill") }

func (p *pm2) pid() (int, error) {
	text, err := os.ReadFile(p.path("pm2/pm2.pid"))
	if err != nil {
		return 0, err
	}
	return strconv.Atoi(strings.TrimSpace(string(text)))
}

func (p *pm2) close() {}
