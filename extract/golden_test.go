package extract_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"testing"

	"github.com/goccy/go-yaml"
	"github.com/google/go-cmp/cmp"

	"copydesk/extract"
	"copydesk/extract/encode"
	"copydesk/fixtures"
)

var update = flag.Bool("update", false, "write the want.json files of fixtures/pages anew")

// TestGolden holds the whole of every stored page's article against its
// want.json.
func TestGolden(t *testing.T) {
	pages, err := fixtures.Pages()
	if err != nil {
		t.Fatal(err)
	}
	if len(pages) < 24 {
		t.Fatalf("%d stored pages, want at least 24", len(pages))
	}
	for _, p := range pages {
		t.Run(p.Name, func(t *testing.T) {
			got := articleJSON(t, p)
			if *update {
				writeWant(t, p.Name, got)
				return
			}
			if diff := cmp.Diff(string(p.Want), string(got)); diff != "" {
				t.Errorf("want.json (-want +got); if the change is right: go test ./extract -update\n%s", diff)
			}
		})
	}
}

// articleJSON extracts a page's article and writes it as its want.json is.
func articleJSON(t *testing.T, p fixtures.Page) []byte {
	t.Helper()
	a, err := extract.FromPage(extract.Page{URL: p.URL, ContentType: p.ContentType, Status: p.Status, Body: p.Body, FetchedAt: p.FetchedAt}, compile(t, p))
	if err != nil {
		t.Fatal(err)
	}
	raw, err := encode.JSON(a, nil)
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := json.Indent(&b, raw, "", "  "); err != nil {
		t.Fatal(err)
	}
	b.WriteByte('\n')
	return b.Bytes()
}

// compile makes a page's rules ready as a sites file's are.
func compile(t *testing.T, p fixtures.Page) *extract.Rules {
	t.Helper()
	if p.Rules == nil {
		return nil
	}
	text, err := yaml.Marshal(p.Rules)
	if err != nil {
		t.Fatal(err)
	}
	var set extract.RuleSet
	if err := yaml.UnmarshalWithOptions(text, &set, yaml.Strict()); err != nil {
		t.Fatal(err)
	}
	rules, err := extract.Compile(set)
	if err != nil {
		t.Fatal(err)
	}
	return rules
}

func writeWant(t *testing.T, name string, got []byte) {
	t.Helper()
	if err := os.WriteFile(filepath.Join("..", "fixtures", "pages", filepath.FromSlash(name), "want.json"), got, 0o644); err != nil {
		t.Fatal(err)
	}
}
