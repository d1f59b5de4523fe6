package environ

import "strings"

func fold(name string) string { return strings.ToUpper(name) }
