//go:build unix && race

package oracle

// raceDetector makes each probe three times as slow, and has nothing to look for in it: the Makefile runs this package
// once more without.
const raceDetector = true
