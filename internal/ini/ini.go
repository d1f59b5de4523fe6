// Package ini reads INI files with the rules of npm's package "ini", which npm and pnpm read .npmrc with: comments, lists,
// quotes, the words true, false and null, and sections. They are written down in that package's README, and for the rest
// in its source (github.com/npm/ini).
package ini

import (
	"strings"

	"github.com/runlight-dev/runlight/internal/javascript"
)

// Parse reads a file; what is no INI is passed over, and there are no errors. A value is a string, true, false, nil, for
// key[] a list, and what a quoted text says in JSON. A section is an object; "[a.b]" is b in a.
func Parse(text string) *javascript.Object {
	out := &javascript.Object{}
	current := out // nil where what is set goes nowhere
	for line := range strings.FieldsFuncSeq(text, func(r rune) bool { return r == '\n' || r == '\r' }) {
		if start := strings.TrimLeftFunc(line, javascript.Blank); start == "" || start[0] == ';' || start[0] == '#' {
			continue
		}
		if name, ok := section(line); ok {
			current = open(out, name)
		} else if key, value, ok := setting(line); ok && current != nil {
			set(current, key, value)
		}
	}
	nest(out)
	return out
}

// section reads a line such as "[name]", blanks after it allowed and before it not.
func section(line string) (name string, ok bool) {
	line = strings.TrimRightFunc(line, javascript.Blank)
	if !strings.HasPrefix(line, "[") || strings.IndexByte(line, ']') != len(line)-1 {
		return "", false
	}
	return javascript.String(unquote(line[1 : len(line)-1])), true
}

// open is the object of a section, made where it is not there.
func open(out *javascript.Object, name string) *javascript.Object {
	if name == "__proto__" {
		return nil
	}
	switch found, _ := out.Get(name); found := found.(type) {
	case *javascript.Object:
		return found
	case nil:
	case string:
		if found != "" {
			return nil // a property that is set on a text is lost
		}
	case bool:
		if found {
			return nil
		}
	default:
		return nil
	}
	made := &javascript.Object{}
	out.Set(name, made)
	return made
}

// setting splits a line at its first equals sign; without one the key is true.
func setting(line string) (key, value any, ok bool) {
	before, after, assigned := strings.Cut(line, "=")
	// The pattern's dot stops at these line ends, and the line then fits nothing.
	if before == "" || assigned && strings.ContainsAny(after, "\u2028\u2029") {
		return nil, nil, false
	}
	if !assigned {
		return unquote(before), true, true
	}
	value = unquote(after)
	switch value {
	case "true":
		value = true
	case "false":
		value = false
	case "null":
		value = nil
	}
	return unquote(before), value, true
}

// set writes a setting. A key that ends in "[]", or was a list before, collects.
func set(o *javascript.Object, key, value any) {
	name := javascript.String(key)
	plain, isList := strings.CutSuffix(name, "[]")
	if isList = isList && plain != ""; isList {
		name = plain
	}
	if name == "__proto__" {
		return
	}
	before, there := o.Get(name)
	list, listed := before.([]any)
	switch {
	case listed, isList && !there:
		o.Set(name, append(list, value))
	case isList:
		o.Set(name, []any{before, value})
	default:
		o.Set(name, value)
	}
}

// nest moves each section with a dot in its name into the one that is named before the dot.
func nest(out *javascript.Object) {
	var names []string
	for name, value := range out.All() {
		if _, isSection := value.(*javascript.Object); isSection {
			names = append(names, name)
		}
	}
	for _, name := range names {
		parts := split(name)
		last := parts[len(parts)-1]
		plain := strings.ReplaceAll(last, `\.`, ".")
		into := out
		for _, part := range parts[:len(parts)-1] {
			if part == "__proto__" {
				continue
			}
			below, ok := into.Get(part)
			child, isSection := below.(*javascript.Object)
			if !ok || !isSection {
				child = &javascript.Object{}
				into.Set(part, child)
			}
			into = child
		}
		if into == out && plain == last {
			continue
		}
		moved, _ := out.Get(name)
		into.Set(plain, moved)
		out.Delete(name)
	}
}

// split cuts at dots that no backslash stands before.
func split(name string) (parts []string) {
	start := 0
	for i := range len(name) {
		if name[i] == '.' && (i == 0 || name[i-1] != '\\') {
			parts = append(parts, name[start:i])
			start = i + 1
		}
	}
	return append(parts, name[start:])
}
