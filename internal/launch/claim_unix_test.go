//go:build unix

package launch

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// process is an entry of a made-up system. The leader of the run is 100, started at 50; it runs in session 100.
func proc(pid, parent, session int, start uint64) entry {
	return entry{identity: identity{pid, start}, parent: parent, group: session, session: session}
}

// TestClaim makes up systems and says who is a member. Marks are given by process ID.
func TestClaim(t *testing.T) {
	leader, zombie := proc(100, self, 100, 50), proc(100, self, 100, 50)
	zombie.ended = true
	const mark = "daemon.run"
	pinned := claim{leader: leader.identity, mark: mark, pinned: true}
	for name, test := range map[string]struct {
		claim   claim
		entries []entry
		marks   map[int]string
		want    []int
	}{
		"the leader alone":        {pinned, []entry{leader, proc(7, 1, 7, 1)}, nil, []int{100}},
		"zombies do not live":     {pinned, []entry{zombie}, nil, nil},
		"session":                 {pinned, []entry{zombie, proc(101, 1, 100, 51)}, nil, []int{101}},
		"descendants":             {pinned, []entry{leader, proc(101, 100, 101, 51), proc(102, 101, 102, 52)}, nil, []int{100, 101, 102}},
		"orphan with the mark":    {pinned, []entry{zombie, proc(101, 1, 101, 51)}, map[int]string{101: mark}, []int{101}},
		"its children":            {pinned, []entry{zombie, proc(101, 1, 101, 51), proc(102, 101, 102, 52)}, map[int]string{101: mark}, []int{101, 102}},
		"another mark":            {pinned, []entry{zombie, proc(101, 1, 101, 51)}, map[int]string{101: "daemon.run2"}, nil},
		"no mark, the way out":    {pinned, []entry{zombie, proc(101, 1, 101, 51)}, map[int]string{101: ""}, nil},
		"mark, but no orphan":     {pinned, []entry{zombie, proc(9, 1, 9, 1), proc(101, 9, 9, 51)}, map[int]string{101: mark}, nil},
		"older than the leader":   {pinned, []entry{zombie, proc(101, 1, 100, 49)}, map[int]string{101: mark}, nil},
		"older than its parent":   {pinned, []entry{leader, proc(101, 100, 101, 60), proc(102, 101, 102, 55)}, nil, []int{100, 101}},
		"number used again":       {pinned, []entry{proc(100, 1, 100, 70), proc(101, 100, 100, 71)}, nil, nil},
		"leader gone, unpinned":   {claim{leader: leader.identity, mark: mark}, []entry{proc(101, 1, 100, 51)}, map[int]string{101: ""}, nil},
		"leader gone, but pinned": {pinned, []entry{proc(101, 1, 100, 51)}, nil, []int{101}},
		"seen before":             {claim{leader: leader.identity, pinned: true, seen: []identity{{101, 51}}}, []entry{zombie, proc(101, 1, 101, 51)}, map[int]string{101: ""}, []int{101}},
		"seen, number used again": {claim{leader: leader.identity, pinned: true, seen: []identity{{101, 51}}}, []entry{zombie, proc(101, 1, 101, 52)}, map[int]string{101: ""}, nil},
		"adopted by a stranger":   {claim{leader: leader.identity, mark: mark, anywhere: true}, []entry{proc(9, 1, 9, 1), proc(101, 9, 101, 51)}, map[int]string{101: mark, 9: ""}, []int{101}},
		"never ourselves":         {pinned, []entry{leader, proc(self, 100, 100, 60)}, nil, []int{100}},
		"never launched":          {claim{mark: mark, pinned: true}, []entry{proc(3, 2, 0, 1)}, nil, nil},
	} {
		t.Run(name, func(t *testing.T) {
			table := newTable(test.entries)
			table.marks = map[int]string{}
			for _, e := range test.entries {
				table.marks[e.pid] = test.marks[e.pid] // nothing is read from the real system
			}
			require.Equal(t, test.want, pids(test.claim.members(table)))
		})
	}
}

func pids(entries []entry) (pids []int) {
	for _, e := range entries {
		pids = append(pids, e.pid)
	}
	return pids
}

// TestSpare has a build daemon with workers beside ordinary members.
func TestSpare(t *testing.T) {
	const gradle = "java -cp gradle.jar org.gradle.launcher.daemon.bootstrap.GradleDaemon 8.10"
	commands := map[int]string{101: "node server.js", 102: gradle, 103: "java worker", 104: gradle, 105: "redis-server"}
	members := []entry{
		proc(103, 102, 102, 54), // listed before the daemon that started it
		proc(101, 1, 100, 51),
		proc(102, 1, 102, 52),
		proc(104, 101, 104, 53), // its parent lives: it is at work for the script
		proc(105, 1, 105, 55),
	}
	ending, spared := claim{leader: identity{100, 50}}.spare(members, func(pid int) string { return commands[pid] })
	require.Equal(t, []int{101, 104, 105}, pids(ending))
	require.Equal(t, []int{103, 102}, pids(spared))
}

func TestBuildDaemons(t *testing.T) {
	for command, want := range map[string]bool{
		"/usr/bin/java -Xmx512m -cp /h/.gradle/x.jar org.gradle.launcher.daemon.bootstrap.GradleDaemon 8.10": true,
		"node /repo/node_modules/nx/src/daemon/server/start.js":                                              true,
		`C:\node.exe C:\repo\node_modules\nx\src\daemon\server\start.js`:                                     true,
		"/usr/local/bin/watchman --foreground --logfile=/x":                                                  true,
		"/repo/node_modules/turbo-linux-64/bin/turbo --skip-infer daemon":                                    true,
		"turbo run dev":           false,
		"node watchman.js":        false,
		"vim nx/src/daemon/notes": false,
		"node /x/my-nx/server.js": false,
		"node daemon":             false,
		"":                        false,
	} {
		require.Equal(t, want, isBuildDaemon(command), command)
	}
}
