package runner

import (
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/runlight-dev/runlight/internal/javascript"
)

// readYAML reads the settings in a YAML file; nil where there is no file, or wanted is false.
func (p *pnpmRun) readYAML(path string, wanted bool) (*javascript.Object, error) {
	if !wanted {
		return nil, nil
	}
	found, err := parsed(p.files, "settings", path, parseYAML)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, nil
	case err != nil:
		return nil, leave("%s is for pnpm to judge: %v", filepath.Base(path), err)
	}
	return found, nil
}

// parseYAML reads an object. Its error is for what the YAML libraries of Go and of pnpm may read differently.
func parseYAML(data []byte) (*javascript.Object, error) {
	var document yaml.Node
	if err := yaml.Unmarshal([]byte(strings.TrimPrefix(string(data), "\ufeff")), &document); err != nil {
		return nil, err
	}
	if len(document.Content) == 0 {
		return nil, nil
	}
	value, err := valueOfYAML(document.Content[0], 0)
	if err != nil || value == nil {
		return nil, err
	}
	object, ok := value.(*javascript.Object)
	if !ok {
		return nil, errors.New("it holds no object")
	}
	return object, nil
}

// maxDepthYAML is deeper than any settings, and bounds what aliases may multiply.
const maxDepthYAML = 16

func valueOfYAML(n *yaml.Node, depth int) (any, error) {
	if depth > maxDepthYAML {
		return nil, errors.New("it is nested too deep")
	}
	switch n.Kind {
	case yaml.ScalarNode:
		return scalarOfYAML(n)
	case yaml.SequenceNode:
		list := make([]any, 0, len(n.Content))
		for _, element := range n.Content {
			value, err := valueOfYAML(element, depth+1)
			if err != nil {
				return nil, err
			}
			list = append(list, value)
		}
		return list, nil
	case yaml.MappingNode:
		return objectOfYAML(n, depth)
	default:
		return nil, fmt.Errorf("line %d holds an alias", n.Line)
	}
}

func objectOfYAML(n *yaml.Node, depth int) (any, error) {
	object := &javascript.Object{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		key := n.Content[i]
		if key.Kind != yaml.ScalarNode || key.ShortTag() == "!!merge" {
			return nil, fmt.Errorf("the key of line %d is no text", key.Line)
		}
		if _, twice := object.Get(key.Value); twice {
			return nil, fmt.Errorf("the key %q stands there twice", key.Value)
		}
		value, err := valueOfYAML(n.Content[i+1], depth+1)
		if err != nil {
			return nil, err
		}
		object.Set(key.Value, value)
	}
	return object, nil
}

// plainNumber is written alike in every version of YAML.
var plainNumber = regexp.MustCompile(`^-?(?:0|[1-9][0-9]{0,15})(?:\.[0-9]{1,15})?$`)

func scalarOfYAML(n *yaml.Node) (any, error) {
	switch tag := n.ShortTag(); tag {
	case "!!str":
		return n.Value, nil
	case "!!null":
		return nil, nil
	case "!!bool":
		return strings.EqualFold(n.Value, "true"), nil
	case "!!int", "!!float":
		if plainNumber.MatchString(n.Value) {
			number, err := strconv.ParseFloat(n.Value, 64)
			return number, err
		}
		return nil, fmt.Errorf("line %d holds an odd number", n.Line)
	default:
		return nil, fmt.Errorf("line %d holds a value of the type %s", n.Line, strings.TrimLeft(tag, "!"))
	}
}

// requestSettings may not name variables in pnpm-workspace.yaml.
var requestSettings = []string{"registry", "httpProxy", "httpsProxy", "noProxy", "proxy", "noproxy"}

// workspaceSettings are what version 10 makes of pnpm-workspace.yaml (config/config, getOptionsFromPnpmSettings).
func (p *pnpmRun) workspaceSettings(yaml *javascript.Object) (*javascript.Object, error) {
	settings := &javascript.Object{}
	for key, value := range yaml.All() {
		name, err := expandVariables(key, p.env)
		if err != nil {
			return nil, leave("pnpm refuses pnpm-workspace.yaml: %v", err)
		}
		if text, ok := value.(string); ok {
			if slices.Contains(requestSettings, name) && placeholder.MatchString(text) {
				continue
			}
			if value, err = expandVariables(text, p.env); err != nil {
				return nil, leave("pnpm refuses pnpm-workspace.yaml: %v", err)
			}
		}
		// These two become lists, which are not exported.
		if name != "allowBuilds" && name != "allowNonAppliedPatches" {
			settings.Set(name, value)
		}
	}
	if old, ok := yaml.Get("allowNonAppliedPatches"); ok && old != nil {
		if now, _ := settings.Get("allowUnusedPatches"); now == nil {
			settings.Set("allowUnusedPatches", old)
		}
	}
	return settings, p.resolveSettings(settings)
}

// resolveSettings makes the paths and versions among the settings absolute.
func (p *pnpmRun) resolveSettings(settings *javascript.Object) error {
	if file, _ := settings.Get("onlyBuiltDependenciesFile"); javascript.Truthy(file) {
		settings.Set("onlyBuiltDependenciesFile", filepath.Join(p.root, javascript.String(file)))
	}
	if value, _ := settings.Get("patchedDependencies"); javascript.Truthy(value) {
		patches, err := replaced(value, func(file string) (string, error) {
			if filepath.IsAbs(file) {
				return file, nil
			}
			return filepath.Join(p.root, file), nil
		})
		if err != nil {
			return leave("patchedDependencies in pnpm-workspace.yaml %v", err)
		}
		settings.Set("patchedDependencies", patches)
	}
	value, _ := settings.Get("overrides")
	if !javascript.Truthy(value) {
		return nil
	}
	overrides, err := replaced(value, p.referred)
	switch {
	case err != nil:
		return leave("overrides in pnpm-workspace.yaml %v", err)
	case overrides.Len() == 0:
		settings.Delete("overrides")
	case p.rootManifest != nil:
		settings.Set("overrides", overrides)
	}
	return nil
}

// replaced is an object of texts with each text replaced.
func replaced(value any, by func(string) (string, error)) (*javascript.Object, error) {
	object, ok := value.(*javascript.Object)
	if !ok {
		return nil, errors.New("is no object")
	}
	made := &javascript.Object{}
	for key, value := range object.All() {
		text, ok := value.(string)
		if !ok {
			return nil, fmt.Errorf("holds no text for %q", key)
		}
		text, err := by(text)
		if err != nil {
			return nil, err
		}
		made.Set(key, text)
	}
	return made, nil
}

// referred resolves "$name" to the version that the root's manifest wants of that dependency.
func (p *pnpmRun) referred(spec string) (string, error) {
	name, refers := strings.CutPrefix(spec, "$")
	if !refers || p.rootManifest == nil {
		return spec, nil
	}
	for _, field := range []string{"optionalDependencies", "dependencies", "devDependencies"} {
		value, _ := p.rootManifest.Get(field)
		dependencies, _ := value.(*javascript.Object)
		if version, _ := dependencies.Get(name); javascript.Truthy(version) {
			return javascript.String(version), nil
		}
	}
	return "", fmt.Errorf("refers to %q, which is no dependency", name)
}
