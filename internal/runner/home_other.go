//go:build unix && !darwin

package runner

// configFolder is where pnpm keeps its own settings in the home folder.
const configFolder = ".config/pnpm"
