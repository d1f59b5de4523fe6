package manifest

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
)

const byteOrderMark = "\ufeff"

// Parse reads the content of one package.json; file only names it in errors. It accepts what JSON.parse accepts after a
// byte order mark has been removed, as npm, pnpm and yarn do, up to 10,000 levels deep. What is valid but odd becomes a
// warning. The error is an *Error, with the place, that wraps [ErrSyntax] or [ErrShape].
func Parse(file string, data []byte) (*Manifest, error) {
	t, object, err := parseObject(file, data)
	if err != nil {
		return nil, err
	}
	p := parser{text: t, locator: locator{text: string(t)}, found: &Manifest{}}
	p.fields(object)
	p.sortWarnings()
	return p.found, nil
}

// sortWarnings brings the warnings into file order. The last one says how many were left out.
func (p *parser) sortWarnings() {
	slices.SortStableFunc(p.found.Warnings, func(a, b Warning) int {
		return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column))
	})
	if p.unsaid > 0 {
		last := &p.found.Warnings[len(p.found.Warnings)-1]
		last.Message += fmt.Sprintf(" (and %d more warnings)", p.unsaid)
	}
}

// parseObject gives the text without its byte order mark, and the object that it must be.
func parseObject(file string, data []byte) (text, span, error) {
	content := strings.TrimPrefix(string(data), byteOrderMark)
	data = data[len(data)-len(content):]
	if !json.Valid(data) {
		return "", span{}, syntaxError(file, content, data)
	}
	t := text(content)
	root := t.root()
	if !t.is(root, '{') {
		line, column := (&locator{text: content}).at(root.start)
		return "", span{}, &Error{
			File: file, Line: line, Column: column, Err: ErrShape,
			Message: "an object in braces is expected here, not " + t.kind(root),
		}
	}
	return t, root, nil
}

// parser gathers the fields of one manifest.
type parser struct {
	text    text
	locator locator
	found   *Manifest
	unsaid  int // warnings beyond maxWarnings
}

// fields reads the fields that matter. They are looked up after the walk, so that of two the last one counts.
func (p *parser) fields(object span) {
	fields := map[string]span{}
	for key, value := range p.text.members(object) {
		name := p.text.view(key)
		switch name {
		case "name", "version", "scripts", "packageManager", "devEngines", "workspaces":
			if _, twice := fields[name]; twice {
				p.warn(key, "%q is here a second time: this one counts", name)
			}
			fields[name] = value
		}
	}
	p.optionalText(fields, "name", &p.found.Name)
	p.optionalText(fields, "version", &p.found.Version)
	p.optionalText(fields, "packageManager", &p.found.PackageManager)
	if value, ok := fields["scripts"]; ok {
		p.scripts(value)
	}
	if value, ok := fields["devEngines"]; ok {
		p.devEngines(value)
	}
	if value, ok := fields["workspaces"]; ok {
		p.workspaces(value)
	}
}

func (p *parser) optionalText(fields map[string]span, name string, to *string) {
	value, ok := fields[name]
	switch {
	case !ok:
	case p.text.is(value, '"'):
		*to = p.text.string(value)
	default:
		p.warn(value, "%q must be text, not %s: it is ignored", name, p.text.kind(value))
	}
}

// warn adds a warning at the start of a value or key.
func (p *parser) warn(at span, format string, args ...any) {
	if len(p.found.Warnings) == maxWarnings {
		p.unsaid++
		return
	}
	line, column := p.locator.at(at.start)
	p.found.Warnings = append(p.found.Warnings, Warning{Line: line, Column: column, Message: fmt.Sprintf(format, args...)})
}
