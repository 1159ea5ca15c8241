package main

import (
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// rooms are the parts of the program, from left to right: each imports only
// what stands to its left, or its own.
var rooms = []string{"extract", "storage", "crawler", "cmd"}

// Every file imports only from rooms to the left of its own; fixtures is
// imported by cmd and by tests alone, and imports no room.
func TestImports(t *testing.T) {
	files := 0
	err := filepath.WalkDir("../..", func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && strings.HasPrefix(d.Name(), ".") && d.Name() != ".." {
			return filepath.SkipDir
		}
		if d.IsDir() || !strings.HasSuffix(path, ".go") {
			return nil
		}
		files++
		rel, err := filepath.Rel("../..", path)
		if err != nil {
			return err
		}
		return checkFile(t, path, filepath.ToSlash(rel))
	})
	if err != nil {
		t.Fatal(err)
	}
	if files < 50 {
		t.Errorf("only %d files were looked at", files)
	}
}

func checkFile(t *testing.T, path, rel string) error {
	f, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ImportsOnly)
	if err != nil {
		return err
	}
	for _, i := range f.Imports {
		name, err := strconv.Unquote(i.Path.Value)
		if err != nil {
			return err
		}
		if why := forbidden(rel, name); why != "" {
			t.Errorf("%s imports %s: %s", rel, name, why)
		}
	}
	return nil
}

// forbidden says why a file may not import a package; "" when it may.
func forbidden(file, name string) string {
	rest, ours := strings.CutPrefix(name, "copydesk/")
	test := strings.HasSuffix(file, "_test.go")
	if name == "testing" && !test && !strings.HasPrefix(file, "storage/storagetest/") {
		return "only tests do"
	}
	if !ours {
		return ""
	}
	from, _, _ := strings.Cut(file, "/")
	to, _, _ := strings.Cut(rest, "/")
	switch {
	case to == "fixtures":
		if from != "cmd" && from != "fixtures" && !test {
			return "only cmd and tests do"
		}
		return ""
	case from == "fixtures":
		if test {
			return ""
		}
		return "fixtures knows no other package"
	case slices.Index(rooms, to) < 0:
		return "no such room"
	case slices.Index(rooms, to) > slices.Index(rooms, from):
		return from + " stands to the left of " + to
	}
	return ""
}

func TestForbidden(t *testing.T) {
	for _, c := range []struct {
		file, name string
		may        bool
	}{
		{"crawler/visit.go", "copydesk/storage", true},
		{"storage/storage.go", "copydesk/extract", true},
		{"storage/storage.go", "copydesk/crawler", false},
		{"extract/extract.go", "copydesk/storage", false},
		{"crawler/visit.go", "copydesk/cmd/copydesk", false},
		{"crawler/visit.go", "copydesk/fixtures", false},
		{"crawler/visit_test.go", "copydesk/fixtures", true},
		{"cmd/copydesk/demo.go", "copydesk/fixtures", true},
		{"fixtures/demo.go", "copydesk/extract", false},
		{"extract/x.go", "testing", false},
	} {
		if may := forbidden(c.file, c.name) == ""; may != c.may {
			t.Errorf("%s imports %s: may %v, want %v", c.file, c.name, may, c.may)
		}
	}
}
