package process

import (
	"crypto/rand"
	"encoding/binary"
	"strconv"
	"sync/atomic"
	"time"
)

// lastMillis is the time in the newest ID that this program made, in milliseconds since 1970. It is shared by all
// registries of the program, so that two of them never make the same ID either.
var lastMillis atomic.Int64

// idSource makes the IDs of one registry: the milliseconds since 1970 in base 36, then its salt, as in "mbk3v9q2x7".
//
// Within a program the time is kept strictly increasing, so that starts in the same millisecond, or after the clock was
// set back, get different IDs. Across a restart of the daemon the clock alone makes them different, unless it was set
// back, or more than one process was started per millisecond until the end; then the salt, random for each registry,
// does, with a chance of 1 in 1296 to repeat one ID for a start in a millisecond that was used before.
type idSource struct{ salt string }

// newIDSource draws the salt. crypto/rand.Read does not fail: it ends the program where there is no randomness.
func newIDSource() idSource {
	const digits = "0123456789abcdefghijklmnopqrstuvwxyz"
	var random [4]byte
	_, _ = rand.Read(random[:])
	n := binary.NativeEndian.Uint32(random[:])
	return idSource{salt: string([]byte{digits[n%36], digits[n/36%36]})}
}

func (s idSource) next() ID {
	return ID(strconv.FormatInt(nextMillis(time.Now().UnixMilli()), 36) + s.salt)
}

// nextMillis is the given time, or the first later one that no ID of this program has.
func nextMillis(now int64) int64 {
	for {
		last := lastMillis.Load()
		next := max(now, last+1)
		if lastMillis.CompareAndSwap(last, next) {
			return next
		}
	}
}
