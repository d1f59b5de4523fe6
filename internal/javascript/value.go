// Package javascript holds values as JavaScript has them, so that what a tool written in it makes of a file can be
// computed without starting it: the order of an object's keys, the text of a number, what counts as a blank.
//
// A value is nil (null), [Undefined], a bool, a float64, a string, a []any or an [*Object].
package javascript

import (
	"iter"
	"slices"
	"strconv"
)

// Undefined is the value of what was never set.
type Undefined struct{}

// Object is an object with its keys in the order of Object.keys. The zero value is empty and ready to use. It may be
// read by several goroutines at once, while none writes.
type Object struct {
	keys   []string
	values map[string]any
}

// Get returns the value of an own property, and whether there is one.
func (o *Object) Get(key string) (any, bool) {
	if o == nil {
		return nil, false
	}
	value, ok := o.values[key]
	return value, ok
}

// Set writes a property; one that is there already keeps its place.
func (o *Object) Set(key string, value any) {
	if o.values == nil {
		o.values = map[string]any{}
	}
	if _, there := o.values[key]; !there {
		o.keys = slices.Insert(o.keys, o.place(key), key)
	}
	o.values[key] = value
}

// place is where a new key stands: array indices come first, by their number, and then all others by their age
// (ECMAScript, OrdinaryOwnPropertyKeys).
func (o *Object) place(key string) int {
	index, ok := arrayIndex(key)
	if !ok {
		return len(o.keys)
	}
	for at, other := range o.keys {
		if number, ok := arrayIndex(other); !ok || number > index {
			return at
		}
	}
	return len(o.keys)
}

func arrayIndex(key string) (uint64, bool) {
	if key == "" || len(key) > 10 || key[0] < '0' || key[0] > '9' || key[0] == '0' && len(key) > 1 {
		return 0, false
	}
	number, err := strconv.ParseUint(key, 10, 32)
	return number, err == nil && number < 1<<32-1
}

// Delete removes a property.
func (o *Object) Delete(key string) {
	if _, there := o.Get(key); there {
		delete(o.values, key)
		o.keys = slices.Delete(o.keys, slices.Index(o.keys, key), slices.Index(o.keys, key)+1)
	}
}

// Len is the number of properties.
func (o *Object) Len() int {
	if o == nil {
		return 0
	}
	return len(o.keys)
}

// All yields every property, in order. The object must not be written meanwhile.
func (o *Object) All() iter.Seq2[string, any] {
	return func(yield func(string, any) bool) {
		if o == nil {
			return
		}
		for _, key := range o.keys {
			if !yield(key, o.values[key]) {
				return
			}
		}
	}
}

// Truthy says what an if takes for true (ECMAScript, ToBoolean).
func Truthy(value any) bool {
	switch value := value.(type) {
	case nil, Undefined:
		return false
	case bool:
		return value
	case string:
		return value != ""
	case float64:
		return value != 0 && value == value
	default:
		return true
	}
}
