package runner

import "debug/elf"

// platform as Node.js names it (process.platform).
const platform = "linux"

// readArchitecture is the process.arch of a program.
func readArchitecture(path string) (string, error) {
	file, err := elf.Open(path)
	if err != nil {
		return "", err
	}
	defer file.Close() //nolint:errcheck // nothing was written
	return named(file.Machine, map[elf.Machine]string{
		elf.EM_X86_64: "x64", elf.EM_386: "ia32", elf.EM_AARCH64: "arm64", elf.EM_ARM: "arm", elf.EM_PPC64: "ppc64",
		elf.EM_S390: "s390x", elf.EM_RISCV: "riscv64", elf.EM_LOONGARCH: "loong64",
	})
}
