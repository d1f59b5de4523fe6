package npmconfig

import (
	_ "embed" // of ci.json
	"encoding/json"
	"net/url"
	"slices"
	"strings"
	"sync"

	"github.com/runlight-dev/runlight/internal/environ"
)

// ciJSON lists the services that npm tells by their variables: the name as it stands in the user agent, and what must all
// hold. The facts are those of the package ci-info 4.
//
//go:embed ci.json
var ciJSON []byte

type service struct {
	Name string
	All  []condition
}

// condition holds where one of Any is set, or where Env is a text or holds one.
type condition struct {
	Any               []string
	Env, Is, Includes string
}

var services = sync.OnceValue(func() (all []service) {
	if err := json.Unmarshal(ciJSON, &all); err != nil {
		panic("ci.json: " + err.Error())
	}
	return all
})

func (c condition) holds(env *environ.Variables) bool {
	value := env.Value(c.Env)
	switch {
	case c.Any != nil:
		return slices.ContainsFunc(c.Any, func(name string) bool { return env.Value(name) != "" })
	case c.Includes != "":
		return strings.Contains(value, c.Includes)
	default:
		return value == c.Is
	}
}

// ciName is the service that the environment belongs to, and whether it is one of any kind.
func ciName(env *environ.Variables) (name string, ci bool) {
	if env.Value("CI") == "false" {
		return "", false
	}
	for _, s := range services() {
		if !slices.ContainsFunc(s.All, func(c condition) bool { return !c.holds(env) }) {
			name = s.Name // of several the last
		}
	}
	general := []string{
		"BUILD_ID", "BUILD_NUMBER", "CI", "CI_APP_ID", "CI_BUILD_ID", "CI_BUILD_NUMBER", "CI_NAME", "CONTINUOUS_INTEGRATION", "RUN_ID",
	}
	return name, name != "" || condition{Any: general}.holds(env)
}

// githubKind tells GitHub's runners apart.
func githubKind(env *environ.Variables) string {
	server, err := url.Parse(strings.TrimSpace(env.Value("GITHUB_SERVER_URL")))
	if err != nil {
		return ""
	}
	switch host := strings.ToLower(server.Hostname()); {
	case host == "":
		return ""
	case host == "github.com":
		switch strings.TrimSpace(env.Value("RUNNER_ENVIRONMENT")) {
		case "github-hosted":
			return "dotcom-hosted"
		case "self-hosted":
			return "dotcom-selfhosted"
		}
		return "dotcom"
	case host == "ghe.com" || strings.HasSuffix(host, ".ghe.com"):
		return "ghecom"
	default:
		return "ghes"
	}
}
