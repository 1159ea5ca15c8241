package site

import (
	"reflect"
	"regexp"
	"testing"
)

// The example can be loaded as it is, and with its secrets, and has every key that
// a sites file may have.
func TestExample(t *testing.T) {
	f, err := Parse("example.yaml", []byte(Example), nil)
	if err != nil {
		t.Fatal(err)
	}
	whole := regexp.MustCompile(`# (headers|cookies):`).ReplaceAllString(Example, "$1:")
	if _, err := Parse("example.yaml", []byte(whole), func(string) (string, bool) { return "x", true }); err != nil || whole == Example {
		t.Errorf("with its secrets: %v", err)
	}
	if len(f.Sites) != 2 || f.Sites[1].ID != "noticias" || len(f.Sites[1].Tests) != 2 {
		t.Errorf("%+v", f.Sites)
	}
	for _, key := range keysOf(reflect.TypeFor[document]()) {
		if !regexp.MustCompile(`(?m)(?:^|[\s{,-])` + key + `:`).MatchString(Example) {
			t.Errorf("the example has no %s", key)
		}
	}
}

// keysOf are all keys of a type and of those below it.
func keysOf(t reflect.Type) []string {
	for t.Kind() == reflect.Pointer || t.Kind() == reflect.Slice {
		t = t.Elem()
	}
	if t.Kind() != reflect.Struct {
		return nil
	}
	var out []string
	for i := range t.NumField() {
		f := t.Field(i)
		if name := regexp.MustCompile(`^[^,]*`).FindString(f.Tag.Get("yaml")); name != "" && name != "-" {
			out = append(out, name)
		}
		if f.Tag.Get("yaml") != "-" {
			out = append(out, keysOf(f.Type)...)
		}
	}
	return out
}
