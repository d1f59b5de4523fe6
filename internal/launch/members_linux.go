package launch

import (
	"bytes"
	"os"
	"path/filepath"
	"strconv"
)

// releaseTerminal gives up our hold on the slave, so that reading ends when the last member's is gone. Linux keeps
// what was written until it is read.
func releaseTerminal(slave *os.File) { _ = slave.Close() }

// members returns the living processes of a session, zombies left out. The number of a session is not given to a new
// process while one member lives (proc(5), setsid(2)), so they are ours.
func members(session int) []member {
	dirs, err := os.ReadDir("/proc")
	if err != nil {
		return nil
	}
	var found []member
	for _, dir := range dirs {
		pid, err := strconv.Atoi(dir.Name())
		if err != nil {
			continue
		}
		stat, err := os.ReadFile(filepath.Join("/proc", dir.Name(), "stat"))
		if err != nil {
			continue // it has just ended
		}
		if group, of, alive := parseStat(stat); alive && of == session {
			found = append(found, member{pid: pid, group: group})
		}
	}
	return found
}

// parseStat takes the process group and session from /proc/<pid>/stat. The name of the program comes before them, in
// parentheses, and may hold anything, so the fields are counted from the last parenthesis (proc(5)).
func parseStat(stat []byte) (group, session int, alive bool) {
	fields := bytes.Fields(stat[bytes.LastIndexByte(stat, ')')+1:])
	if len(fields) < 4 {
		return 0, 0, false
	}
	group, groupErr := strconv.Atoi(string(fields[2]))
	session, sessionErr := strconv.Atoi(string(fields[3]))
	dead := bytes.ContainsAny(fields[0], "ZXx")
	return group, session, groupErr == nil && sessionErr == nil && !dead
}
