//go:build unix

package runner

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"strconv"
	"syscall"
)

// keeps says that several steps can run on one terminal.
const keeps = true

// keep runs steps up to the first that does not succeed, and becomes the last of them. It returns the exit code where it
// did not become anything, having ended itself by a signal where a step did.
func keep(args []string) int {
	steps, err := readKept(args)
	if err != nil || len(steps) == 0 {
		fmt.Fprintln(os.Stderr, "runlight:", errors.Join(err, errKept))
		return 2
	}
	// What ends a step is not to end its keeper first: npm waits as well.
	asked := make(chan os.Signal, 1)
	signal.Notify(asked, syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP, syscall.SIGQUIT)
	env := os.Environ()
	for _, step := range steps[:len(steps)-1] {
		if code, signal := step.run(env); signal != 0 {
			return endBy(signal)
		} else if code != 0 {
			return code
		}
	}
	signal.Stop(asked) // which waits for a signal that is on its way into the channel
	select {
	case s := <-asked: // the step has made a success of it, but no more is wanted
		return endBy(s.(syscall.Signal))
	default:
	}
	last := steps[len(steps)-1]
	err = os.Chdir(last.dir)
	if err == nil {
		err = syscall.Exec(last.path, append([]string{last.name}, last.args...), last.environment(env))
	}
	return cannot(last, err)
}

// run runs a step and waits for it.
func (k kept) run(env []string) (code int, ended syscall.Signal) {
	command := &exec.Cmd{
		Path: k.path, Args: append([]string{k.name}, k.args...), Env: k.environment(env), Dir: k.dir,
		Stdin: os.Stdin, Stdout: os.Stdout, Stderr: os.Stderr,
	}
	err := command.Run()
	if command.ProcessState == nil {
		return cannot(k, err), 0
	}
	status, _ := command.ProcessState.Sys().(syscall.WaitStatus)
	if status.Signaled() {
		return 0, status.Signal()
	}
	return status.ExitStatus(), 0
}

// cannot says on the script's terminal, as its shell would have, why a step did not start.
func cannot(k kept, err error) int {
	fmt.Fprintf(os.Stderr, "runlight: %s cannot be run: %v\r\n", k.path, err)
	if errors.Is(err, os.ErrNotExist) {
		return 127
	}
	return 126
}

// endBy ends this program by a signal, without a second core dump. A shell does it: the runtime of Go takes some signals
// for faults of its own.
func endBy(s syscall.Signal) int {
	number := strconv.Itoa(int(s))
	_ = syscall.Exec("/bin/sh", []string{"sh", "-c", "ulimit -c 0; kill -" + number + " $$"}, nil)
	return 128 + int(s)
}
