package main

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"syscall"
	"time"
)

// tick is the unit of processor time in /proc, the same on all systems that matter (sysconf(3), _SC_CLK_TCK).
const tick = time.Second / 100

// apart starts a program in a session of its own, so that neither a terminal nor Ctrl-C reaches it.
func apart(cmd *exec.Cmd) { cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true} }

// marked are the living processes of a scene. Ended ones that nobody has collected have no environment any more.
func marked(token string) ([]being, error) {
	environs, err := filepath.Glob("/proc/[0-9]*/environ")
	if err != nil {
		return nil, err
	}
	var all []being
	for _, path := range environs {
		environ, err := os.ReadFile(path)
		if err != nil || !has(environ, sceneMark+"="+token) {
			continue // ended meanwhile, or somebody else's
		}
		pid, _ := strconv.Atoi(filepath.Base(filepath.Dir(path)))
		name, _ := os.ReadFile(filepath.Join(filepath.Dir(path), "comm"))
		if _, start, err := stat(pid); err == nil {
			all = append(all, being{pid, start, has(environ, scriptMark+"=1"), string(bytes.TrimSpace(name))})
		}
	}
	return all, nil
}

func has(environ []byte, entry string) bool {
	return bytes.Contains(append([]byte{0}, environ...), []byte("\x00"+entry+"\x00"))
}

// statFields are those of proc_pid_stat(5) from the third on. The name of the program, before it, may hold anything.
func statFields(pid int) ([][]byte, error) {
	line, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return nil, err
	}
	fields := bytes.Fields(line[bytes.LastIndexByte(line, ')')+1:])
	if len(fields) < 20 {
		return nil, fmt.Errorf("/proc/%d/stat: %q is not understood", pid, line)
	}
	return fields, nil
}

// parent is the process that has started this one, or 0 where it is gone.
func (b being) parent() int {
	fields, err := statFields(b.pid)
	if err != nil {
		return 0
	}
	pid, _ := strconv.Atoi(string(fields[1]))
	return pid
}

// stat reads processor time and start time of a process: 14 utime, 15 stime, 22 starttime.
func stat(pid int) (cpu time.Duration, start uint64, err error) {
	fields, err := statFields(pid)
	if err != nil {
		return 0, 0, err
	}
	var ticks uint64
	for _, field := range fields[11:13] {
		n, err := strconv.ParseUint(string(field), 10, 64)
		if err != nil {
			return 0, 0, err
		}
		ticks += n
	}
	start, err = strconv.ParseUint(string(fields[19]), 10, 64)
	return time.Duration(ticks) * tick, start, err
}

// costOf adds up what living processes use. One that has ended meanwhile uses nothing.
func costOf(all []being) (sum cost, err error) {
	sum.cpu = map[being]time.Duration{}
	for _, b := range all {
		cpu, _, failure := stat(b.pid)
		rollup, failure2 := sizes(fmt.Sprintf("/proc/%d/smaps_rollup", b.pid), "Rss:", "Pss:")
		peak, failure3 := sizes(fmt.Sprintf("/proc/%d/status", b.pid), "VmHWM:")
		if failure := errors.Join(failure, failure2, failure3); errors.Is(failure, fs.ErrNotExist) || errors.Is(failure, syscall.ESRCH) {
			continue
		} else if failure != nil {
			err = errors.Join(err, failure)
			continue
		}
		sum.cpu[b] = cpu
		sum.resident, sum.share, sum.peak = sum.resident+rollup[0], sum.share+rollup[1], sum.peak+peak[0]
	}
	return sum, err
}

// sizes reads figures of a file that has lines such as "Pss:   123 kB", in megabytes of a million bytes.
func sizes(path string, keys ...string) ([]float64, error) {
	text, err := os.ReadFile(path)
	found := make([]float64, len(keys))
	for line := range bytes.Lines(text) {
		for i, key := range keys {
			if fields := bytes.Fields(line); len(fields) == 3 && string(fields[0]) == key {
				kilobytes, _ := strconv.ParseFloat(string(fields[1]), 64)
				found[i] = kilobytes * 1024 / 1e6
			}
		}
	}
	return found, err
}

// kill ends a process, and never another that has got its number.
func (b being) kill() error {
	handle, err := os.FindProcess(b.pid) // a pidfd: from here on the number is held
	if err != nil {
		return err
	}
	defer handle.Release()
	if _, start, err := stat(b.pid); err != nil || start != b.start {
		return nil // gone
	}
	if err := handle.Kill(); !errors.Is(err, os.ErrProcessDone) {
		return err
	}
	return nil
}
