//go:build unix && !darwin

package runner

// preferences is where programs keep their settings in the home folder.
const preferences = ".config"
