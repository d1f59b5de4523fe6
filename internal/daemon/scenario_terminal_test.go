//go:build unix

package daemon

import (
	"strings"

	"github.com/stretchr/testify/require"

	"github.com/runlight-dev/runlight/internal/process"
	"github.com/runlight-dev/runlight/internal/protocol"
	"github.com/runlight-dev/runlight/internal/rpc"
)

// terminals are scripts that look at their terminal, or are typed to.
var terminals = map[string]scenario{
	"S29 what a script sees": {
		script: `test -t 0 && test -t 1 && test -t 2 && stty size; echo $TERM $COLORTERM ${FORCE_COLOR-none} ${NO_COLOR-none} ${CI-none}`,
		status: process.Success, output: "^24 80\nxterm-256color truecolor none none none\n$",
	},
	"S30 resized while it prints": {
		script: `n=0; trap 'n=$((n+1)); echo resized' WINCH; echo ready; while ! [ -e go ]; do echo x; done; stty size; echo n=$n`, play: resize,
		status: process.Success, output: "30 100\nn=1\n$",
	},
	"S31 end of input": {script: "echo ready; cat; echo end", play: answer("\x04"), status: process.Success, output: "end\n$"},
	"S31 input is never read": {
		script: `stty raw -echo; printf ready; ` + waitToGoOn + `printf done`, play: typeMuch, status: process.Success, output: "^readydone$",
	},
	"S31 input is read too late": {
		script: `stty raw -echo; printf ready; ` + waitToGoOn + `head -c 1048576 | tr -d x | wc -c | tr -d ' '`, play: typeMuch,
		status: process.Success, output: "^ready0\n$",
	},
	"S32 a password": {
		script: `exec </dev/null >out 2>&1; { stty -echo; printf 'ready? '; read p; stty echo; echo; echo got "$p"; } </dev/tty >/dev/tty`,
		play:   answer("secret\r"), status: process.Success, output: "^ready\\? \ngot secret\n$",
	},
}

func answer(text string) func(*stage) {
	return func(now *stage) {
		now.printed(now.id, "ready")
		now.typeIn(now.id, text)
	}
}

// typeMuch types a megabyte into a script that has other things to do.
func typeMuch(now *stage) {
	now.printed(now.id, "ready")
	for range 16 {
		now.typeIn(now.id, strings.Repeat("x", 64<<10))
	}
	require.Equal(now, "hello\n", now.whole(now.run(".", "hello")), "others are served")
	now.goOn()
}

// resize sets the size once, and several times to what is none, or when it is too late.
func resize(now *stage) {
	size := func(columns, rows int) error {
		_, err := rpc.Call(now.Context(), now.conn, protocol.ResizeTerminal, protocol.ResizeParams{ID: now.id, Columns: columns, Rows: rows})
		return err
	}
	now.printed(now.id, "x")
	require.Error(now, size(0, 0))
	require.NoError(now, size(100, 30))
	now.printed(now.id, "resized")
	now.goOn()
	now.finished(now.id)
	require.NoError(now, size(90, 20))
}
