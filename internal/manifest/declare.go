package manifest

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"
)

// ReadPnpmWorkspace reads the packages of a pnpm-workspace.yaml. declared says whether there is a list, an empty one
// included; from pnpm 10 on the file also holds settings alone, and then declares nothing. The error is an *Error.
func ReadPnpmWorkspace(path string) (patterns []string, declared bool, err error) {
	data, err := load(path, maxDeclaration)
	if err != nil {
		return nil, false, err
	}
	return parsePnpmWorkspace(path, data)
}

func parsePnpmWorkspace(file string, data []byte) (patterns []string, declared bool, err error) {
	var document yaml.Node
	if err := yaml.Unmarshal(data, &document); err != nil {
		return nil, false, yamlError(file, err)
	}
	if len(document.Content) == 0 { // an empty file, or comments alone
		return nil, false, nil
	}
	root := resolve(document.Content[0])
	if root.Kind == yaml.ScalarNode && root.ShortTag() == "!!null" {
		return nil, false, nil
	}
	if root.Kind != yaml.MappingNode {
		return nil, false, shapeError(file, root, "a mapping such as \"packages:\" is expected here")
	}
	for i := 0; i+1 < len(root.Content); i += 2 {
		if root.Content[i].Value == "packages" {
			return packagesOf(file, resolve(root.Content[i+1]))
		}
	}
	return nil, false, nil
}

// packagesOf reads the list, with pnpm's own strictness: it refuses to start when a pattern is no text or is empty.
func packagesOf(file string, list *yaml.Node) (patterns []string, declared bool, err error) {
	if list.Kind == yaml.ScalarNode && list.ShortTag() == "!!null" {
		return nil, false, nil
	}
	if list.Kind != yaml.SequenceNode {
		return nil, false, shapeError(file, list, "packages must be a list of patterns")
	}
	for _, entry := range list.Content {
		entry = resolve(entry)
		if entry.Kind != yaml.ScalarNode || entry.ShortTag() != "!!str" || entry.Value == "" {
			return nil, false, shapeError(file, entry, "a pattern must be text")
		}
		patterns = append(patterns, entry.Value)
	}
	return patterns, true, nil
}

// resolve follows an alias to what it stands for; YAML has no alias of an alias.
func resolve(node *yaml.Node) *yaml.Node {
	if node.Kind == yaml.AliasNode && node.Alias != nil {
		return node.Alias
	}
	return node
}

func shapeError(file string, node *yaml.Node, message string) error {
	return &Error{File: file, Line: node.Line, Column: node.Column, Message: message, Err: ErrShape}
}

// yamlLine is how the library begins its messages; it tells the line but no column.
var yamlLine = regexp.MustCompile(`^yaml: (?:line (\d+): )?`)

func yamlError(file string, err error) error {
	found := &Error{File: file, Line: 1, Column: 1, Message: "this is no valid YAML: " + err.Error(), Err: ErrSyntax}
	if match := yamlLine.FindStringSubmatch(err.Error()); match != nil {
		found.Message = "this is no valid YAML: " + strings.TrimPrefix(err.Error(), match[0])
		if line, err := strconv.Atoi(match[1]); err == nil {
			found.Line = max(line, 1)
		}
	}
	return found
}

// ReadLerna reads packages and npmClient of a lerna.json. patterns is nil when the file has no packages, as when it
// leaves them to the package manager's workspaces. The error is an *Error.
func ReadLerna(path string) (patterns []string, npmClient string, err error) {
	data, err := load(path, maxDeclaration)
	if err != nil {
		return nil, "", err
	}
	return parseLerna(path, data)
}

func parseLerna(file string, data []byte) (patterns []string, npmClient string, err error) {
	t, root, err := parseObject(file, data)
	if err != nil {
		return nil, "", err
	}
	if client, ok := t.member(root, "npmClient"); ok && t.is(client, '"') {
		npmClient = t.string(client)
	}
	packages, ok := t.member(root, "packages")
	if !ok {
		return nil, npmClient, nil
	}
	wrong := func(at span, message string) error {
		line, column := (&locator{text: string(t)}).at(at.start)
		return &Error{File: file, Line: line, Column: column, Message: fmt.Sprintf(message, t.kind(at)), Err: ErrShape}
	}
	if !t.is(packages, '[') {
		return nil, npmClient, wrong(packages, "packages must be a list of patterns, not %s")
	}
	patterns = []string{}
	for element := range t.elements(packages) {
		if !t.is(element, '"') {
			return nil, npmClient, wrong(element, "a pattern must be text, not %s")
		}
		patterns = append(patterns, t.string(element))
	}
	return patterns, npmClient, nil
}
