package workspace

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"path/filepath"

	"github.com/runlight-dev/runlight/internal/manifest"
	"github.com/runlight-dev/runlight/internal/protocol"
)

// record is what is known of one manifest. It is immutable.
type record struct {
	digest manifest.Digest    // of the content that was read last; 0 when it could not be read
	good   *manifest.Manifest // the last one that parsed; nil when none ever did
	// problem is why the present content is not good. While it is set, good stays what it was.
	problem *protocol.Problem
}

// manifest is the last good one; nil when there is none.
func (r *record) manifest() *manifest.Manifest {
	if r == nil {
		return nil
	}
	return r.good
}

// read makes the record of a directory's manifest, or gives before back when nothing changed, or nil when there is no
// such file.
func (t *tree) read(dir string, before *record) *record {
	file := filepath.Join(dir, manifestFile)
	t.count.read.Add(1)
	data, err := manifest.Load(file)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	var digest manifest.Digest
	var parsed *manifest.Manifest
	if err == nil {
		digest = manifest.Sum(data)
		if before != nil && before.digest == digest {
			return before
		}
		t.count.parsed.Add(1)
		parsed, err = manifest.Parse(file, data)
	}
	if err == nil {
		return &record{digest: digest, good: parsed}
	}
	problem := problemOf(err)
	if before != nil && before.digest == digest && before.problem != nil && *before.problem == problem {
		return before // still unreadable, for the same reason
	}
	return &record{digest: digest, good: before.manifest(), problem: &problem}
}

func problemOf(err error) protocol.Problem {
	var detail *manifest.Error
	if errors.As(err, &detail) {
		return protocol.Problem{Line: detail.Line, Column: detail.Column, Message: detail.Message}
	}
	return protocol.Problem{Message: err.Error()}
}

// notice keeps a sentence about a file of the directory for the user; line is 0 when there is none to name.
func (d *dir) notice(file string, line, column int, message string) {
	place := path.Join(d.rel, file)
	if line > 0 {
		place = fmt.Sprintf("%s:%d:%d", place, line, column)
	}
	d.declNotices = append(d.declNotices, place+": "+message)
}
