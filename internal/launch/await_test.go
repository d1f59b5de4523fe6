package launch

import (
	"strconv"
	"time"
)

// How long a test waits for the system to do what it must, and how often it looks.
const (
	waitLimit = 10 * time.Second
	waitTick  = 2 * time.Millisecond
)

func itoa(n int) string { return strconv.Itoa(n) }
