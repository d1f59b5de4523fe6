package runner

import (
	"os"
	"strings"
)

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
