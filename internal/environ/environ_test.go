package environ

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestVariables(t *testing.T) {
	v := Parse([]string{"A=1", "EMPTY=", "B=x=y", "A=2", "=C:=C:\\", "nothing"})
	require.Equal(t, []string{"A=2", "EMPTY=", "B=x=y", "=C:=C:\\"}, v.List())
	value, set := v.Get("EMPTY")
	require.True(t, set)
	require.Empty(t, value)
	_, set = v.Get("nothing")
	require.False(t, set)

	clone := v.Clone()
	clone.Set("A", "3")
	clone.Set("C", "4")
	require.Equal(t, []string{"A=3", "EMPTY=", "B=x=y", "=C:=C:\\", "C=4"}, clone.List())
	require.Equal(t, "2", v.Value("A"))
	require.Empty(t, v.Value("C"))
}
