package site

import (
	"reflect"
	"strings"

	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/token"
)

// firstUnknown is the first key in a file that a struct has no field for, nil
// when none can be told. The YAML library names any of several, another one
// each time.
func firstUnknown(n ast.Node, t reflect.Type) *token.Token {
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	switch n := n.(type) {
	case *ast.AnchorNode:
		return firstUnknown(n.Value, t)
	case *ast.TagNode:
		return firstUnknown(n.Value, t)
	case *ast.SequenceNode:
		if t.Kind() != reflect.Slice {
			return nil
		}
		for _, v := range n.Values {
			if tk := firstUnknown(v, t.Elem()); tk != nil {
				return tk
			}
		}
	case *ast.MappingNode:
		if t.Kind() != reflect.Struct {
			return nil
		}
		fields := fieldsOf(t, map[string]reflect.Type{})
		for _, v := range n.Values {
			key := v.Key.GetToken()
			field, ok := fields[key.Value]
			if !ok && !v.Key.IsMergeKey() {
				return key
			}
			if ok {
				if tk := firstUnknown(v.Value, field); tk != nil {
					return tk
				}
			}
		}
	}
	return nil
}

// fieldsOf are a struct's fields by their keys, those of inline structs with
// them.
func fieldsOf(t reflect.Type, fields map[string]reflect.Type) map[string]reflect.Type {
	for i := range t.NumField() {
		f := t.Field(i)
		name, rest, _ := strings.Cut(f.Tag.Get("yaml"), ",")
		switch {
		case rest == "inline":
			fieldsOf(f.Type, fields)
		case name != "" && name != "-":
			fields[name] = f.Type
		}
	}
	return fields
}
