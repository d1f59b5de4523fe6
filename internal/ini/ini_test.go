package ini

import (
	"encoding/json"
	"os"
	"testing"

	"github.com/runlight-dev/runlight/internal/javascript"
	"github.com/stretchr/testify/require"
)

// TestParse compares with what npm's package "ini" (6.0) made of the same texts; its answers are kept in testdata.
func TestParse(t *testing.T) {
	data, err := os.ReadFile("testdata/cases.json")
	require.NoError(t, err)
	var cases []struct{ Text, Want string }
	require.NoError(t, json.Unmarshal(data, &cases))
	require.NotEmpty(t, cases)
	for _, test := range cases {
		require.Equal(t, test.Want, javascript.Stringify(Parse(test.Text)), "%q", test.Text)
	}
}

func FuzzParse(f *testing.F) {
	for _, text := range []string{"a=1\n[b.c]\nd[]='2'", "[a]\n[a.b]\nx=\"\\u00e9\" ; y", "\ufeff[x\\.y]\nk"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		for key := range Parse(text).All() {
			require.NotEqual(t, "__proto__", key)
		}
	})
}
