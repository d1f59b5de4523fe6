package launch

import "errors"

// ErrSurvivors says that processes could not be ended; the error around it names them.
var ErrSurvivors = errors.New("these processes could not be ended")

// Guard launches trees that do not outlive this program, however it dies. The system sees to that here: the only handles
// of their job objects are ours, and a job ends its members when its last handle is closed.
type Guard struct{ daemon string }

// NewGuard returns a guard. It needs neither a folder nor a watchdog.
func NewGuard(string, ...string) *Guard { return &Guard{daemon: newName()} }

// Start is like the function [Start].
func (g *Guard) Start(c Command) (*Tree, error) { return newTree(c, g.daemon) }

// Close does nothing.
func (g *Guard) Close() error { return nil }

// Crash is what daemons have left that died before their runs: nothing, here.
type Crash struct{ Runs, Ended int }

// Reap has nothing to do.
func Reap(string) error { return nil }

// ReapFolder has nothing to do.
func ReapFolder(string) (Crash, error) { return Crash{}, nil }
