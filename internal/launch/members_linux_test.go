package launch

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestParseStat(t *testing.T) {
	for name, test := range map[string]struct {
		stat           string
		group, session int
		alive          bool
	}{
		"plain":             {"10 (sh) S 1 10 11 34816 10 4194304", 10, 11, true},
		"spaces and parens": {"10 (a) b) (c) R 1 12 13 0 -1 4194304", 12, 13, true},
		"zombie":            {"10 (sh) Z 1 10 11 0 -1", 10, 11, false},
		"dead":              {"10 (sh) X 1 10 11 0 -1", 10, 11, false},
		"cut short":         {"10 (sh) S 1", 0, 0, false},
		"empty":             {"", 0, 0, false},
		"no numbers":        {"10 (sh) S a b c", 0, 0, false},
	} {
		t.Run(name, func(t *testing.T) {
			group, session, alive := parseStat([]byte(test.stat))
			require.Equal(t, test.alive, alive)
			if alive {
				require.Equal(t, []int{test.group, test.session}, []int{group, session})
			}
		})
	}
}
