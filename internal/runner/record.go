package runner

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"
)

// recordVariable names the file that a shell which only records writes to. Its presence makes this program one.
const recordVariable = "RUNLIGHT_RECORD"

// shellStart is one start of the shell.
type shellStart struct {
	args []string // as in -c and the text
	env  []string
}

// record writes what this program was started with, and runs nothing. Any bytes are kept: each list has its length
// before it, and all ends in NUL, which neither arguments nor variables can hold.
func record(path string, args, env []string) int {
	var b bytes.Buffer
	for _, list := range [][]string{args, env} {
		b.WriteString(strconv.Itoa(len(list)) + "\x00")
		for _, text := range list {
			b.WriteString(text + "\x00")
		}
	}
	// In one piece: nobody reads a half of it, should two shells run at once.
	file, err := os.OpenFile(path, os.O_APPEND|os.O_WRONLY, 0)
	if err == nil {
		_, err = file.Write(b.Bytes())
		err = errors.Join(err, file.Close())
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "runlight:", err)
		return 1
	}
	return 0
}

var errRecord = errors.New("not what a recording shell writes")

// readRecord reads what the shells of one run have written, in their order.
func readRecord(data []byte) (starts []shellStart, err error) {
	fields := strings.Split(string(data), "\x00")
	if fields[len(fields)-1] != "" {
		return nil, errRecord
	}
	for fields = fields[:len(fields)-1]; len(fields) > 0; {
		var r shellStart
		for _, list := range []*[]string{&r.args, &r.env} {
			if len(fields) == 0 {
				return nil, errRecord
			}
			length, err := strconv.Atoi(fields[0])
			if err != nil || length < 0 || length > len(fields)-1 {
				return nil, errRecord
			}
			*list, fields = fields[1:1+length], fields[1+length:]
		}
		starts = append(starts, r)
	}
	return starts, nil
}
