package runner

import (
	"os"
	"strings"
)

// homeVariable names the user's folder, and cacheFolder is where programs keep what they can get again, below it.
const (
	homeVariable = "USERPROFILE"
	cacheFolder  = "AppData/Local"
)

// cmdSystem says that scripts are read by cmd.exe.
const cmdSystem = true

// sameKey says that two names are those of one variable.
func sameKey(a, b string) bool { return strings.EqualFold(a, b) }

func isPath(key string) bool { return strings.EqualFold(key, "PATH") }

// spellings are the file names that a program may have: one for each extension of PATHEXT.
func spellings(program, extensions string) []string {
	if extensions == "" {
		extensions = ".COM;.EXE;.BAT;.CMD"
	}
	var names []string
	for extension := range strings.SplitSeq(extensions, ";") {
		names = append(names, program+strings.ToLower(extension))
	}
	return names
}

func executable(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.Mode().IsRegular()
}
