package encode

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"
	"github.com/google/go-cmp/cmp"

	"copydesk/extract"
)

// full is an article with every field filled in.
func full() *extract.Article {
	free := true
	return &extract.Article{
		SchemaVersion: extract.SchemaVersion, ID: "abc123", URL: "https://a.example/x?y=1", RequestedURL: "https://a.example/x", CanonicalURL: "https://a.example/x",
		Host: "a.example", SiteID: "a", SiteName: "The A", PageType: extract.TypeArticle, Title: `Ferry <back> & "in" service`, Subtitle: "After a week",
		Summary: "It sails.", Authors: []string{"Ann Ash", "Bo Birk"}, Byline: "By Ann Ash and Bo Birk", DatePublished: "2026-03-01T10:00:00+02:00",
		DateModified: "2026-03-02", DateFirstSeen: "2026-03-01T09:00:00Z", DateFetched: "2026-03-03T09:00:00Z", Language: "en", Section: "local",
		Tags: []string{"a", "b"}, Text: "The ferry sails again.\n\n1. Not a list", Markdown: "The ferry *sails* again.", HTML: "<p>The ferry <em>sails</em> again.</p>",
		WordCount: 4, ContentHash: "ff", Image: &extract.Image{URL: "https://a.example/i.jpg", Alt: "ferry", Caption: "The ferry", Credit: "C. Cole"},
		Links: []extract.Link{{URL: "https://a.example/z", Text: "z"}}, IsAccessibleForFree: &free, License: "https://a.example/l", Revision: 2, DuplicateOf: "def456",
		Quality: extract.Quality{Score: 0.9, Verdict: extract.OK}, Provenance: map[string]extract.Provenance{"title": {Source: "meta:og:title", Raw: "x"}},
		Extraction: extract.Extraction{Tool: "copydesk", Version: "1", HTMLSHA256: "aa", At: "2026-03-03T09:00:00Z"},
	}
}

func TestJSON(t *testing.T) {
	data, err := JSON(full(), []string{"url", "title", "tags", "images", "license", "image"})
	if err != nil {
		t.Fatal(err)
	}
	want := `{"url":"https://a.example/x?y=1","title":"Ferry <back> & \"in\" service","tags":["a","b"],"image":{"url":"https://a.example/i.jpg","alt":"ferry","caption":"The ferry","credit":"C. Cole"},"images":[],"license":"https://a.example/l"}`
	if diff := cmp.Diff(want, string(data)); diff != "" {
		t.Error(diff)
	}
	data, err = JSON(&extract.Article{}, []string{"title", "authors", "image", "is_accessible_for_free", "provenance"})
	if err != nil {
		t.Fatal(err)
	}
	if want := `{"title":null,"authors":[],"image":null,"is_accessible_for_free":null,"provenance":{}}`; string(data) != want {
		t.Errorf("got %s, want %s", data, want)
	}
}

func TestJSONHasEveryKeyInOrder(t *testing.T) {
	data, err := JSON(&extract.Article{}, nil)
	if err != nil {
		t.Fatal(err)
	}
	d := json.NewDecoder(bytes.NewReader(data))
	var keys []string
	if _, err := d.Token(); err != nil {
		t.Fatal(err)
	}
	for d.More() {
		k, err := d.Token()
		if err != nil {
			t.Fatal(err)
		}
		keys = append(keys, k.(string))
		var skip json.RawMessage
		if err := d.Decode(&skip); err != nil {
			t.Fatal(err)
		}
	}
	if diff := cmp.Diff(Fields(), keys); diff != "" {
		t.Error(diff)
	}
}

func TestCSV(t *testing.T) {
	var b bytes.Buffer
	c, err := NewCSV(&b, []string{"title", "authors", "word_count", "links", "license"})
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range []*extract.Article{full(), {Title: "=1+1"}} {
		if err := c.Write(a); err != nil {
			t.Fatal(err)
		}
	}
	if err := c.Flush(); err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(&b).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	want := [][]string{
		{"title", "authors", "word_count", "links", "license"},
		{`Ferry <back> & "in" service`, "Ann Ash; Bo Birk", "4", `[{"url":"https://a.example/z","text":"z"}]`, "https://a.example/l"},
		{"'=1+1", "", "0", "[]", ""},
	}
	if diff := cmp.Diff(want, rows); diff != "" {
		t.Error(diff)
	}
}

