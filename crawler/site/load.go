package site

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"reflect"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/parser"
)

// maxFile bounds the sites file: 100,000 sites fit into it.
const maxFile = 64 << 20

// Getenv looks up a variable of the environment.
type Getenv func(name string) (string, bool)

// Load reads a sites file. getenv gives the values of ${NAME} in headers and
// cookies; nil means that there are none. The error is an *Error, or Errors where
// more is wrong.
func Load(path string, getenv Getenv) (*File, error) {
	f, err := os.Open(path)
	if errors.Is(err, os.ErrNotExist) {
		return nil, &Error{File: path, Msg: "no such file; write one, or begin with: copydesk sites add URL"}
	}
	if err != nil {
		return nil, &Error{File: path, Msg: fmt.Sprintf("can't be read: %v", errors.Unwrap(err))}
	}
	defer f.Close()
	b, err := io.ReadAll(io.LimitReader(f, maxFile+1))
	if err != nil {
		return nil, &Error{File: path, Msg: fmt.Sprintf("can't be read: %v", errors.Unwrap(err))}
	}
	return Parse(path, b, getenv)
}

// Parse reads the bytes of a sites file; path is for messages and for the
// folder of its tests.
func Parse(path string, b []byte, getenv Getenv) (f *File, err error) {
	defer func() {
		if v := recover(); v != nil { // the YAML library's, on some files that are no YAML
			f, err = nil, &Error{File: path, Msg: oneLine(fmt.Sprintf("not valid YAML: the parser gave up: %v", v))}
		}
	}()
	if len(b) > maxFile {
		return nil, &Error{File: path, Msg: "larger than 64 MiB: is this the sites file?"}
	}
	b = bytes.TrimPrefix(b, []byte("\ufeff"))
	if bytes.HasPrefix(b, []byte("\xff\xfe")) || bytes.HasPrefix(b, []byte("\xfe\xff")) {
		return nil, &Error{File: path, Msg: "it is UTF-16: save it as UTF-8"}
	}
	if err := tooDeep(path, b); err != nil {
		return nil, err
	}
	tree, err := parser.ParseBytes(b, 0)
	if err != nil {
		told := yamlError(path, err)
		told.sayTab(b)
		return nil, told
	}
	if len(tree.Docs) > 1 && tree.Docs[1].Body != nil {
		e := &Error{File: path, Msg: "a second YAML document begins here, which would be passed over: keep one list of sites"}
		if tk := tree.Docs[1].Start; tk != nil {
			e.Line, e.Column = tk.Position.Line, tk.Position.Column
		}
		return nil, e
	}
	if getenv == nil {
		getenv = func(string) (string, bool) { return "", false }
	}
	c := &checker{loc: &locator{path: path, file: tree}, getenv: getenv, file: &File{Path: path}}
	if doc := c.decode(path, b); doc != nil {
		c.document(doc)
	}
	if err := c.found.err(path); err != nil {
		return nil, err
	}
	return c.file, nil
}

// decode reads the entries, nil when they can't be. Keys without a meaning are
// passed over, once they are told.
func (c *checker) decode(path string, b []byte) *document {
	var doc document
	err := yaml.NewDecoder(bytes.NewReader(b), yaml.Strict()).Decode(&doc)
	if err != nil && len(c.loc.file.Docs) > 0 {
		for _, k := range unknownKeys(c.loc.file.Docs[0].Body, reflect.TypeFor[document]()) {
			c.found.stray(path, k)
		}
		if c.found.strays {
			doc = document{}
			err = yaml.NewDecoder(bytes.NewReader(b)).Decode(&doc)
		}
	}
	if err != nil && !errors.Is(err, io.EOF) {
		c.found.all = append(c.found.all, yamlError(path, err))
		return nil
	}
	return &doc
}

// tooDeep refuses nesting that no sites file has and no parser should see.
func tooDeep(path string, b []byte) error {
	depth := 0
	for i, c := range b {
		switch c {
		case '[', '{':
			depth++
		case ']', '}':
			depth--
		case '\n':
			depth = 0
		}
		if depth > 100 {
			return &Error{File: path, Line: 1 + bytes.Count(b[:i], []byte("\n")), Column: 1, Msg: "brackets nested more than 100 deep: is this the sites file?"}
		}
	}
	return nil
}

// Dir is the folder that relative paths in the file start from.
func (f *File) Dir() string { return filepath.Dir(f.Path) }
