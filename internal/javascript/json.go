package javascript

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strconv"
)

// maxDepth is how deep a document may be nested, as encoding/json has it too.
const maxDepth = 10000

// ParseJSON is JSON.parse: of a key that occurs twice the last one counts, in the place of the first. The error is that
// of encoding/json.
func ParseJSON(data []byte) (any, error) {
	var raw json.RawMessage // checks the whole, and that nothing follows
	if err := json.Unmarshal(data, &raw); err != nil {
		return nil, err
	}
	decoder := json.NewDecoder(bytes.NewReader(raw))
	decoder.UseNumber()
	return next(decoder, 0)
}

func next(decoder *json.Decoder, depth int) (any, error) {
	token, err := decoder.Token()
	if err != nil {
		return nil, err
	}
	if depth > maxDepth {
		return nil, fmt.Errorf("a value is nested more than %d deep", maxDepth)
	}
	switch token := token.(type) {
	case json.Delim:
		if token == '[' {
			return array(decoder, depth)
		}
		return object(decoder, depth)
	case json.Number:
		// What is too large is infinite, and the error says only that.
		value, _ := strconv.ParseFloat(token.String(), 64)
		return value, nil
	default:
		return token, nil
	}
}

func array(decoder *json.Decoder, depth int) (any, error) {
	list := []any{}
	for decoder.More() {
		element, err := next(decoder, depth+1)
		if err != nil {
			return nil, err
		}
		list = append(list, element)
	}
	_, err := decoder.Token()
	return list, err
}

func object(decoder *json.Decoder, depth int) (any, error) {
	found := &Object{}
	for decoder.More() {
		key, err := decoder.Token()
		if err != nil {
			return nil, err
		}
		value, err := next(decoder, depth+1)
		if err != nil {
			return nil, err
		}
		found.Set(key.(string), value)
	}
	_, err := decoder.Token()
	return found, err
}
