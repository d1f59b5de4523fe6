//go:build unix

package environ

func fold(name string) string { return name }
