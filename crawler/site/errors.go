package site

import (
	"bytes"
	"errors"
	"fmt"
	"reflect"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/token"
)

// Error is what is wrong with a sites file, and where.
type Error struct {
	File         string
	Line, Column int
	Msg          string // what is wrong, and what to do
}

func (e *Error) Error() string {
	if e.Line == 0 {
		return fmt.Sprintf("%s: %s", e.File, e.Msg)
	}
	return fmt.Sprintf("%s:%d:%d: %s", e.File, e.Line, e.Column, e.Msg)
}

// yamlError puts the library's error into our words.
func yamlError(file string, err error) *Error {
	var ye yaml.Error
	if !errors.As(err, &ye) {
		return &Error{File: file, Msg: oneLine(err.Error())}
	}
	e := &Error{File: file, Msg: oneLine(ye.GetMessage())}
	tk := ye.GetToken()
	if tk != nil && tk.Position != nil {
		e.Line, e.Column = tk.Position.Line, tk.Position.Column
	}
	var (
		unknown *yaml.UnknownFieldError
		typed   *yaml.TypeError
		twice   *yaml.DuplicateKeyError
		over    *yaml.OverflowError
		node    *yaml.UnexpectedNodeTypeError
	)
	switch {
	case errors.As(err, &unknown) && tk != nil:
		e.Msg = fmt.Sprintf("unknown key %q", tk.Value)
	case errors.As(err, &typed):
		e.Msg = fmt.Sprintf("%s stands where %s is wanted", valueOf(tk), kindWords(typed.DstType))
	case errors.As(err, &node):
		e.Msg = fmt.Sprintf("a %s stands where a %s is wanted", nodeWord(node.Actual), nodeWord(node.Expected))
	case errors.As(err, &twice):
		e.Msg = fmt.Sprintf("key %s stands twice: keep one", valueOf(tk))
	case errors.As(err, &over):
		e.Msg = fmt.Sprintf("the number %s is too big", valueOf(tk))
	default:
		e.Msg = "not valid YAML: " + e.Msg
		if strings.Contains(e.Msg, "mapping value is not allowed") {
			e.Msg += ": is the line indented as those beside it? A text with a colon in it takes quotes"
		}
	}
	return e
}

// sayTab puts it in words when what YAML can't read is a tab that indents a
// line: it can't be seen in the file, and the parser shows it as a space.
func (e *Error) sayTab(b []byte) {
	lines := bytes.Split(b, []byte("\n"))
	if e.Line < 1 || e.Line > len(lines) {
		return
	}
	line := lines[e.Line-1]
	indent := line[:len(line)-len(bytes.TrimLeft(line, " \t"))]
	if at := bytes.IndexByte(indent, '\t'); at >= 0 {
		e.Column, e.Msg = at+1, "a tab indents this line: YAML takes spaces alone, two for each step"
	}
}

// nodeWord says what may stand somewhere.
func nodeWord(t ast.NodeType) string {
	switch t {
	case ast.MappingType, ast.MappingValueType:
		return "block of keys (key: value)"
	case ast.SequenceType:
		return "list (a dash before each)"
	case ast.StringType, ast.LiteralType:
		return "text"
	}
	return strings.ToLower(t.YAMLName())
}

func valueOf(tk *token.Token) string {
	if tk == nil {
		return "a value"
	}
	return fmt.Sprintf("%.60q", tk.Value)
}

func kindWords(t reflect.Type) string {
	if t == nil {
		return "something else"
	}
	switch t.Kind() {
	case reflect.Slice, reflect.Array:
		return "a list ([a, b])"
	case reflect.Int, reflect.Int64, reflect.Uint64, reflect.Float64:
		return "a number"
	case reflect.Bool:
		return "true or false"
	case reflect.Map, reflect.Struct:
		return "a block of keys"
	case reflect.Pointer:
		return kindWords(t.Elem())
	default:
		return "a text"
	}
}

func oneLine(s string) string {
	s = strings.Join(strings.Fields(s), " ")
	if len(s) > 300 {
		s = strings.ToValidUTF8(s[:300], "") + "…"
	}
	return s
}

// distance is Levenshtein's.
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := 1; i <= len(a); i++ {
		diagonal := row[0]
		row[0] = i
		for j := 1; j <= len(b); j++ {
			cost := diagonal
			if a[i-1] != b[j-1] {
				cost++
			}
			diagonal = row[j]
			row[j] = min(cost, row[j]+1, row[j-1]+1)
		}
	}
	return row[len(b)]
}

// locator finds where in a file a value stands.
type locator struct {
	path string
	file *ast.File
}

// at makes an error that stands at a YAML path such as "$.sites[0].home". A
// value that isn't there is shown where its parent is.
func (l *locator) at(path, format string, args ...any) *Error {
	e := &Error{File: l.path, Msg: oneLine(fmt.Sprintf(format, args...))}
	for path != "" && path != "$" {
		if tk := l.token(path); tk != nil {
			e.Line, e.Column = tk.Position.Line, tk.Position.Column
			return e
		}
		path = path[:max(strings.LastIndexAny(path, ".["), 0)]
	}
	return e
}

func (l *locator) token(path string) *token.Token {
	p, err := yaml.PathString(path)
	if err != nil || l.file == nil {
		return nil
	}
	node, err := p.FilterFile(l.file)
	if err != nil || node == nil {
		return nil
	}
	if m, ok := node.(*ast.MappingNode); ok && len(m.Values) > 0 {
		node = m.Values[0].Key
	}
	if m, ok := node.(*ast.MappingValueNode); ok {
		node = m.Key
	}
	tk := node.GetToken()
	if tk == nil || tk.Position == nil {
		return nil
	}
	return tk
}
