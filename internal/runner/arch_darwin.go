package runner

import "debug/macho"

// platform as Node.js names it (process.platform).
const platform = "darwin"

// readArchitecture is the process.arch of a program. One that holds several is no error only for who asks it.
func readArchitecture(path string) (string, error) {
	file, err := macho.Open(path)
	if err != nil {
		return "", err
	}
	defer file.Close() //nolint:errcheck // nothing was written
	return named(file.Cpu, map[macho.Cpu]string{macho.CpuAmd64: "x64", macho.CpuArm64: "arm64"})
}
