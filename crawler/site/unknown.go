package site

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"

	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/token"
)

// strayKey is a key that means nothing where it stands, and the keys that do.
type strayKey struct {
	token *token.Token
	known map[string]reflect.Type
}

// stray notes a key that means nothing.
func (f *findings) stray(file string, k *strayKey) {
	if k.token.Position == nil || f.enough() {
		return
	}
	f.strays = true
	f.all = append(f.all, &Error{File: file, Line: k.token.Position.Line, Column: k.token.Position.Column,
		Msg: fmt.Sprintf("unknown key %q%s", k.token.Value, k.suggestion())})
}

// unknownKeys are the keys in a file that a struct has no field for, as far as
// they can be told. The YAML library names one of several, another one each
// time.
func unknownKeys(n ast.Node, t reflect.Type) (out []*strayKey) {
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	switch n := n.(type) {
	case *ast.AnchorNode:
		return unknownKeys(n.Value, t)
	case *ast.TagNode:
		return unknownKeys(n.Value, t)
	case *ast.SequenceNode:
		if t.Kind() != reflect.Slice {
			return nil
		}
		for _, v := range n.Values {
			out = append(out, unknownKeys(v, t.Elem())...)
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
				out = append(out, &strayKey{key, fields})
			}
			if ok {
				out = append(out, unknownKeys(v.Value, field)...)
			}
		}
	}
	return out
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

// synonyms are what other programs call a key.
var synonyms = map[string]string{
	"url": "home", "start": "home", "start_url": "home", "start_urls": "home", "site": "home", "homepage": "home", "link": "home",
	"name": "id", "title": "id", "crawl_delay": "delay", "rate": "delay", "interval": "schedule", "every": "schedule",
	"selectors": "rules", "rss": "discover", "feed": "discover", "sitemap": "discover", "language": "languages", "lang": "languages",
}

// suggestion says what to write instead of a key: what it is called here, the
// known key that it misspells, the block that it belongs to, or else what there
// is.
func (k *strayKey) suggestion() string {
	key := k.token.Value
	if path := blockOf(key, reflect.TypeFor[document](), ""); path != "" && k.known["home"] != nil && synonyms[key] == "" {
		return fmt.Sprintf("; it belongs into the block %q", path)
	}
	if s := synonyms[strings.ToLower(key)]; k.known[s] != nil {
		return fmt.Sprintf("; did you mean %q?", s)
	}
	if best := nearest(key, slices.Sorted(maps.Keys(k.known))); best != "" {
		return fmt.Sprintf("; did you mean %q?", best)
	}
	return "; the keys here are " + strings.Join(slices.Sorted(maps.Keys(k.known)), ", ")
}

// nearest is the name that a misspelled one is nearest to, "" when none is
// near.
func nearest(key string, names []string) string {
	best, at := "", 3
	for _, n := range names {
		if d := distance(key, n); d < at && d < len(n) {
			best, at = n, d
		}
	}
	return best
}

// blockOf is the block of a site's entry that has a key, "" when none has.
func blockOf(key string, t reflect.Type, block string) string {
	for t.Kind() == reflect.Pointer || t.Kind() == reflect.Slice {
		t = t.Elem()
	}
	if t.Kind() != reflect.Struct {
		return ""
	}
	for name, field := range fieldsOf(t, map[string]reflect.Type{}) {
		if name == key && block != "" {
			return block
		}
		inner := name
		if name == "sites" || name == "defaults" || name == "tests" {
			inner = ""
		}
		if path := blockOf(key, field, inner); path != "" && name != "tests" {
			return path
		}
	}
	return ""
}
