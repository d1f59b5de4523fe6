package runner

import "debug/pe"

// platform as Node.js names it (process.platform), also on 64 bits.
const platform = "win32"

// readArchitecture is the process.arch of a program.
func readArchitecture(path string) (string, error) {
	file, err := pe.Open(path)
	if err != nil {
		return "", err
	}
	defer file.Close() //nolint:errcheck // nothing was written
	return named(file.Machine, map[uint16]string{
		pe.IMAGE_FILE_MACHINE_AMD64: "x64", pe.IMAGE_FILE_MACHINE_I386: "ia32", pe.IMAGE_FILE_MACHINE_ARM64: "arm64",
	})
}
