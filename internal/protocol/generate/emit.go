package main

import (
	"bytes"
	"fmt"
	"go/ast"
	"slices"
	"strings"
)

const header = `// Code generated from internal/protocol by "make generate". DO NOT EDIT.

import { NotificationType, RequestType } from "vscode-jsonrpc/node";
`

// emitter writes TypeScript and remembers which types are still to be written.
type emitter struct {
	out      bytes.Buffer
	packages map[string]*source
	home     *source
	written  map[string]*source // by TypeScript name, which is the Go name without its package
	queue    []reference
}

// reference is a type of a package that something written refers to.
type reference struct {
	from *source
	name string
}

// emit translates the first package whole and of the others what it refers to.
func emit(packages []*source) ([]byte, error) {
	e := &emitter{packages: map[string]*source{}, home: packages[0], written: map[string]*source{}}
	for _, s := range packages {
		e.packages[s.name] = s
	}
	e.out.WriteString(header)
	for _, c := range e.home.consts {
		e.doc("", c.doc)
		fmt.Fprintf(&e.out, "export const %s = %s;\n", c.name, c.value)
	}
	for _, m := range e.home.messages {
		if err := e.message(m); err != nil {
			return nil, err
		}
	}
	for _, name := range e.home.order {
		e.queue = append(e.queue, reference{e.home, name})
	}
	for len(e.queue) > 0 {
		next := e.queue[0]
		e.queue = e.queue[1:]
		if err := e.declaration(next); err != nil {
			return nil, err
		}
	}
	return e.out.Bytes(), nil
}

func (e *emitter) message(m message) error {
	params, err := e.typeName(e.home, m.params)
	if err != nil {
		return fmt.Errorf("message %s: %w", m.name, err)
	}
	e.doc("", m.doc)
	if m.result == nil {
		fmt.Fprintf(&e.out, "export const %s = new NotificationType<%s>(%s);\n", m.name, params, m.method)
		return nil
	}
	result, err := e.typeName(e.home, m.result)
	if err != nil {
		return fmt.Errorf("message %s: %w", m.name, err)
	}
	fmt.Fprintf(&e.out, "export const %s = new RequestType<%s, %s, void>(%s);\n", m.name, params, result, m.method)
	return nil
}

func (e *emitter) declaration(r reference) error {
	if from, done := e.written[r.name]; done {
		if from != r.from {
			return fmt.Errorf("type %s is declared in both %s and %s", r.name, from.name, r.from.name)
		}
		return nil
	}
	t, ok := r.from.types[r.name]
	if !ok {
		return fmt.Errorf("type %s.%s is not declared", r.from.name, r.name)
	}
	e.written[r.name] = r.from
	if strings.HasPrefix(t.basic, "invalid: ") {
		return fmt.Errorf("type %s.%s: %s", r.from.name, r.name, strings.TrimPrefix(t.basic, "invalid: "))
	}
	e.doc("", t.doc)
	if t.basic != "" {
		return e.named(r.from, t)
	}
	if len(t.fields) == 0 {
		fmt.Fprintf(&e.out, "export type %s = Record<string, never>;\n", t.name)
		return nil
	}
	fmt.Fprintf(&e.out, "export interface %s {\n", t.name)
	for _, f := range t.fields {
		name, err := e.typeName(r.from, f.expr)
		if err != nil {
			return fmt.Errorf("%s.%s: %w", t.name, f.json, err)
		}
		e.doc("\t", f.doc)
		mark := ""
		if f.optional {
			mark = "?"
		}
		fmt.Fprintf(&e.out, "\treadonly %s%s: %s;\n", f.json, mark, name)
	}
	e.out.WriteString("}\n")
	return nil
}

// named writes a named basic type: a union of its constants, where it has any.
func (e *emitter) named(from *source, t *declaredType) error {
	var values []string
	for _, c := range from.consts {
		if c.typ == t.name {
			values = append(values, c.value)
		}
	}
	if len(values) == 0 {
		basic, ok := basicNames[t.basic]
		if !ok {
			return fmt.Errorf("type %s: %s is not supported", t.name, t.basic)
		}
		values = []string{basic}
	}
	fmt.Fprintf(&e.out, "export type %s = %s;\n", t.name, strings.Join(values, " | "))
	return nil
}

var basicNames = map[string]string{
	"string": "string", "bool": "boolean",
	"int": "number", "int64": "number", "uint64": "number", "float64": "number",
}

// typeName translates a type expression that stands in package from.
func (e *emitter) typeName(from *source, expr ast.Expr) (string, error) {
	switch expr := expr.(type) {
	case *ast.StarExpr:
		return e.typeName(from, expr.X)
	case *ast.ArrayType:
		element, err := e.typeName(from, expr.Elt)
		if expr.Len != nil {
			return "", fmt.Errorf("arrays of fixed length are not supported")
		}
		return "readonly " + element + "[]", err
	case *ast.Ident:
		if basic, ok := basicNames[expr.Name]; ok {
			return basic, nil
		}
		e.queue = append(e.queue, reference{from, expr.Name})
		return expr.Name, nil
	case *ast.SelectorExpr:
		return e.qualified(expr)
	}
	return "", fmt.Errorf("%T is not supported", expr)
}

func (e *emitter) qualified(expr *ast.SelectorExpr) (string, error) {
	pkg, name := expr.X.(*ast.Ident).Name, expr.Sel.Name
	if pkg == "time" && name == "Time" {
		return "string", nil // RFC 3339, as encoding/json writes it
	}
	other, ok := e.packages[pkg]
	if !ok {
		known := make([]string, 0, len(e.packages))
		for name := range e.packages {
			known = append(known, name)
		}
		slices.Sort(known)
		return "", fmt.Errorf("%s.%s: only types of %s go on the wire", pkg, name, strings.Join(known, ", "))
	}
	e.queue = append(e.queue, reference{other, name})
	return name, nil
}

func (e *emitter) doc(indent, text string) {
	e.out.WriteString("\n")
	if text == "" {
		return
	}
	e.out.WriteString(indent + "/**\n")
	for line := range strings.SplitSeq(text, "\n") {
		e.out.WriteString(strings.TrimRight(indent+" * "+line, " ") + "\n")
	}
	e.out.WriteString(indent + " */\n")
}
