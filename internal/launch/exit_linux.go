package launch

import (
	"errors"
	"os"
	"os/exec"
	"unsafe"

	"golang.org/x/sys/unix"
)

// releaseTerminal gives up our hold on the slave, so that reading ends when the last member's is gone. Linux keeps
// what was written until it is read.
func releaseTerminal(slave *os.File) { _ = slave.Close() }

// wantHandle asks for a pidfd of the process to be started. It stays -1 where the kernel has none.
func wantHandle(cmd *exec.Cmd, handle *int) {
	*handle = -1
	cmd.SysProcAttr.PidFD = handle
}

// awaitExit waits for the end of a child without collecting it, so that its number, which is also the one of its
// session, stays taken until family.collect. With a pidfd it waits in the runtime's poller and costs no thread.
func awaitExit(cmd *exec.Cmd, handle int) Exit {
	var info unix.Siginfo
	if handle >= 0 && unix.SetNonblock(handle, true) == nil {
		file := os.NewFile(uintptr(handle), "pidfd")
		defer file.Close()
		if raw, err := file.SyscallConn(); err == nil {
			err = raw.Read(func(fd uintptr) bool { return waitID(unix.P_PIDFD, int(fd), unix.WNOHANG, &info) })
			if err == nil && info.Signo != 0 {
				return exitOf(&info)
			}
		}
	}
	waitID(unix.P_PID, cmd.Process.Pid, 0, &info)
	return exitOf(&info)
}

// waitID reports whether there is nothing more to wait for.
func waitID(kind, id, options int, info *unix.Siginfo) bool {
	for {
		*info = unix.Siginfo{}
		err := unix.Waitid(kind, id, info, options|unix.WEXITED|unix.WNOWAIT, nil)
		if errors.Is(err, unix.EINTR) {
			continue
		}
		return err != nil && !errors.Is(err, unix.EAGAIN) || info.Signo != 0
	}
}

// exitOf reads the part of siginfo_t that belongs to SIGCHLD (sigaction(2)): pid, uid and status follow the first three
// numbers, at the alignment of a pointer.
func exitOf(info *unix.Siginfo) Exit {
	type child struct{ pid, uid, status int32 }
	const head, word = unsafe.Offsetof(info.Code) + unsafe.Sizeof(info.Code), unsafe.Sizeof(uintptr(0))
	status := (*child)(unsafe.Add(unsafe.Pointer(info), (head+word-1)/word*word)).status
	const exited = 1 // CLD_EXITED; the others are deaths by a signal
	if info.Code == exited {
		return Exit{Code: int(status)}
	}
	return Exit{Code: 128 + int(status), Signal: unix.SignalName(unix.Signal(status))}
}
