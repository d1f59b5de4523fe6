package ipc

import "golang.org/x/sys/unix"

// peer is the user ID at the other end of a connected socket (sys/un.h, LOCAL_PEERCRED).
func peer(fd int) (int, error) {
	credentials, err := unix.GetsockoptXucred(fd, unix.SOL_LOCAL, unix.LOCAL_PEERCRED)
	if err != nil {
		return 0, err
	}
	return int(credentials.Uid), nil
}
