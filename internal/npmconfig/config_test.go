package npmconfig

import (
	"io/fs"
	"path/filepath"
	"strings"
	"testing"

	"github.com/runlight-dev/runlight/internal/environ"
	"github.com/runlight-dev/runlight/internal/ini"
	"github.com/runlight-dev/runlight/internal/javascript"
	"github.com/stretchr/testify/require"
)

// shipped is an npm that has every setting of its major version.
func shipped(major int) *Shipped {
	var source strings.Builder
	for key := range tables()[major] {
		source.WriteString("  new Definition('" + key + "', {\n")
	}
	return ReadDefinitions(major, []byte("registry: new Definition('registry', {\n    default: 'https://registry.test/',\n"+source.String()+"subCiName"))
}

// load reads files whose names are relative to a root folder.
func load(t *testing.T, major int, files map[string]string, env ...string) (*Config, string) {
	root := t.TempDir()
	vars := environ.Parse(append([]string{"HOME=" + filepath.Join(root, "home")}, env...))
	return Load(Sources{
		Shipped: shipped(major), Version: "11.1.0", Root: filepath.Join(root, "npm"),
		Node: filepath.Join(root, "node", "bin", "node"), NodeVersion: "v20.0.0", Platform: "linux", Arch: "x64",
		Dir: filepath.Join(root, "project"), Prefix: filepath.Join(root, "project"), Env: vars,
		Read: func(path string) (*javascript.Object, error) {
			relative, err := filepath.Rel(root, path)
			if text, ok := files[filepath.ToSlash(relative)]; ok && err == nil {
				return ini.Parse(text), nil
			}
			return nil, fs.ErrNotExist
		},
	}), root
}

func TestLayers(t *testing.T) {
	files := map[string]string{
		"npm/npmrc":      "a=builtin\nb=builtin\nc=builtin\nd=builtin\ne=builtin",
		"global/npmrc":   "b=global\nc=global\nd=global\ne=global",
		"user/npmrc":     "c=user\nd=user\ne=user\nglobalconfig=../global/npmrc",
		"project/.npmrc": "d=project\ne=project\nuserconfig=${UP}/user/npmrc",
	}
	c, root := load(t, 11, files, "npm_config_e=env", "NPM_Config_Some_Key=1", "npm_config__auth=x", "npm_config_none=", "UP=..")
	for key, want := range map[string]any{
		"a": "builtin", "b": "global", "c": "user", "d": "project", "e": "env", "some-key": "1", "_auth": "x",
		"none": javascript.Undefined{}, "globalconfig": filepath.Join(root, "global", "npmrc"),
		"registry": "https://registry.test/", "loglevel": "notice", "audit": true, "npm-version": "11.1.0",
	} {
		require.Equal(t, want, c.Get(key), key)
	}
	require.Equal(t, "userconfig", c.Set("none", "cache", "userconfig"))
	require.Empty(t, c.Set("cache"))
	require.Empty(t, c.InFiles("_auth", "e2"), "the environment is no file")
	require.Equal(t, "d", c.InFiles("d"))
}

func TestProjectIsHome(t *testing.T) {
	c, root := load(t, 11, map[string]string{"project/.npmrc": "a=1"}, "npm_config_userconfig=.npmrc")
	require.Equal(t, filepath.Join(root, "project", ".npmrc"), c.Text("userconfig"))
	_, ok := c.layers[layerProject].Get("a")
	require.False(t, ok, "it counts as the user's")
	require.Equal(t, "1", c.Get("a"))
}

func TestKnown(t *testing.T) {
	require.True(t, Known(10))
	require.True(t, Known(12))
	require.False(t, Known(9))
	require.False(t, Known(13))
	old := ReadDefinitions(11, []byte("define('cache', {\n new Definition('unheard-of', {"))
	require.Len(t, old.settings, 1, "what neither the table nor this npm has is left out")
	require.Empty(t, old.told)
	const told, hidden = "new Definition('allow-scripts', {\n  default: '',\n", "  envExport: false,\n"
	require.Len(t, ReadDefinitions(11, []byte(told+"new Definition('x', {\n"+hidden)).told, 1)
	require.Empty(t, ReadDefinitions(11, []byte(told+hidden)).told)
}

func TestExport(t *testing.T) {
	c, root := load(t, 11, map[string]string{
		"project/.npmrc": "a-B=1\nregistry=https://registry.test/\n_x=1\n@s:registry=1\n//r/:y=1\nloglevel=notice\naudit=false\nonly=null\nnoproxy=\n[s]\nx=1",
		"home/.npmrc":    "audit=true\nworkspaces-update=false\nalso=dev\nif-present=true\na_b=2",
	}, "NPM_CONFIG_FETCH_RETRIES=7", "EDITOR=", "VISUAL=v")
	env := environ.Parse(nil)
	c.Export(env)
	values := map[string]string{}
	for key, value := range env.All() {
		values[key] = value
	}
	home := filepath.Join(root, "home")
	require.Equal(t, map[string]string{
		"COLOR": "1", "EDITOR": "v", "HOME": home,
		"npm_config_a_b": "2", "npm_config_allow_scripts": "", "npm_config_audit": "",
		"npm_config_cache": cacheOf(home), "npm_config_global_prefix": prefixOf(root),
		"npm_config_globalconfig": filepath.Join(prefixOf(root), "etc", "npmrc"),
		"npm_config_init_module":  filepath.Join(home, ".npm-init.js"), "npm_config_local_prefix": filepath.Join(root, "project"),
		"npm_config_node_gyp": filepath.Join(root, "npm", "node_modules", "node-gyp", "bin", "node-gyp.js"), "npm_config_noproxy": "",
		"npm_config_npm_version": "11.1.0", "npm_config_prefix": prefixOf(root),
		"npm_config_user_agent": "npm/11.1.0 node/v20.0.0 linux x64 workspaces/false",
		"npm_config_userconfig": filepath.Join(home, ".npmrc"), "npm_config_workspaces_update": "",
	}, values)
}

func cacheOf(home string) string {
	return reader{home: home}.path(defaultCache(environ.Parse(nil)))
}

func prefixOf(root string) string {
	return besideNode(filepath.Join(root, "node", "bin", "node"), environ.Parse(nil))
}
