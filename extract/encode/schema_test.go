package encode

import (
	"bytes"
	"encoding/json"
	"flag"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	generator "github.com/invopop/jsonschema"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"copydesk/extract"
)

var update = flag.Bool("update", false, "write article.schema.json anew")

// generate makes the schema of the Go type. What the type can't say is that
// an absent scalar is null.
func generate(t *testing.T) []byte {
	r := generator.Reflector{ExpandedStruct: true, Mapper: enums, Anonymous: true}
	if err := r.AddGoComments("copydesk", "../../extract"); err != nil {
		t.Fatal(err)
	}
	moveComments(r.CommentMap)
	s := r.Reflect(&extract.Article{})
	s.Title = "Copydesk article"
	nullable(s)
	for _, d := range s.Definitions {
		nullable(d)
	}
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(s); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// moveComments puts comments under the names that reflection gives the types.
func moveComments(m map[string]string) {
	for k, v := range m {
		if i := strings.Index(k, "extract."); i >= 0 {
			m["copydesk/"+k[i:]] = strings.Join(strings.Fields(v), " ")
		}
	}
}

func enums(t reflect.Type) *generator.Schema {
	switch t {
	case reflect.TypeFor[extract.PageType]():
		return &generator.Schema{Type: "string", Enum: []any{extract.TypeArticle, extract.TypeLiveBlog, extract.TypeGallery, extract.TypeVideo, extract.TypeIndex, extract.TypeOther}}
	case reflect.TypeFor[extract.Verdict]():
		return &generator.Schema{Type: "string", Enum: []any{extract.OK, extract.TooShort, extract.IndexPage, extract.ConsentWall, extract.Paywalled, extract.JSShell, extract.Blocked, extract.Soft404}}
	}
	return nil
}

// always are the strings that every article has.
var always = map[string]bool{"tool": true, "version": true, "html_sha256": true}

func nullable(s *generator.Schema) {
	for p := s.Properties.Oldest(); p != nil; p = p.Next() {
		v := p.Value
		switch {
		case p.Key == "schema_version":
			v.Const = extract.SchemaVersion
		case v.Type == "string" && len(v.Enum) == 0 && !always[p.Key], v.Type == "boolean":
			v.Extras = map[string]any{"type": []string{v.Type, "null"}}
			v.Type = ""
		case p.Key == "image":
			v.AnyOf = []*generator.Schema{{Ref: v.Ref}, {Type: "null"}}
			v.Ref = ""
		case p.Key == "score":
			v.Minimum, v.Maximum = "0", "1"
		case v.Type == "integer":
			v.Minimum = "0"
		}
	}
}

func TestSchemaIsCurrent(t *testing.T) {
	want := generate(t)
	if *update {
		if err := os.WriteFile("article.schema.json", want, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if diff := cmp.Diff(string(want), string(Schema())); diff != "" {
		t.Errorf("article.schema.json is not what the type gives (-type +file); run go test ./extract/encode -update:\n%s", diff)
	}
}

// compiled is the schema that is printed, ready to check with.
func compiled(t *testing.T) *jsonschema.Schema {
	t.Helper()
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(Schema()))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource("article.schema.json", doc); err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile("article.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func check(t *testing.T, s *jsonschema.Schema, data []byte) error {
	t.Helper()
	v, err := jsonschema.UnmarshalJSON(bytes.NewReader(data))
	if err != nil {
		t.Fatalf("not JSON: %v: %s", err, data)
	}
	return s.Validate(v)
}

func TestSchemaTakesArticles(t *testing.T) {
	s := compiled(t)
	blank := &extract.Article{SchemaVersion: extract.SchemaVersion, PageType: extract.TypeOther, Quality: extract.Quality{Verdict: extract.TooShort},
		Extraction: extract.Extraction{Tool: "copydesk", Version: "1", HTMLSHA256: "00"}}
	read, err := extract.FromPage(extract.Page{URL: "https://a.example/x", Body: []byte("<title>T</title><p>" + strings.Repeat("Some words of text. ", 50))}, nil)
	if err != nil {
		t.Fatal(err)
	}
	for name, a := range map[string]*extract.Article{"full": full(), "blank": blank, "read": read} {
		t.Run(name, func(t *testing.T) {
			data, err := JSON(a, nil)
			if err != nil {
				t.Fatal(err)
			}
			if err := check(t, s, data); err != nil {
				t.Errorf("%v\n%s", err, data)
			}
		})
	}
}

func TestSchemaRefuses(t *testing.T) {
	s := compiled(t)
	good, err := JSON(full(), nil)
	if err != nil {
		t.Fatal(err)
	}
	for name, change := range map[string][2]string{
		"another key":     {`"title":`, `"titel":`},
		"unknown verdict": {`"verdict":"ok"`, `"verdict":"fine"`},
		"list is null":    {`"tags":["a","b"]`, `"tags":null`},
		"score above 1":   {`"score":0.9`, `"score":9`},
		"number as text":  {`"word_count":4`, `"word_count":"4"`},
	} {
		t.Run(name, func(t *testing.T) {
			bad := strings.Replace(string(good), change[0], change[1], 1)
			if bad == string(good) {
				t.Fatalf("%s is not in %s", change[0], good)
			}
			if check(t, s, []byte(bad)) == nil {
				t.Errorf("the schema takes %s", change[1])
			}
		})
	}
}

// Every golden article is as the schema says.
func TestGoldenArticles(t *testing.T) {
	s := compiled(t)
	n := 0
	err := filepath.WalkDir("../../fixtures", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, "want.json") {
			return err
		}
		data, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		n++
		if err := check(t, s, data); err != nil {
			t.Errorf("%s: %v", path, err)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if n < 20 {
		t.Errorf("only %d golden articles were found", n)
	}
}
