package watch

import (
	"fmt"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestAdviceNamesTheLimit(t *testing.T) {
	require.Contains(t, addAdvice(fmt.Errorf("add: %w", syscall.ENOSPC)), "fs.inotify.max_user_watches")
	require.Contains(t, openAdvice(syscall.EMFILE), "fs.inotify.max_user_instances")
	require.Contains(t, addAdvice(syscall.EMFILE), "ulimit -n")
	require.Contains(t, addAdvice(syscall.ENOSYS), syscall.ENOSYS.Error())
}
