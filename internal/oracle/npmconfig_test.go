//go:build unix

package oracle

// npmConfigScenarios are about npm's settings, from where they may come and what they change. pnpm up to 10 reads the
// same files.
var npmConfigScenarios = []scenario{
	{
		name: "settings of the project", on: "npm pnpm yarn bun", manifest: plain,
		files: map[string]string{"project/.npmrc": "save-exact=true\nfund=false\nregistry=https://example.com/\nloglevel=error\n"},
	},
	{name: "settings of the user", manifest: plain, files: map[string]string{"home/.npmrc": "save-prefix=~\naudit=false\nregistry=https://example.com/r\n"}},
	{
		name: "settings of all, by PREFIX", on: "npm pnpm<=10", manifest: plain, env: map[string]string{"PREFIX": "$SCRATCH/prefix"},
		files: map[string]string{"prefix/etc/npmrc": "save-exact=true\nfund=false\n"},
	},
	{
		name: "settings of all, by globalconfig", on: "npm pnpm", manifest: plain,
		files: map[string]string{"home/.npmrc": "globalconfig=$SCRATCH/global.npmrc\n", "global.npmrc": "save-exact=true\nfund=false\n"},
	},
	{
		name: "settings of all, by the environment", on: "npm pnpm", manifest: plain, env: map[string]string{"npm_config_globalconfig": "$SCRATCH/global.npmrc"},
		files: map[string]string{"global.npmrc": "save-exact=true\nfund=false\n"},
	},
	{
		name: "one setting everywhere", on: "npm pnpm<=10", manifest: plain, env: map[string]string{"npm_config_globalconfig": "$SCRATCH/global.npmrc"},
		files: map[string]string{"global.npmrc": "tag=global\nmessage=global\n", "home/.npmrc": "tag=user\nmessage=user\n", "project/.npmrc": "tag=project\n"},
	},
	{
		name: "a user's file elsewhere", on: "npm pnpm<=10", manifest: plain, env: map[string]string{"npm_config_userconfig": "$SCRATCH/other.npmrc"},
		files: map[string]string{"home/.npmrc": "tag=user\n", "other.npmrc": "tag=other\n"},
	},
	{name: "the project is the home", manifest: plain, dir: "home", files: map[string]string{"home/.npmrc": "tag=user\nfund=false\n"}},
	{
		name: "variables in settings", manifest: plain, on: "npm", env: map[string]string{"TAG": "from the environment", "KEY": "message"},
		files: map[string]string{"project/.npmrc": "tag=${TAG}\n${KEY}=h\neditor=${NO_SUCH}\nmessage=\\${TAG}\nsign-git-tag=${EMPTY?}\ninit-author-name=${TAG}-${TAG}\n"},
	},
	{
		name: "variables in settings of pnpm", manifest: plain, on: "pnpm<=10", env: map[string]string{"TAG": "t"},
		files: map[string]string{"project/.npmrc": "tag=${TAG}\nother-key=${TAG}x\n"},
	},
	{
		name: "an unset variable in settings", manifest: plain, on: "npm pnpm",
		files: map[string]string{"project/.npmrc": "tag=${NO_SUCH}\nfund=false\n"},
	},
	{
		name: "an unset variable in settings, under Yarn", manifest: plain, on: "yarn", silent: "yarn",
		files: map[string]string{"project/.npmrc": "tag=${NO_SUCH}\n"}, left: map[string]string{"yarn": ""},
	},
	{
		name: "forms of a value", on: "npm pnpm<=10", manifest: plain,
		files: map[string]string{"project/.npmrc": "; comment\n# comment\ntag = \" quoted \"\ncidr='single'\nmessage=a;b\ninit-license=a # b\neditor=a=b\n" +
			"init-author-name=\ninit-version\nsave-prefix=\"un\"quoted\ninit-author-url=\\;\\#\n  indented  =  x  \nunknown-key=1\n[section]\nfund=false\n"},
	},
	{
		name: "words with a meaning", on: "npm pnpm<=10", manifest: plain,
		files: map[string]string{"project/.npmrc": "save-exact=true\nfund=false\nnode-options=null\nmessage=undefined\ntag=null\naudit=0\nforce=1\nversions=TRUE\nstrict-ssl=\n"},
	},
	{
		name: "lists", on: "npm pnpm<=10", manifest: plain,
		files: map[string]string{"project/.npmrc": "omit[]=optional\nomit[]=peer\nca[]=one\nca[]=two\nscope=@a\ninclude=dev\nauth-type=web\n"},
	},
	{name: "a list of one", on: "npm pnpm<=10", manifest: plain, files: map[string]string{"project/.npmrc": "omit[]=optional\nca=one\ncpu=x64\nmaxsockets=20\n"}},
	{name: "numbers and octals", on: "npm pnpm<=10", manifest: plain, files: map[string]string{"project/.npmrc": "umask=022\nfetch-retries=3\nmaxsockets=007\nfetch-timeout=1e3\ndepth=Infinity\nlogs-max=x\n"}},
	{name: "an umask in decimal", on: "npm", manifest: plain, files: map[string]string{"project/.npmrc": "umask=18\n"}},
	{
		name: "paths", on: "npm pnpm<=10", manifest: plain,
		files: map[string]string{"project/.npmrc": "cache=~/c\ncafile=./ca.pem\ninit-module=~/init.js\ntmp=/tmp/x\nlogs-dir=logs\nviewer=~/v\n", "project/ca.pem": ""},
	},
	{name: "an empty path", on: "npm", manifest: plain, files: map[string]string{"project/.npmrc": "logs-dir=\nviewer=\n"}},
	{name: "an empty cafile, which npm cannot read", on: "npm", manifest: plain, files: map[string]string{"project/.npmrc": "cafile=\n"}, silent: "npm", left: map[string]string{"npm": "cafile"}},
	{name: "a wrong value", on: "npm", manifest: plain, files: map[string]string{"project/.npmrc": "fund=perhaps\nfetch-retries=many\naccess=x\nscope=1\nmessage=true\n"}},
	{name: "a wrong loglevel, which npm does not survive", on: "npm", manifest: plain, files: map[string]string{"project/.npmrc": "loglevel=loud\n"}, silent: "npm", left: map[string]string{"npm": "loglevel"}},
	{name: "a wrong registry, which npm does not survive", on: "npm", manifest: plain, files: map[string]string{"project/.npmrc": "registry=not a url\n"}, silent: "npm", left: map[string]string{"npm": "registry"}},
	{name: "old keys", on: "npm pnpm<=10", manifest: plain, files: map[string]string{"project/.npmrc": "global-style=true\nlegacy-bundling=true\noptional=false\nshrinkwrap=false\ncache-min=10\nalso=dev\nsso-type=oauth\n"}},
	{name: "tokens, which do not leak", on: "npm pnpm<=10 yarn bun", manifest: plain, files: map[string]string{"home/.npmrc": "//registry.example/:_authToken=secret\n@scope:registry=https://example.com/\n//example.com/:username=u\n"}},
	{name: "keys in other letters", on: "npm pnpm<=10", manifest: plain, files: map[string]string{"project/.npmrc": "Save-Exact=true\nSAVE_PREFIX=x\nsave_exact=true\n"}},
	{name: "a setting twice", on: "npm pnpm<=10", manifest: plain, files: map[string]string{"project/.npmrc": "tag=a\ntag=b\n"}},
	{name: "a file with carriage returns", on: "npm pnpm<=10", manifest: plain, files: map[string]string{"project/.npmrc": "\ufefftag=a\r\nfund=false\r\n"}},
	{name: "script-shell", on: "npm pnpm<=10 yarn", manifest: plain, args: []string{"a b", "'"}, files: map[string]string{"project/.npmrc": "script-shell=/bin/bash\n"}, left: map[string]string{"yarn": "script-shell"}},
	{name: "script-shell of the user, by name", on: "npm pnpm<=10", manifest: plain, files: map[string]string{"home/.npmrc": "script-shell=bash\n"}},
	{name: "script-shell of the environment", on: "npm", manifest: plain, env: map[string]string{"npm_config_script_shell": "/bin/bash"}},
	{
		name: "script-shell below the project", on: "npm pnpm<=10", manifest: plain, args: []string{"a b"},
		files: map[string]string{"project/.npmrc": "script-shell=./shell\n", "project/shell": "#!/bin/sh\nexec probe shell \"$@\"\n"},
	},
	{name: "script-shell that is missing", on: "npm pnpm<=10", manifest: plain, files: map[string]string{"project/.npmrc": "script-shell=/no/such/shell\n"}, silent: "all", left: map[string]string{"npm": "shell", "pnpm": "shell"}},
	{name: "node-options", on: "npm pnpm<=10", manifest: `{"scripts": {"x": "probe $NODE_OPTIONS"}}`, files: map[string]string{"project/.npmrc": "node-options=--no-warnings --max-old-space-size=512\n"}},
	{name: "node-options over those of the environment", on: "npm", manifest: plain, files: map[string]string{"project/.npmrc": "node-options=--no-warnings\n"}, env: map[string]string{"NODE_OPTIONS": "--no-deprecation"}},
	{name: "omit=dev", on: "npm pnpm<=10", manifest: plain, files: map[string]string{"project/.npmrc": "omit=dev\n"}},
	{name: "production", on: "npm pnpm<=10 yarn", manifest: plain, files: map[string]string{"project/.npmrc": "production=true\n"}},
	{name: "only=prod", on: "npm<12", manifest: plain, files: map[string]string{"project/.npmrc": "only=prod\n"}},
	{name: "omit and include", on: "npm", manifest: plain, files: map[string]string{"project/.npmrc": "omit=dev\ninclude=dev\n"}},
	{name: "user-agent", on: "npm pnpm<=10 yarn", manifest: plain, files: map[string]string{"project/.npmrc": "user-agent=mine/1 {npm-version} {node-version} {platform} {arch} {workspaces} {ci}\n"}},
	{name: "editor", on: "npm", manifest: plain, files: map[string]string{"project/.npmrc": "editor=code --wait\n"}},
	{name: "color=false", on: "npm pnpm yarn", manifest: plain, files: map[string]string{"project/.npmrc": "color=false\n"}},
	{name: "color=always", on: "npm pnpm", manifest: plain, files: map[string]string{"project/.npmrc": "color=always\n"}},
	{name: "silent", on: "npm pnpm", manifest: plain, files: map[string]string{"project/.npmrc": "loglevel=silent\n"}},
	{name: "prefix of the user", on: "npm pnpm<=10 yarn", manifest: plain, files: map[string]string{"home/.npmrc": "prefix=$SCRATCH/prefix\n", "prefix/etc/npmrc": "tag=global\n"}},
	{name: "prefix of the project", on: "npm", manifest: plain, files: map[string]string{"project/.npmrc": "prefix=$SCRATCH/prefix\n"}},
	{name: "node-gyp elsewhere", on: "npm pnpm<=10", manifest: plain, files: map[string]string{"project/.npmrc": "node-gyp=/opt/node-gyp.js\n"}},
	{name: "a proxy", on: "npm pnpm<=10", manifest: plain, files: map[string]string{"project/.npmrc": "proxy=http://proxy:1\nhttps-proxy=http://proxy:2\nnoproxy=a,b\n"}},
	{name: "a proxy of the environment", on: "npm pnpm<=10 yarn", manifest: plain, env: map[string]string{"HTTP_PROXY": "http://proxy:1", "HTTPS_PROXY": "http://proxy:2", "NO_PROXY": "a,b", "no_proxy": "c"}},
	{name: "a file that is a folder", on: "npm", manifest: plain, files: map[string]string{"project/.npmrc/": ""}},
	{name: "no file may be read but the project's", on: "npm pnpm<=10", manifest: plain, files: map[string]string{"home/.npmrc": "->/no/such/file", "project/.npmrc": "tag=a\n"}},
}
