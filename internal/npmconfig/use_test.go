package npmconfig

import (
	"strings"
	"testing"

	"github.com/runlight-dev/runlight/internal/environ"
	"github.com/stretchr/testify/require"
)

func TestUserAgent(t *testing.T) {
	const plain = "npm/11.1.0 node/v20.0.0 linux x64 workspaces/false"
	github := []string{"GITHUB_ACTIONS=1", "GITHUB_SERVER_URL=https://github.com"}
	for want, env := range map[string][]string{
		plain:                                          nil,
		plain + " ci/gitlab-ci":                        {"GITLAB_CI=true"},
		plain + " ci/github-actions":                   {"GITHUB_ACTIONS=1"},
		plain + " ci/github-actions/dotcom":            github,
		plain + " ci/github-actions/ghecom":            {"GITHUB_ACTIONS=1", "GITHUB_SERVER_URL=https://a.GHE.com/x"},
		plain + " ci/github-actions/ghes":              {"GITHUB_ACTIONS=1", "GITHUB_SERVER_URL=https://git.example"},
		plain + " ci/jenkins":                          {"JENKINS_URL=x", "BUILD_ID=1"},
		plain + " ci/heroku":                           {"NODE=/app/.heroku/node/bin/node"},
		plain + " ci/woodpecker":                       {"CI=woodpecker"},
		plain + " ci/vercel":                           {"NOW_BUILDER=1"},
		"me x64 Xx64":                                  {"npm_config_user_agent= me {arch} X{ARCH}{ci} "},
		plain + " ":                                    {"CI=1", "JENKINS_URL=x"}, // one, but none of those with a name
		plain + "  ":                                   {"GITLAB_CI=true", "CI=false"},
		plain + " ci/github-actions/dotcom-hosted":     append(github, "RUNNER_ENVIRONMENT=github-hosted "),
		plain + " ci/github-actions/dotcom-selfhosted": append(github, "RUNNER_ENVIRONMENT=self-hosted"),
	} {
		c, _ := load(t, 11, nil, env...)
		require.Equal(t, strings.TrimSpace(want), c.UserAgent(), env)
	}
	c, _ := load(t, 11, map[string]string{"project/.npmrc": "user-agent={workspaces}"})
	c.sources.Prefix = c.sources.Home
	require.Equal(t, "true", c.UserAgent())
}

func TestProgress(t *testing.T) {
	for _, test := range []struct {
		major int
		env   string
		want  bool
	}{{11, "A=", true}, {11, "TERM=dumb", false}, {10, "TERM=dumb", true}, {10, "RUN_ID=1", false}, {12, "CI=1", false}} {
		c, _ := load(t, test.major, nil, test.env)
		require.Equal(t, test.want, c.Get("progress"), "%+v", test)
	}
}

func TestProduction(t *testing.T) {
	for _, test := range []struct {
		project, user string
		env           string
		want          bool
	}{
		{"", "", "A=", false},
		{"", "", "NODE_ENV=production", true},
		{"omit=dev", "", "A=", true},
		{"omit[]=peer\nomit[]=dev", "", "A=", true},
		{"omit=peer", "", "A=", false},
		{"omit=peer", "omit=dev", "A=", true}, // what the weaker layer has set stays
		{"omit=dev\ninclude=dev", "", "A=", false},
		{"omit=dev", "include=dev", "A=", false},
		{"only=prod", "", "A=", true},
		{"only=production", "", "A=", true},
		{"only=products", "", "A=", false},
		{"production=true", "", "A=", true},
		{"production=false\nomit=dev", "", "A=", false},
		{"dev=true\nonly=prod", "", "A=", false},
		{"also=development\nonly=prod", "", "A=", false},
		{"", "", "npm_config_omit=dev", true},
		{"omit='[[1]]'\ninclude[]='[1]'", "", "A=", false},
	} {
		c, _ := load(t, 11, map[string]string{"project/.npmrc": test.project, "home/.npmrc": test.user}, test.env)
		require.Equal(t, test.want, c.Production(), "%+v", test)
	}
}

func TestIgnoreScripts(t *testing.T) {
	for text, want := range map[string]bool{
		"": false, "ignore-scripts": true, "ignore-scripts=": true, "ignore-scripts=true": true, "ignore-scripts=false": false,
		"ignore-scripts=0": false, "ignore-scripts=1": true, "ignore-scripts=no": true, "ignore-scripts=null": false,
		`ignore-scripts=" null"`: false,
	} {
		c, _ := load(t, 11, map[string]string{"project/.npmrc": text})
		require.Equal(t, want, c.IgnoreScripts(), text)
	}
}

func TestColor(t *testing.T) {
	for text, want := range map[string]string{"": "1", "color=false": "0", "color=always": "1", "color=": "1", "color=null": "0"} {
		c, _ := load(t, 11, map[string]string{"project/.npmrc": text})
		require.Equal(t, want, c.color(), text)
	}
	c, _ := load(t, 11, nil, "NO_COLOR=1")
	require.Equal(t, "0", c.color())
	c, _ = load(t, 11, nil, "NO_COLOR=0")
	require.Equal(t, "1", c.color())
}

func TestEditor(t *testing.T) {
	c, _ := load(t, 12, nil)
	require.Equal(t, defaultEditor(environ.Parse(nil)), c.Text("editor"))
	require.NotEmpty(t, c.Text("global-ignore-file"))
	c, _ = load(t, 10, nil)
	require.Empty(t, c.Text("global-ignore-file"))
	require.NotEmpty(t, c.NodeGyp())
}
