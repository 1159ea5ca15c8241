// Package encode writes articles: JSON, JSON Lines, CSV, Markdown, plain
// text. It knows the shape of an Article and nothing of where it comes from
// or goes to.
package encode

import (
	"bytes"
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"sync"
	"unicode/utf8"

	"copydesk/extract"
)

// Fields are the keys of an article's JSON, in order.
func Fields() []string { return slices.Clone(names(reflect.TypeFor[extract.Article]())) }

// names are the keys of a struct's JSON. Finding them anew for every article
// is a tenth of the work of writing it.
func names(t reflect.Type) []string {
	if known, ok := namesOf.Load(t); ok {
		return known.([]string)
	}
	out := make([]string, t.NumField())
	for i := range out {
		out[i] = t.Field(i).Tag.Get("json")
	}
	namesOf.Store(t, out)
	return out
}

var namesOf sync.Map // reflect.Type → []string; what it holds never changes

// CheckFields refuses a key that no article has.
func CheckFields(keys []string) error {
	all := Fields()
	for _, k := range keys {
		if !slices.Contains(all, k) {
			return fmt.Errorf("no field %q; there are: %s", k, strings.Join(all, ", "))
		}
	}
	return nil
}

// JSON is an article as one JSON object without line breaks: every key, or
// those of keys, in order; an absent scalar null, an absent list [].
func JSON(a *extract.Article, keys []string) ([]byte, error) {
	var b bytes.Buffer
	b.Grow(len(a.Text) + len(a.Markdown) + len(a.HTML) + 4096)
	if err := AppendObject(&b, a, nil, keys); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

// Pair is a key put before an article's own.
type Pair struct {
	Key   string
	Value any
}

// AppendObject writes the object with other pairs before the article's keys.
func AppendObject(b *bytes.Buffer, a *extract.Article, before []Pair, keys []string) error {
	b.WriteByte('{')
	first := true
	put := func(key string, v any) error {
		if !first {
			b.WriteByte(',')
		}
		first = false
		writeString(b, key)
		b.WriteByte(':')
		return writeValue(b, v)
	}
	for _, p := range before {
		if err := put(p.Key, p.Value); err != nil {
			return err
		}
	}
	v := reflect.ValueOf(a).Elem()
	for i, key := range names(v.Type()) {
		if len(keys) > 0 && !slices.Contains(keys, key) {
			continue
		}
		if slices.ContainsFunc(before, func(p Pair) bool { return p.Key == key }) {
			continue
		}
		if err := put(key, v.Field(i).Interface()); err != nil {
			return err
		}
	}
	b.WriteByte('}')
	return nil
}

// writeValue writes null for what is absent and [] for an empty list.
func writeValue(b *bytes.Buffer, v any) error {
	switch v := v.(type) {
	case json.RawMessage:
		b.Write(v)
		return nil
	case string:
		if v == "" {
			b.WriteString("null")
			return nil
		}
		writeString(b, v)
		return nil
	case []string:
		if len(v) == 0 {
			b.WriteString("[]")
			return nil
		}
	case int:
		b.Write(strconv.AppendInt(b.AvailableBuffer(), int64(v), 10))
		return nil
	}
	rv := reflect.ValueOf(v)
	switch rv.Kind() {
	case reflect.String:
		return writeValue(b, rv.String())
	case reflect.Slice:
		return writeList(b, rv)
	case reflect.Struct:
		return writeStruct(b, rv)
	case reflect.Pointer:
		if rv.IsNil() {
			b.WriteString("null")
			return nil
		}
		return writeValue(b, rv.Elem().Interface())
	case reflect.Map:
		return writeMap(b, rv)
	}
	return marshal(b, v)
}

func writeList(b *bytes.Buffer, v reflect.Value) error {
	b.WriteByte('[')
	for i := range v.Len() {
		if i > 0 {
			b.WriteByte(',')
		}
		if err := writeValue(b, v.Index(i).Interface()); err != nil {
			return err
		}
	}
	b.WriteByte(']')
	return nil
}

func writeStruct(b *bytes.Buffer, v reflect.Value) error {
	b.WriteByte('{')
	for i, name := range names(v.Type()) {
		if i > 0 {
			b.WriteByte(',')
		}
		writeString(b, name)
		b.WriteByte(':')
		if err := writeValue(b, v.Field(i).Interface()); err != nil {
			return err
		}
	}
	b.WriteByte('}')
	return nil
}

func writeMap(b *bytes.Buffer, v reflect.Value) error {
	keys := make([]string, 0, v.Len())
	for _, k := range v.MapKeys() {
		keys = append(keys, k.String())
	}
	slices.Sort(keys)
	b.WriteByte('{')
	for i, k := range keys {
		if i > 0 {
			b.WriteByte(',')
		}
		writeString(b, k)
		b.WriteByte(':')
		if err := writeValue(b, v.MapIndex(reflect.ValueOf(k)).Interface()); err != nil {
			return err
		}
	}
	b.WriteByte('}')
	return nil
}

// writeString writes a string as encoding/json does without escaping HTML, at
// a fifth of its price: most of an export is the texts of articles.
func writeString(b *bytes.Buffer, s string) {
	b.WriteByte('"')
	start := 0
	for i := 0; i < len(s); {
		c := s[i]
		if c < utf8.RuneSelf {
			if c >= ' ' && c != '"' && c != '\\' {
				i++
				continue
			}
			b.WriteString(s[start:i])
			writeEscape(b, c)
			i++
			start = i
			continue
		}
		r, size := utf8.DecodeRuneInString(s[i:])
		if r == utf8.RuneError && size == 1 || r == '\u2028' || r == '\u2029' { // the latter end lines in JavaScript
			b.WriteString(s[start:i])
			fmt.Fprintf(b, `\u%04x`, r)
			start = i + size
		}
		i += size
	}
	b.WriteString(s[start:])
	b.WriteByte('"')
}

func writeEscape(b *bytes.Buffer, c byte) {
	switch c {
	case '"', '\\':
		b.WriteByte('\\')
		b.WriteByte(c)
	case '\n':
		b.WriteString(`\n`)
	case '\r':
		b.WriteString(`\r`)
	case '\t':
		b.WriteString(`\t`)
	case '\b':
		b.WriteString(`\b`)
	case '\f':
		b.WriteString(`\f`)
	default:
		fmt.Fprintf(b, `\u%04x`, c)
	}
}

// marshal writes plain JSON without escaping HTML.
func marshal(b *bytes.Buffer, v any) error {
	e := json.NewEncoder(b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return err
	}
	b.Truncate(b.Len() - 1) // the encoder's line break
	return nil
}
