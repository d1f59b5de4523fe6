package runner

import (
	"encoding/json"
	"os"
	"testing"
)

// TestMain makes the test program answer as runlight does, and stand in for a script that tells what it was given.
func TestMain(m *testing.M) {
	if code, mine := Answer(os.Args[1:]); mine {
		os.Exit(code)
	}
	if path := os.Getenv("RUNNER_TEST_DUMP"); path != "" && len(os.Args) > 1 && os.Args[1] == "dump" {
		if err := dump(path); err != nil {
			panic(err)
		}
		return
	}
	os.Exit(m.Run())
}

// given is what a script got.
type given struct {
	Args []string
	Dir  string
	Env  []string
}

// dump appends what this process was given to a file, as a line of JSON.
func dump(path string) error {
	dir, err := os.Getwd()
	if err != nil {
		return err
	}
	line, err := json.Marshal(given{os.Args[2:], dir, os.Environ()})
	if err != nil {
		return err
	}
	file, err := os.OpenFile(path, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	if _, err := file.Write(append(line, '\n')); err != nil {
		return err
	}
	return file.Close()
}
