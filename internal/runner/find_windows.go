package runner

import (
	"os"
	"path/filepath"
	"strings"
)

// homeVariable names the user's folder, and cacheFolder is where programs keep what they can get again, below it.
const (
	homeVariable = "USERPROFILE"
	cacheFolder  = "AppData/Local"
)

// sameKey says that two names are those of one variable.
func sameKey(a, b string) bool { return strings.EqualFold(a, b) }

func isPath(key string) bool { return strings.EqualFold(key, "PATH") }

// spellings are the file names that a program may have: its own where that has an extension, and one for each of PATHEXT.
func spellings(program, extensions string) (names []string) {
	if extensions == "" {
		extensions = ".COM;.EXE;.BAT;.CMD"
	}
	if filepath.Ext(program) != "" {
		names = append(names, program)
	}
	for extension := range strings.SplitSeq(extensions, ";") {
		names = append(names, program+strings.ToLower(extension))
	}
	return names
}

func executable(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.Mode().IsRegular()
}