func TestUnformula(t *testing.T) {
	for in, want := range map[string]string{
		"":                          "",
		"plain":                     "plain",
		"a=b":                       "a=b",
		"=HYPERLINK(\"x\")":         "'=HYPERLINK(\"x\")",
		"+1":                        "'+1",
		"-1":                        "'-1",
		"@SUM(A1)":                  "'@SUM(A1)",
		"\t=1":                      "'\t=1",
		"\r=1":                      "'\r=1",
		"  =1":                      "'  =1",
		"＝1":                        "'＝1",
		"\u00a0=1":                  "'\u00a0=1",
		"\x00=1":                    "'=1",
		"– a dash is no minus sign": "– a dash is no minus sign",
	} {
		if got := unformula(in); got != want {
			t.Errorf("unformula(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestMarkdownFrontMatter(t *testing.T) {
	a := full()
	a.Title = "Quote \" colon: # hash\n---\nevil: true \u0085\u2028\x7f"
	a.Tags = []string{"- x", "[y]"}
	doc := string(Markdown(a))
	head, body, ok := strings.Cut(strings.TrimPrefix(doc, "---\n"), "---\n\n# ")
	if !ok {
		t.Fatalf("no front matter in %q", doc)
	}
	var m map[string]any
	if err := yaml.Unmarshal([]byte(head), &m); err != nil {
		t.Fatalf("%v in %s", err, head)
	}
	if m["title"] != a.Title {
		t.Errorf("title came back as %q", m["title"])
	}
	if _, there := m["evil"]; there {
		t.Error("a title made a key of its own")
	}
	if diff := cmp.Diff([]any{"- x", "[y]"}, m["tags"]); diff != "" {
		t.Error(diff)
	}
	if !strings.HasSuffix(body, "\n\nThe ferry *sails* again.\n") {
		t.Errorf("body is %q", body)
	}
}

func TestEscapeMarkdown(t *testing.T) {
	for in, want := range map[string]string{
		"1. Not a list":           `1\. Not a list`,
		"2026 was a year":         "2026 was a year",
		"# no heading":            `\# no heading`,
		"a *b* _c_ [d](e) <f>`g`": "a \\*b\\* \\_c\\_ \\[d\\](e) \\<f\\>\\`g\\`",
		"- an item":               "- an item",
		"---":                     `\---`,
		"one\n# two":              "one\n\\# two",
	} {
		if got := escapeMarkdown(in); got != want {
			t.Errorf("escapeMarkdown(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestFileName(t *testing.T) {
	for in, want := range map[string]string{
		"abc123":                 "abc123.md",
		"ABC":                    "abc.md",
		"../../etc/passwd":       "______etc_passwd.md",
		`..\x:y*?"<>|`:           "___x_y______.md",
		"":                       "article_.md",
		"nul":                    "article_nul.md",
		"COM1":                   "article_com1.md",
		"ferry ü":                "ferry__.md",
		strings.Repeat("a", 300): strings.Repeat("a", 100) + ".md",
	} {
		if got := FileName(&extract.Article{ID: in}, ".md"); got != want {
			t.Errorf("FileName(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestProfiles(t *testing.T) {
	want := map[string]map[string]any{
		"jsonfeed":    {"id": "abc123", "url": "https://a.example/x", "date_published": "2026-03-01T10:00:00+02:00", "content_html": full().HTML, "date_modified": nil},
		"schemaorg":   {"@type": "NewsArticle", "headline": full().Title, "dateModified": "2026-03-02", "isAccessibleForFree": true},
		"trafilatura": {"author": "Ann Ash; Bo Birk", "date": "2026-03-01", "hostname": "a.example", "comments": nil, "tags": "a;b"},
		"newsplease":  {"date_publish": "2026-03-01 08:00:00", "source_domain": "a.example", "maintext": full().Text, "filename": "abc123.json"},
	}
	for _, name := range Profiles() {
		t.Run(name, func(t *testing.T) {
			data, err := ProfileJSON(name, full())
			if err != nil {
				t.Fatal(err)
			}
			var got map[string]any
			if err := json.Unmarshal(data, &got); err != nil {
				t.Fatalf("%v: %s", err, data)
			}
			for k, v := range want[name] {
				if diff := cmp.Diff(v, got[k]); diff != "" {
					t.Errorf("%s: %s", k, diff)
				}
			}
		})
	}
	if _, err := ProfileJSON("other", full()); err == nil {
		t.Error("an unknown profile is taken")
	}
}

// A standfirst that begins the text is printed once.
func TestTextStandfirst(t *testing.T) {
	for subtitle, want := range map[string]string{
		"The ship is back.": "Ferry\n\nThe ship is back.\n\nIt sails.\n",
		"After a year.":     "Ferry\n\nAfter a year.\n\nThe ship is back.\n\nIt sails.\n",
	} {
		a := extract.Article{Title: "Ferry", Subtitle: subtitle, Text: "The ship is back.\n\nIt sails."}
		if got := string(Text(&a)); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

func TestHTMLEscapes(t *testing.T) {
	a := full()
	a.HTML, a.Text, a.CanonicalURL = "", "a <script>\nb\n\nc & d", "javascript:alert(1)"
	got := string(HTML(a))
	for _, want := range []string{"<p>a &lt;script&gt;<br>\nb</p>", "<p>c &amp; d</p>", "<title>Ferry &lt;back&gt;"} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is not in %s", want, got)
		}
	}
	for _, bad := range []string{"<script", "javascript:"} {
		if strings.Contains(got, bad) {
			t.Errorf("%q is in %s", bad, got)
		}
	}
}

// Strings come out as encoding/json writes them, to the byte.
func FuzzWriteString(f *testing.F) {
	for _, s := range []string{"", "plain", "a\"b\\c/d<e>&", "\x00\x01\b\f\n\r\t\x1f\x7f", "é漢\u2028\u2029\U0001F600", "\xff\xfea\xc3", "\ufffd"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		var want, got bytes.Buffer
		if err := marshal(&want, s); err != nil {
			t.Fatal(err)
		}
		writeString(&got, s)
		if want.String() != got.String() {
			t.Errorf("%q: %s, want %s", s, got.String(), want.String())
		}
	})
}
