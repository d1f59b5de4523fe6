package launch

import (
	"bytes"
	"os"
	"path/filepath"
	"strconv"

	"golang.org/x/sys/unix"
)

// readTable reads /proc/<pid>/stat of every process.
func readTable() []entry {
	proc, err := os.Open("/proc")
	if err != nil {
		return nil
	}
	defer proc.Close()
	names, err := proc.Readdirnames(-1)
	if err != nil {
		return nil
	}
	entries := make([]entry, 0, len(names))
	buffer := make([]byte, 1024)
	for _, name := range names {
		pid, err := strconv.Atoi(name)
		if err != nil {
			continue
		}
		if e, ok := readEntry(pid, buffer); ok {
			entries = append(entries, e)
		}
	}
	return entries
}

// readEntry reads one process; not ok when there is none.
func readEntry(pid int, buffer []byte) (entry, bool) {
	// By plain system calls: os.ReadFile would cost three times as much, and this is done for every process.
	fd, err := unix.Open("/proc/"+strconv.Itoa(pid)+"/stat", unix.O_RDONLY|unix.O_CLOEXEC, 0)
	if err != nil {
		return entry{}, false
	}
	n, err := unix.Read(fd, buffer)
	_ = unix.Close(fd)
	if err != nil {
		return entry{}, false
	}
	return parseStat(pid, buffer[:n])
}

// parseStat reads a line of /proc/<pid>/stat. The name of the program stands in parentheses and may hold anything, so
// the fields are counted from the last parenthesis (proc_pid_stat(5): 3 state, 4 ppid, 5 pgrp, 6 session, 22
// starttime).
func parseStat(pid int, stat []byte) (entry, bool) {
	fields := bytes.Fields(stat[bytes.LastIndexByte(stat, ')')+1:])
	if len(fields) < 20 {
		return entry{}, false
	}
	e := entry{
		identity: identity{pid: pid},
		ended:    bytes.ContainsAny(fields[0], "ZXx"),
		stopped:  bytes.ContainsAny(fields[0], "Tt"),
	}
	for i, to := range []*int{&e.parent, &e.group, &e.session} {
		number, err := strconv.Atoi(string(fields[1+i]))
		if err != nil {
			return entry{}, false
		}
		*to = number
	}
	start, err := strconv.ParseUint(string(fields[19]), 10, 64)
	e.start = start
	return e, err == nil
}

// identify finds a living process or a zombie by its number.
func identify(pid int) (identity, bool) {
	e, ok := readEntry(pid, make([]byte, 1024))
	return e.identity, ok
}

// readMark reads the environment of a process, which the system shows to its own user only.
func readMark(pid int) string {
	environ, err := os.ReadFile(filepath.Join("/proc", strconv.Itoa(pid), "environ"))
	if err != nil {
		return ""
	}
	for variable := range bytes.SplitSeq(environ, []byte{0}) {
		if value, ok := bytes.CutPrefix(variable, []byte(Marker+"=")); ok {
			return string(value)
		}
	}
	return ""
}

// readCommand is the command line of a process, or the name of its program where it has none.
func readCommand(pid int) string {
	dir := filepath.Join("/proc", strconv.Itoa(pid))
	line, _ := os.ReadFile(filepath.Join(dir, "cmdline"))
	line = bytes.TrimRight(bytes.ReplaceAll(line, []byte{0}, []byte{' '}), " ")
	if len(line) == 0 {
		name, _ := os.ReadFile(filepath.Join(dir, "comm"))
		return "[" + string(bytes.TrimSpace(name)) + "]"
	}
	return string(line)
}

// bootID changes with every start of the system: process IDs and start times mean nothing across it (random(4)).
func bootID() string {
	id, _ := os.ReadFile("/proc/sys/kernel/random/boot_id")
	return string(bytes.TrimSpace(id))
}
