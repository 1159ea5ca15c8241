package encode

import (
	"bytes"
	"encoding/csv"
	"io"
	"reflect"
	"slices"
	"strings"
	"unicode/utf8"

	"copydesk/extract"
)

// CSV writes articles as lines of CSV under a header of the articles' keys.
type CSV struct {
	w    *csv.Writer
	keys []string
	row  []string
}

// NewCSV writes the header: keys in the articles' own order; none means all.
func NewCSV(w io.Writer, keys []string) (*CSV, error) {
	c := &CSV{w: csv.NewWriter(w)}
	for _, k := range Fields() {
		if len(keys) == 0 || slices.Contains(keys, k) {
			c.keys = append(c.keys, k)
		}
	}
	return c, c.w.Write(c.keys)
}

// Write adds an article's line. Lists of names are parted by "; ", what is
// nested is JSON, what is absent an empty cell.
func (c *CSV) Write(a *extract.Article) error {
	c.row = c.row[:0]
	v := reflect.ValueOf(a).Elem()
	for i := range v.NumField() {
		if slices.Contains(c.keys, v.Type().Field(i).Tag.Get("json")) {
			cell, err := csvCell(v.Field(i).Interface())
			if err != nil {
				return err
			}
			c.row = append(c.row, cell)
		}
	}
	return c.w.Write(c.row)
}

// Flush hands on what is buffered.
func (c *CSV) Flush() error {
	c.w.Flush()
	return c.w.Error()
}

func csvCell(v any) (string, error) {
	rv := reflect.ValueOf(v)
	switch {
	case rv.Kind() == reflect.String:
		return unformula(rv.String()), nil
	case rv.Type() == reflect.TypeFor[[]string]():
		return unformula(strings.Join(v.([]string), "; ")), nil
	case rv.Kind() == reflect.Pointer && rv.IsNil():
		return "", nil
	}
	var b bytes.Buffer
	err := writeValue(&b, v)
	return b.String(), err
}

// unformula puts an apostrophe before what a spreadsheet would run instead of
// show (OWASP, "CSV Injection"). Excel takes the wide forms of East Asian
// input too, and looks past spaces.
func unformula(s string) string {
	s = strings.ReplaceAll(s, "\x00", "")
	if s == "" {
		return s
	}
	first, _ := utf8.DecodeRuneInString(strings.TrimLeft(s, " \u00a0\u3000\ufeff"))
	if s[0] == '\t' || s[0] == '\r' || s[0] == '\n' || strings.ContainsRune("=+-@＝＋－＠", first) {
		return "'" + s
	}
	return s
}
