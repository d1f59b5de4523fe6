package runner

import "strings"

// variables is an environment that is put together: the keys in the order in which they were first set, as a process of
// Node.js has them.
type variables struct {
	keys   []string
	values map[string]string
}

// variablesOf reads an environment; keep says what is taken, nil for all.
func variablesOf(env []string, keep func(key string) bool) *variables {
	v := &variables{keys: make([]string, 0, len(env)+64), values: make(map[string]string, len(env)+64)}
	for _, entry := range env {
		// A Windows environment has hidden entries such as "=C:=C:\dir".
		if key, value, ok := strings.Cut(entry, "="); ok && key != "" && (keep == nil || keep(key)) {
			v.set(key, value)
		}
	}
	return v
}

func (v *variables) get(key string) string { return v.values[key] }

func (v *variables) has(key string) bool {
	_, ok := v.values[key]
	return ok
}

func (v *variables) set(key, value string) {
	if _, there := v.values[key]; !there {
		v.keys = append(v.keys, key)
	}
	v.values[key] = value
}

// list is the environment as a process gets it.
func (v *variables) list() []string {
	env := make([]string, len(v.keys))
	for i, key := range v.keys {
		env[i] = key + "=" + v.values[key]
	}
	return env
}
