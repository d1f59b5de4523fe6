package daemon

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime/debug"
	"sync"
	"time"
)

const (
	// maxLog is how large a log grows, in bytes, before it is put aside. One that was put aside is kept.
	maxLog = 1 << 20
	// logAge is how long the log of a root is kept that no daemon serves any more.
	logAge = 30 * 24 * time.Hour
)

// LogFile is the bounded log of a daemon. A daemon that crashes leaves its last words in it.
type LogFile struct {
	path string

	mu   sync.Mutex // guards file and size
	file *os.File
	size int64
}

// OpenLog opens the log at a path, for the user alone, and removes logs beside it that nobody has written for long.
func OpenLog(path string) (*LogFile, error) {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, fmt.Errorf("make the folder of the log: %w", err)
	}
	prune(filepath.Dir(path))
	l := &LogFile{path: path}
	return l, l.open()
}

// prune removes old logs. One that cannot be removed is left to the next daemon.
func prune(dir string) {
	entries, _ := os.ReadDir(dir)
	for _, entry := range entries {
		info, err := entry.Info()
		if err == nil && info.Mode().IsRegular() && time.Since(info.ModTime()) > logAge {
			_ = os.Remove(filepath.Join(dir, entry.Name()))
		}
	}
}

func (l *LogFile) open() error {
	file, err := os.OpenFile(l.path, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return fmt.Errorf("open the log: %w", err)
	}
	info, err := file.Stat()
	if err == nil {
		err = debug.SetCrashOutput(file, debug.CrashOptions{})
	}
	if err != nil {
		return errors.Join(fmt.Errorf("open the log: %w", err), file.Close())
	}
	l.file, l.size = file, info.Size()
	return nil
}

// Write implements io.Writer. A log that cannot be written must not harm a script, so what fails is tried again with
// the next line.
func (l *LogFile) Write(line []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.file == nil || l.size+int64(len(line)) > maxLog {
		if err := l.rotate(); err != nil {
			return 0, err
		}
	}
	n, err := l.file.Write(line)
	l.size += int64(n)
	return n, err
}

// rotate puts the log aside. The caller holds mu.
func (l *LogFile) rotate() error {
	if l.file != nil {
		_ = debug.SetCrashOutput(nil, debug.CrashOptions{}) // Windows renames no open file
		_ = l.file.Close()
		l.file = nil
	}
	if err := os.Rename(l.path, l.path+".old"); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("put the log aside: %w", err)
	}
	return l.open()
}

// Close closes the file.
func (l *LogFile) Close() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.file == nil {
		return nil
	}
	file := l.file
	l.file = nil
	return errors.Join(debug.SetCrashOutput(nil, debug.CrashOptions{}), file.Close())
}
