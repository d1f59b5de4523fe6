package ipc

import "golang.org/x/sys/unix"

// peer is the user ID at the other end of a connected socket (unix(7), SO_PEERCRED).
func peer(fd int) (int, error) {
	credentials, err := unix.GetsockoptUcred(fd, unix.SOL_SOCKET, unix.SO_PEERCRED)
	if err != nil {
		return 0, err
	}
	return int(credentials.Uid), nil
}
