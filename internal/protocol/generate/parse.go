package main

import (
	"fmt"
	"go/ast"
	"go/constant"
	"go/parser"
	"go/token"
	"go/types"
	"os"
	"path/filepath"
	"reflect"
	"strings"
)

// source is what one Go package declares.
type source struct {
	name     string
	types    map[string]*declaredType
	order    []string // names of types as declared
	consts   []declaredConst
	messages []message
}

// declaredType is a struct, or a named string or number.
type declaredType struct {
	name   string
	doc    string
	fields []field // of a struct
	basic  string  // of a named basic type: its Go name
}

// field is one member of a message.
type field struct {
	json     string
	doc      string
	expr     ast.Expr
	optional bool
}

// declaredConst is one constant; typ is empty where it has none.
type declaredConst struct{ name, typ, doc, value string }

// message is one request or notification.
type message struct {
	name, doc, method string
	params, result    ast.Expr // result is nil for a notification
}

// parse reads the Go package in dir, tests left out.
func parse(dir string) (*source, error) {
	names, err := filepath.Glob(filepath.Join(dir, "*.go"))
	if err != nil || len(names) == 0 {
		return nil, fmt.Errorf("no Go files: %w", os.ErrNotExist)
	}
	s := &source{types: map[string]*declaredType{}}
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			return nil, err
		}
		s.name = file.Name.Name
		if err := s.addFile(file); err != nil {
			return nil, fmt.Errorf("%s: %w", filepath.Base(name), err)
		}
	}
	return s, nil
}

func (s *source) addFile(file *ast.File) error {
	for _, decl := range file.Decls {
		general, ok := decl.(*ast.GenDecl)
		if !ok {
			continue
		}
		constType := "" // a const without a type and value repeats the one above; only the type is supported here
		for _, spec := range general.Specs {
			var err error
			switch spec := spec.(type) {
			case *ast.TypeSpec:
				err = s.addType(spec, docOf(spec.Doc, general.Doc))
			case *ast.ValueSpec:
				if general.Tok == token.CONST {
					constType, err = s.addConst(spec, docOf(spec.Doc, general.Doc), constType)
				} else {
					err = s.addMessage(spec, docOf(spec.Doc, general.Doc))
				}
			}
			if err != nil {
				return err
			}
		}
	}
	return nil
}

func docOf(groups ...*ast.CommentGroup) string {
	for _, group := range groups {
		if group != nil {
			return strings.TrimSpace(group.Text())
		}
	}
	return ""
}

func (s *source) addType(spec *ast.TypeSpec, doc string) error {
	if !spec.Name.IsExported() || spec.TypeParams != nil {
		return nil
	}
	t := &declaredType{name: spec.Name.Name, doc: doc}
	switch expr := spec.Type.(type) {
	case *ast.StructType:
		for _, f := range expr.Fields.List {
			parsed, keep, err := parseField(f)
			if err != nil {
				// Said only when the type is used: a package may have structs that never go on the wire.
				t.fields, t.basic = nil, "invalid: "+err.Error()
				break
			}
			if keep {
				t.fields = append(t.fields, parsed)
			}
		}
	case *ast.Ident:
		t.basic = expr.Name
	default:
		t.basic = "invalid: neither a struct nor a basic type"
	}
	s.types[t.name] = t
	s.order = append(s.order, t.name)
	return nil
}

func parseField(f *ast.Field) (field, bool, error) {
	if len(f.Names) != 1 {
		return field{}, false, fmt.Errorf("embedded or joined fields are not supported")
	}
	if !f.Names[0].IsExported() {
		return field{}, false, nil // encoding/json passes it over
	}
	if f.Tag == nil {
		return field{}, false, fmt.Errorf("field %s has no json tag", f.Names[0].Name)
	}
	tag := reflect.StructTag(strings.Trim(f.Tag.Value, "`")).Get("json")
	name, options, _ := strings.Cut(tag, ",")
	if name == "-" {
		return field{}, false, nil
	}
	if name == "" {
		return field{}, false, fmt.Errorf("field %s has no json name", f.Names[0].Name)
	}
	parsed := field{json: name, doc: docOf(f.Doc, f.Comment), expr: f.Type, optional: options == "omitempty"}
	if _, pointer := f.Type.(*ast.StarExpr); pointer && !parsed.optional {
		return field{}, false, fmt.Errorf("field %s is a pointer without omitempty", f.Names[0].Name)
	}
	if parsed.doc == "" {
		return field{}, false, fmt.Errorf("field %s has no comment", f.Names[0].Name)
	}
	return parsed, true, nil
}

func (s *source) addConst(spec *ast.ValueSpec, doc, typ string) (string, error) {
	if ident, ok := spec.Type.(*ast.Ident); ok {
		typ = ident.Name
	}
	for i, name := range spec.Names {
		if !name.IsExported() || i >= len(spec.Values) {
			continue
		}
		evaluated, err := types.Eval(token.NewFileSet(), nil, token.NoPos, types.ExprString(spec.Values[i]))
		if err != nil || evaluated.Value == nil {
			continue // built from other names: not for the wire
		}
		text := evaluated.Value.ExactString()
		if evaluated.Value.Kind() == constant.Float {
			text = evaluated.Value.String()
		}
		s.consts = append(s.consts, declaredConst{name: name.Name, typ: typ, doc: doc, value: text})
	}
	return typ, nil
}

// addMessage takes var X = Request[P, R]{Method: "…"} and leaves other variables alone.
func (s *source) addMessage(spec *ast.ValueSpec, doc string) error {
	if len(spec.Values) != 1 {
		return nil
	}
	literal, ok := spec.Values[0].(*ast.CompositeLit)
	if !ok || len(literal.Elts) != 1 {
		return nil
	}
	m := message{name: spec.Names[0].Name, doc: doc}
	switch typ := literal.Type.(type) {
	case *ast.IndexListExpr:
		m.params, m.result = typ.Indices[0], typ.Indices[1]
	case *ast.IndexExpr:
		m.params = typ.Index
	default:
		return nil
	}
	method, ok := literal.Elts[0].(*ast.KeyValueExpr)
	if !ok || doc == "" {
		return fmt.Errorf("message %s needs a comment and Method: \"…\"", m.name)
	}
	m.method = types.ExprString(method.Value)
	s.messages = append(s.messages, m)
	return nil
}
