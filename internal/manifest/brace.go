package manifest

import (
	"fmt"
	"strconv"
	"strings"
)

// maxAlternatives bounds what the braces of one pattern may stand for: {a,b} twenty times over would be a million.
const maxAlternatives = 1000

// expandBraces gives what a pattern with {a,b} or {1..3} stands for, as a shell and minimatch do: braces may be nested
// and may hold slashes; a brace without comma, range or end is an ordinary character.
func expandBraces(pattern string) ([]string, error) {
	done, todo := []string{}, []string{pattern}
	for len(todo) > 0 {
		next := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		before, alternatives, after, found := firstBraces(next)
		if !found {
			done = append(done, next)
			continue
		}
		if len(done)+len(todo)+len(alternatives) > maxAlternatives {
			return nil, fmt.Errorf("%w: the braces of %q stand for more than %d patterns", ErrPattern, pattern, maxAlternatives)
		}
		for _, alternative := range alternatives {
			todo = append(todo, before+alternative+after)
		}
	}
	return done, nil
}

// firstBraces finds the first braces that are to be expanded.
func firstBraces(pattern string) (before string, alternatives []string, after string, found bool) {
	for i := 0; i < len(pattern); i++ {
		switch pattern[i] {
		case '\\':
			i++
		case '{':
			end := closing(pattern, i)
			if end < 0 {
				continue
			}
			if alternatives := alternativesOf(pattern[i+1 : end]); alternatives != nil {
				return pattern[:i], alternatives, pattern[end+1:], true
			}
		}
	}
	return "", nil, "", false
}

// alternativesOf reads what stands between two braces; nil when it is neither a list nor a range.
func alternativesOf(body string) []string {
	if parts := splitOutside(body, ','); len(parts) > 1 {
		return parts
	}
	from, to, ok := strings.Cut(body, "..")
	if !ok {
		return nil
	}
	first, errFirst := strconv.Atoi(from)
	last, errLast := strconv.Atoi(to)
	if errFirst != nil || errLast != nil || first > last || last-first > maxAlternatives {
		return nil
	}
	width := 0 // {01..10} pads to the width of what is written
	if strings.HasPrefix(from, "0") || strings.HasPrefix(to, "0") {
		width = max(len(from), len(to))
	}
	var numbers []string
	for n := first; n <= last; n++ {
		numbers = append(numbers, fmt.Sprintf("%0*d", width, n))
	}
	return numbers
}

// closing is the index of the bracket that closes the one at open; -1 when there is none.
func closing(s string, open int) int {
	depth := 0
	for i := open; i < len(s); i++ {
		switch s[i] {
		case '\\':
			i++
		case '{', '(':
			depth++
		case '}', ')':
			depth--
			if depth == 0 {
				return i
			}
		}
	}
	return -1
}

// splitOutside splits at a separator that stands in no inner bracket.
func splitOutside(s string, separator byte) []string {
	var parts []string
	depth, start := 0, 0
	for i := 0; i < len(s); i++ {
		switch s[i] {
		case '\\':
			i++
		case '{', '(':
			depth++
		case '}', ')':
			depth--
		case separator:
			if depth == 0 {
				parts = append(parts, s[start:i])
				start = i + 1
			}
		}
	}
	return append(parts, s[start:])
}
