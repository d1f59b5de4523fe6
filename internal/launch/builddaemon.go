package launch

import (
	"path"
	"strings"
)

// buildDaemons are the programs that build tools leave running on purpose to be fast the next time. They are spared
// where they have daemonised themselves: ending them with every script would slow down the next one, and would fail the
// builds of others that they serve. Jenkins learned it the hard way (docs.cloudbees.com/plugins/ci/gradle-daemon).
var buildDaemons = []struct {
	// program is the base name of the first argument; empty for any.
	program string
	// word is a whole argument, or the end of a path; empty for none.
	word string
}{
	{"", "org.gradle.launcher.daemon.bootstrap.GradleDaemon"},
	{"", "org.jetbrains.kotlin.daemon.KotlinCompileDaemon"},
	{"", "org.mvndaemon.mvnd.common.MavenDaemon"},
	{"", "nx/src/daemon/server/start.js"},
	{"watchman", ""},
	{"turbo", "daemon"},
	{"adb", "fork-server"},
	{"sccache", ""},
	{"ssh-agent", ""},
	{"gpg-agent", ""},
}

// isBuildDaemon reports whether a command line is one of these.
func isBuildDaemon(command string) bool {
	words := strings.Fields(command)
	if len(words) == 0 {
		return false
	}
	program := path.Base(strings.ReplaceAll(words[0], `\`, "/"))
	for _, d := range buildDaemons {
		if (d.program == "" || d.program == program) && (d.word == "" || hasWord(words, d.word)) {
			return true
		}
	}
	return false
}

func hasWord(words []string, word string) bool {
	for _, w := range words {
		w = strings.ReplaceAll(w, `\`, "/")
		if w == word || strings.HasSuffix(w, "/"+word) {
			return true
		}
	}
	return false
}

// maxCommand bounds the command line of a member, in bytes.
const maxCommand = 200

func shorten(command string) string {
	if len(command) <= maxCommand {
		return command
	}
	return strings.ToValidUTF8(command[:maxCommand], "") + "…"
}
