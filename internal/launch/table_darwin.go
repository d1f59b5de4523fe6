package launch

import (
	"bytes"
	"encoding/binary"
	"strconv"
	"strings"

	"golang.org/x/sys/unix"
)

// States of sys/proc.h.
const (
	stateStopped = 4 // SSTOP
	stateZombie  = 5 // SZOMB
)

// readTable asks for every process with one call.
func readTable() []entry {
	processes, err := unix.SysctlKinfoProcSlice("kern.proc.all")
	if err != nil {
		return nil
	}
	entries := make([]entry, 0, len(processes))
	for i := range processes {
		entries = append(entries, newEntry(&processes[i]))
	}
	return entries
}

func newEntry(p *unix.KinfoProc) entry {
	e := entry{
		identity: identity{int(p.Proc.P_pid), uint64(p.Proc.P_starttime.Sec)*1e6 + uint64(p.Proc.P_starttime.Usec)},
		parent:   int(p.Eproc.Ppid),
		group:    int(p.Eproc.Pgid),
		ended:    p.Proc.P_stat == stateZombie,
		stopped:  p.Proc.P_stat == stateStopped,
	}
	// The table knows the session as an address of the kernel only.
	if session, err := unix.Getsid(e.pid); err == nil {
		e.session = session
	}
	return e
}

// identify finds a living process or a zombie by its number.
func identify(pid int) (identity, bool) {
	p, err := unix.SysctlKinfoProc("kern.proc.pid", pid)
	if err != nil || int(p.Proc.P_pid) != pid {
		return identity{}, false
	}
	return newEntry(p).identity, true
}

// readMark reads the environment of a process. The system hides it for programs that it protects itself.
func readMark(pid int) string {
	_, environ := arguments(pid)
	for _, variable := range environ {
		if value, ok := strings.CutPrefix(variable, Marker+"="); ok {
			return value
		}
	}
	return ""
}

// readCommand is the command line of a process, or the name of its program where it is hidden.
func readCommand(pid int) string {
	if args, _ := arguments(pid); len(args) > 0 {
		return strings.Join(args, " ")
	}
	p, err := unix.SysctlKinfoProc("kern.proc.pid", pid)
	if err != nil {
		return "[]"
	}
	return "[" + unix.ByteSliceToString(p.Proc.P_comm[:]) + "]"
}

// arguments reads what a process was executed with: the number of arguments, the path of the program, padding, the
// arguments, and the environment (sysctl(3), KERN_PROCARGS2).
func arguments(pid int) (args, environ []string) {
	data, err := unix.SysctlRaw("kern.procargs2", pid)
	if err != nil || len(data) < 4 {
		return nil, nil
	}
	count := int(binary.NativeEndian.Uint32(data))
	_, rest, _ := bytes.Cut(data[4:], []byte{0})
	words := strings.Split(string(bytes.TrimLeft(rest, "\x00")), "\x00")
	if count < 0 || count > len(words) {
		return nil, nil
	}
	return words[:count], words[count:]
}

// bootID changes with every start of the system.
func bootID() string {
	at, err := unix.SysctlTimeval("kern.boottime")
	if err != nil {
		return ""
	}
	return strconv.FormatInt(at.Sec, 10)
}
