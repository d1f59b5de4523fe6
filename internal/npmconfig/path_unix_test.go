//go:build unix

package npmconfig

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestPath(t *testing.T) {
	for text, want := range map[string]string{
		"~/x": "/h/x", "~": "/~", "x/../y": "/y", "/a/./b": "/a/b", "": "/", "~x/y": "/~x/y", "${A}/": "/1",
	} {
		require.Equal(t, want, parseField(text, "path"), text)
	}
}
