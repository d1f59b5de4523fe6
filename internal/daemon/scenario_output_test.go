//go:build unix

package daemon

import (
	"math/rand/v2"
	"runtime/metrics"
	"strings"

	"github.com/stretchr/testify/require"

	"github.com/runlight-dev/runlight/internal/process"
	"github.com/runlight-dev/runlight/internal/protocol"
	"github.com/runlight-dev/runlight/internal/rpc"
)

// outputs are scripts that print much, or what is hard to carry.
var outputs = map[string]scenario{
	"S24 short lines without end": {
		script: "while ! [ -e go ]; do yes | head -c 2000000; done; echo END", keep: 1000,
		play: flood(200e6), status: process.Success, output: "y\nEND\n$",
	},
	"S24 lines without end": {
		script: "while ! [ -e go ]; do yes $(printf %0100d 7) | head -c 10100000; done; echo END", keep: 1000,
		play: flood(200e6), status: process.Success, output: "07\nEND\n$",
	},
	"S25 one line of ten million": {
		script: "head -c 10000000 /dev/zero | tr '\\0' x; printf END", keep: 1000,
		play: flood(0), status: process.Success, output: "xEND$", size: 10_000_003,
	},
	"S26 anything": {
		script: "stty -opost; cat data", files: files{"data": anything},
		status: process.Success, size: int64(len(anything)), play: func(now *stage) {
			// What is no text is shown as U+FFFD, byte by byte, wherever the pieces were cut.
			require.True(now, string([]rune(anything)) == now.asPrinted())
		},
	},
	"S26 a character in two writes": {
		script: `printf 'a\000\342\202'; ` + waitToGoOn + `printf '\254b\377'`, status: process.Success,
		output: "^a\x00€b\ufffd$", size: 7, play: func(now *stage) {
			now.printed(now.id, "a\x00")
			now.mu.Lock()
			require.Equal(now, "a\x00", now.output[now.id])
			now.mu.Unlock()
			now.goOn()
		},
	},
	"S28 colours and drawing": {
		script: `printf '\033[31mred\033[0m 10%%\r20%%\r\033[2K'; printf '\033[?1049h\033[2J\033[1;1Hfull screen\033[?1049l\007'`,
		status: process.Success, play: func(now *stage) {
			drawn := "\x1b[31mred\x1b[0m 10%\r20%\r\x1b[2K\x1b[?1049h\x1b[2J\x1b[1;1Hfull screen\x1b[?1049l\a"
			require.Equal(now, drawn, now.asPrinted())
			late := connect(now, now.daemon, trusting)
			late.attach(now.id)
			late.whole(now.id)
			late.mu.Lock()
			defer late.mu.Unlock()
			require.Equal(now, drawn, late.output[now.id], "a replay is the same")
		},
	},
	"S33 clients that take nothing": {
		script: "while ! [ -e go ]; do yes 0123456789 | head -c 2000000; done; echo END", keep: 1000,
		play: besideStuckClients, status: process.Success, output: "END\n$",
	},
	"S34 a late client": {
		script: waitToGoOn + "i=0; while [ $i -lt 20000 ]; do echo $i; i=$((i+1)); done", play: joinLate,
		status: process.Success, output: "19999\n$",
	},
}

// anything is 200,000 bytes of all kinds.
var anything = func() string {
	source, bytes := rand.NewChaCha8([32]byte{26}), make([]byte, 200_000)
	_, _ = source.Read(bytes)
	return string(bytes)
}()

// asPrinted waits for the end and returns the output with its line ends as they came.
func (now *stage) asPrinted() string {
	now.whole(now.id)
	now.mu.Lock()
	defer now.mu.Unlock()
	return now.output[now.id]
}

// maxGrowth is how much more memory the daemon may need while a script prints without end, in bytes; this side of the
// wire, which stands in the same program, included.
const maxGrowth = 16 << 20

// flood lets a script print so many bytes and more: memory is bounded, and others are served meanwhile.
func flood(most float64) func(*stage) {
	return func(now *stage) {
		before, peak := liveHeap(), uint64(0)
		watch := func(done func() bool) func() bool {
			return func() bool {
				peak = max(peak, liveHeap())
				return done()
			}
		}
		now.patiently("printed much", watch(func() bool { return float64(now.end[now.id]) > most }))
		require.Equal(now, "hello\n", now.whole(now.run(".", "hello")))
		now.goOn()
		now.patiently("at its end", watch(func() bool { return now.last[now.id] }))
		require.Less(now, int64(peak)-int64(before), int64(maxGrowth))
	}
}

// patiently waits for as long as there is progress.
func (now *stage) patiently(what string, condition func() bool) {
	for done := false; !done; {
		at := -1
		now.await(what, func() bool {
			if at < 0 {
				at = now.pushes
			}
			done = condition()
			return done || now.pushes > at
		})
	}
}

// liveHeap is what the last collection of garbage has left, in bytes.
func liveHeap() uint64 {
	sample := []metrics.Sample{{Name: "/gc/heap/live:bytes"}}
	metrics.Read(sample)
	return sample[0].Value.Uint64()
}

// besideStuckClients has one client that never renews its credit, and one that does not even read: they cost the script,
// the other clients and the daemon nothing.
func besideStuckClients(now *stage) {
	stuck, deaf := connect(now, now.daemon, trusting), connect(now, now.daemon, trusting)
	stuck.mu.Lock()
	stuck.stuck = true
	stuck.mu.Unlock()
	stuck.attach(now.id)
	deaf.attach(now.id)
	deaf.heard.deaf.Store(true)
	flood(10e6)(now)
	require.Equal(now, process.Success, stuck.finished(now.id).Status, "states need no credit")
	stuck.mu.Lock()
	defer stuck.mu.Unlock()
	require.LessOrEqual(now, len(stuck.output[now.id]), protocol.OutputWindow)
}

// joinLate has a second client come while the script prints, which gets what was, and then what comes, without gap and
// without anything twice; and a third one that goes on where the second was.
func joinLate(now *stage) {
	now.goOn()
	now.printed(now.id, "\n5000\r")
	late, resumed := connect(now, now.daemon, trusting), connect(now, now.daemon, trusting)
	late.attach(now.id)
	late.printed(now.id, "\n9000\r")
	late.mu.Lock()
	read, at := late.output[now.id], late.end[now.id]
	late.mu.Unlock()
	resumed.end[now.id] = at
	_, err := rpc.Call(now.Context(), resumed.conn, protocol.AttachOutput, protocol.AttachParams{ID: now.id, Offset: at})
	require.NoError(now, err)
	whole := now.asPrinted()
	require.Equal(now, 20_000, strings.Count(whole, "\n"))
	for _, other := range []*client{late, resumed} {
		other.whole(now.id)
	}
	require.True(now, whole == late.output[now.id], "the late one has the same")
	require.True(now, whole == read+resumed.output[now.id], "the resumed one has the rest")
}
