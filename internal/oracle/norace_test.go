//go:build unix && !race

package oracle

const raceDetector = false
