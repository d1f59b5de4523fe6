package spool

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/runlight-dev/runlight/internal/output"
	"github.com/runlight-dev/runlight/internal/process"
)

// part is one file of a log.
type part struct {
	start, size int64
}

func (p part) end() int64 { return p.start + p.size }

// partSuffix ends the name of a part, whose first digits are the offset of its first byte.
const partSuffix = ".out"

func (p part) path(dir string) string {
	return filepath.Join(dir, fmt.Sprintf("%015d%s", p.start, partSuffix))
}

// parts are the parts in a folder, in the order of their offsets.
func parts(dir string) ([]part, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, err
	}
	var found []part
	for _, entry := range entries {
		digits, ok := strings.CutSuffix(entry.Name(), partSuffix)
		start, bad := strconv.ParseInt(digits, 10, 64)
		info, gone := entry.Info()
		if ok && bad == nil && gone == nil && info.Mode().IsRegular() {
			found = append(found, part{start, info.Size()})
		}
	}
	slices.SortFunc(found, func(a, b part) int { return cmp.Compare(a.start, b.start) })
	return found, nil
}

// ReadInto fills p with what the log of a run has from an offset on, as [output.Buffer.ReadInto] does. What is missing
// there counts as lost. The error wraps ErrNoLog where there is no log, or no longer.
func (s *Store) ReadInto(id process.ID, p []byte, offset int64) (output.Chunk, error) {
	dir, err := s.folder(id)
	if err != nil {
		return output.Chunk{}, err
	}
	for {
		chunk, err := readInto(dir, p, offset)
		if !errors.Is(err, errRemoved) {
			chunk.Last = err == nil && chunk.Last && !s.lives(id)
			return chunk, err
		}
	}
}

// errRemoved says that a part went away between the look into the folder and the opening. It happens to the oldest part
// of the tail, each time to another one.
var errRemoved = errors.New("a part of the log was removed")

func readInto(dir string, p []byte, offset int64) (output.Chunk, error) {
	all, err := parts(dir)
	if err != nil {
		return output.Chunk{}, fmt.Errorf("%w: %w", ErrNoLog, err)
	}
	offset = max(offset, 0)
	for i, part := range all {
		if part.end() <= offset {
			continue
		}
		from := max(offset, part.start)
		p = p[:min(int64(len(p)), part.end()-from)]
		n, err := part.read(dir, p, from-part.start)
		if err != nil {
			return output.Chunk{}, err
		}
		end := from + int64(n)
		return output.Chunk{Offset: from, Data: p[:n], Lost: from - offset, Last: i == len(all)-1 && end == part.end()}, nil
	}
	end := int64(0)
	if len(all) > 0 {
		end = all[len(all)-1].end()
	}
	return output.Chunk{Offset: end, Data: p[:0], Last: true}, nil
}

func (p part) read(dir string, into []byte, at int64) (int, error) {
	opened, err := os.Open(p.path(dir))
	if errors.Is(err, fs.ErrNotExist) {
		return 0, errRemoved
	}
	if err != nil {
		return 0, fmt.Errorf("read the log: %w", err)
	}
	defer opened.Close()
	n, err := opened.ReadAt(into, at)
	if err != nil && !errors.Is(err, io.EOF) {
		return n, fmt.Errorf("read the log: %w", err)
	}
	if n == 0 && len(into) > 0 {
		return 0, errRemoved // cut by somebody else
	}
	return n, nil
}

// End is the offset after the last byte in the log of a run. The error wraps ErrNoLog where there is none.
func (s *Store) End(id process.ID) (int64, error) {
	chunk, err := s.ReadInto(id, nil, 1<<62)
	return chunk.Offset, err
}
