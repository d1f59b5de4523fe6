package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"time"
)

// Limits of what is waited for, and how often it is looked at.
const (
	// endLimit is how long what was killed may take to be gone.
	endLimit = 10 * time.Second
	// stopLimit is how long a tool may take to end a script. Runlight gives a deaf one eight seconds.
	stopLimit = 20 * time.Second
	// startLimit is how long scripts may take to be there.
	startLimit = 30 * time.Second
	// floodLimit is how long a chatty script may take.
	floodLimit = 60 * time.Second
	// glance is how often it is looked.
	glance = 50 * time.Millisecond
	// quietTime is how long a program must hardly have used the processor, to be called quiet, and quietLimit how long that
	// is waited for.
	quietLimit = 15 * time.Second
	quietTime  = 500 * time.Millisecond
)

// tool runs the scripts of a scene, as a user would have it do. One that is opened runs nothing yet.
type tool interface {
	// run starts scripts, and returns when the tool was told.
	run(ctx context.Context, scripts ...string) error
	// shows waits until the tool has taken a text from the output of a script.
	shows(ctx context.Context, script, text string) error
	// ended waits until the tool has all output of a script that ends by itself, and says since when.
	ended(ctx context.Context, script string) (time.Time, error)
	// kept counts the letter in the output that has reached the place where the tool keeps it.
	kept(ctx context.Context, script string) (int64, error)
	// stop asks for the end of everything.
	stop(ctx context.Context) error
	// pid is the process that does the work.
	pid() (int, error)
	// close lets go of the tool. What lives on is ended by the scene.
	close()
}

// tools are the supervisors that are compared. The first is ours.
var tools = []struct {
	name string
	open func(*scene) tool
}{
	{ours, func(s *scene) tool { return &runlight{scene: s} }},
	{"concurrently", func(s *scene) tool { return &concurrently{files: files{s}} }},
	{"pm2", func(s *scene) tool { return &pm2{files: files{s}} }},
}

// eachTool does something with each tool that is there.
func (l *lab) eachTool(do func(name string, open func(*scene) tool) error) (err error) {
	for _, t := range tools {
		if t.name != ours && !l.has(t.name) {
			continue
		}
		if failure := do(t.name, t.open); failure != nil {
			err = errors.Join(err, fmt.Errorf("%s: %w", t.name, failure))
		}
	}
	return err
}

func (s *scene) writeJSON(name string, content any) error {
	text, err := json.Marshal(content)
	if err != nil {
		return err
	}
	return os.WriteFile(s.path(name), text, 0o600)
}
