// Package environ holds the environment of a program while it is put together.
package environ

import (
	"iter"
	"slices"
	"strings"
)

// Variables is an environment. Names are compared as the system compares them: on Windows upper and lower case are one.
// It may be read by several goroutines at once, while none writes.
type Variables struct {
	entries []entry
	index   map[string]int // by folded name
}

type entry struct{ name, value string }

// Parse reads a list of KEY=value, as of os.Environ. Of a name that occurs twice the last value counts, as in os/exec.
func Parse(list []string) *Variables {
	v := &Variables{entries: make([]entry, 0, len(list)+64), index: make(map[string]int, len(list)+64)}
	for _, text := range list {
		// Windows keeps the folders of its drives in names such as "=C:".
		at := strings.IndexByte(text, '=')
		if at == 0 {
			at = strings.IndexByte(text[1:], '=') + 1
		}
		if at > 0 {
			v.Set(text[:at], text[at+1:])
		}
	}
	return v
}

// Get is the value of a variable, and whether it is set.
func (v *Variables) Get(name string) (string, bool) {
	if at, ok := v.index[fold(name)]; ok {
		return v.entries[at].value, true
	}
	return "", false
}

// Value is that of Get, or "".
func (v *Variables) Value(name string) string {
	value, _ := v.Get(name)
	return value
}

// Set sets a variable. One that is there keeps its place, and its spelling.
func (v *Variables) Set(name, value string) {
	key := fold(name)
	if at, ok := v.index[key]; ok {
		v.entries[at].value = value
		return
	}
	v.index[key] = len(v.entries)
	v.entries = append(v.entries, entry{name, value})
}

// Clone is a copy that can be changed by itself.
func (v *Variables) Clone() *Variables {
	clone := &Variables{entries: slices.Clone(v.entries), index: make(map[string]int, len(v.index)+8)}
	for key, at := range v.index {
		clone.index[key] = at
	}
	return clone
}

// All yields names and values in their order.
func (v *Variables) All() iter.Seq2[string, string] {
	return func(yield func(string, string) bool) {
		for _, e := range v.entries {
			if !yield(e.name, e.value) {
				return
			}
		}
	}
}

// List is the environment as KEY=value, a new slice.
func (v *Variables) List() []string {
	list := make([]string, len(v.entries))
	for i, e := range v.entries {
		list[i] = e.name + "=" + e.value
	}
	return list
}
