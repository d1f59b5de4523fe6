package process

import "time"

// The With… methods derive the next state from a copy. They put new values behind new pointers and never write through
// an old one, so that the state they started from, which others are reading, stays as it was. They do not judge: whether
// the step is legal is decided in one place, by [Process.Update].

// WithStatus is the state in another status, with the times that come with it: StartTime is set when it becomes Running
// and has none, EndTime when it becomes final and has none. Leaving Running takes Ready away, because only a running
// process can be relied on to serve; ending takes the PID away, because the system may give it to a stranger.
func (s State) WithStatus(status Status) State {
	s.Status = status
	if status == Running && s.StartTime == nil {
		s = s.launchedNow()
	}
	if status != Running {
		s.Ready = nil
	}
	if status.IsFinal() {
		s.PID = 0
		if s.EndTime == nil {
			s = s.endedNow()
		}
	}
	return s
}

func (s State) launchedNow() State {
	s.launched = time.Now()
	s.StartTime = utc(s.launched)
	return s
}

// endedNow puts no end before the start: the clock of the system may have been set back meanwhile.
func (s State) endedNow() State {
	now := time.Now()
	s.EndTime = utc(now)
	if s.StartTime != nil && s.EndTime.Before(*s.StartTime) {
		s.EndTime = utc(*s.StartTime)
	}
	s.lasted = now.Sub(s.launched)
	return s
}

// WithStarted is the state after the script was launched as the operating system's process pid. A pending process
// becomes Running. One that was asked to stop during its launch stays Stopping, and only gets its PID and its StartTime:
// the request is not lost, and its owner now has something to signal.
func (s State) WithStarted(pid int) State {
	if s.Status == Pending {
		s = s.WithStatus(Running)
	}
	if s.StartTime == nil {
		s = s.launchedNow()
	}
	s.PID = pid
	return s
}

// WithReady is the state after a proof that the process serves; reason says in words what proved it. The first proof
// stays. A process that is not Running is returned unchanged: a late proof does not make it ready.
func (s State) WithReady(reason string) State {
	if s.Status == Running && s.Ready == nil {
		s.Ready = &Ready{Time: *utc(time.Now()), Reason: reason}
	}
	return s
}

// WithExit is the state after the script ended with an exit code or, where signal is not empty, by that signal. It is
// Stopped when a stop had been asked for, however the script answered it, else Success for code 0, else Failed. A script
// that a signal ended has no exit code, whatever code says (wait(2): WEXITSTATUS is meaningful only after WIFEXITED).
// Reason is left alone.
func (s State) WithExit(code int, signal string) State {
	s.Signal, s.ExitCode = signal, nil
	if signal == "" {
		s.ExitCode = &code
	}
	switch {
	case s.Status == Stopping:
		return s.WithStatus(Stopped)
	case signal == "" && code == 0:
		return s.WithStatus(Success)
	default:
		return s.WithStatus(Failed)
	}
}

// WithFailure is the state of a process that could not be launched at all, or that was lost; reason says why in words
// for a person.
func (s State) WithFailure(reason string) State {
	s.Reason = reason
	return s.WithStatus(Failed)
}

// WithSurvivors is the state of a process that has ended but for these; none for nil. The slice is the state's from then
// on and must not be modified.
func (s State) WithSurvivors(survivors []Survivor) State {
	s.Survivors = survivors
	return s
}

// utc is a new pointer each time, to a time in the one form that every surface gets. It has no monotonic reading any more
// (package time).
func utc(t time.Time) *time.Time {
	t = t.UTC()
	return &t
}
