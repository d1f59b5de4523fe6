package daemon

import (
	"fmt"
	"slices"

	"github.com/runlight-dev/runlight/internal/output"
	"github.com/runlight-dev/runlight/internal/process"
	"github.com/runlight-dev/runlight/internal/protocol"
	"github.com/runlight-dev/runlight/internal/spool"
	"github.com/runlight-dev/runlight/internal/supervisor"
)

// maxSetting bounds the sizes that a user may choose, in MiB. It is there for slips of the finger.
const maxSetting = 4096

// memory is how much of the output of a process is kept in memory that starts now.
func (d *Daemon) memory() int {
	return int(mebibytes(d.settings.Load().OutputMemory, 1, protocol.DefaultOutputMemory))
}

// follow begins the log of a process, unless the user wants none.
func (d *Daemon) follow(p *process.Process, b *output.Buffer) supervisor.Log {
	limit := mebibytes(d.settings.Load().OutputLog, 0, protocol.DefaultOutputLog)
	if d.logs == nil || limit == 0 {
		return nil
	}
	return d.logs.Follow(p, b, limit)
}

func mebibytes(chosen *int, least, standard int) int64 {
	if chosen == nil {
		return int64(standard) << 20
	}
	return int64(min(max(*chosen, least), maxSetting)) << 20
}

// recording is the output of a run, wherever it is kept.
type recording struct {
	state  process.State
	buffer *output.Buffer // nil for a run that the daemon does not remember
	logs   *spool.Store   // nil for none
}

// recording finds the output of a run. The error wraps supervisor.ErrUnknown where nothing is kept of it.
func (d *Daemon) recording(id process.ID) (recording, error) {
	r := recording{state: process.State{ID: id}, logs: d.logs}
	buffer, err := d.supervisor.Output(id)
	if err == nil {
		r.buffer = buffer
		return r, nil
	}
	if d.logs == nil {
		return r, err
	}
	if _, missing := d.logs.End(id); missing != nil {
		return r, fmt.Errorf("%w (%w)", err, missing)
	}
	return r, nil
}

// recordings are all runs that have output, the newest first.
func (d *Daemon) recordings() []recording {
	var all []recording
	remembered := map[process.ID]bool{}
	for _, p := range d.supervisor.Processes() {
		state := p.State()
		buffer, err := d.supervisor.Output(state.ID)
		if err == nil && state.StartTime != nil {
			all = append(all, recording{*state, buffer, d.logs})
			remembered[state.ID] = true
		}
	}
	if d.logs != nil {
		for _, state := range d.logs.Runs() {
			if !remembered[state.ID] && state.StartTime != nil {
				all = append(all, recording{state, nil, d.logs})
			}
		}
	}
	slices.SortFunc(all, func(a, b recording) int { return spool.Newer(&a.state, &b.state) })
	return all
}

// readInto fills p from an offset on, as [output.Buffer.ReadInto] does. Memory is asked first, and the log for what
// memory has no longer.
func (r recording) readInto(p []byte, offset int64) (output.Chunk, error) {
	if r.buffer == nil {
		return r.logs.ReadInto(r.state.ID, p, offset)
	}
	recent := r.buffer.ReadInto(p, offset)
	if recent.Lost == 0 || r.logs == nil {
		return recent, nil
	}
	// A log that cannot be read is as one that is not there.
	older, err := r.logs.ReadInto(r.state.ID, p, offset)
	if err != nil || len(older.Data) == 0 || older.Offset >= recent.Offset {
		return r.buffer.ReadInto(p, offset), nil
	}
	older.Last = false
	return older, nil
}

// end is the offset after the newest byte.
func (r recording) end() int64 {
	if r.buffer != nil {
		_, end := r.buffer.Bounds()
		return end
	}
	end, _ := r.logs.End(r.state.ID) // of a log that was removed meanwhile nothing is left to read
	return end
}
