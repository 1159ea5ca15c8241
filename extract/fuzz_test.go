package extract_test

import (
	"regexp"
	"strconv"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/net/html"
	"golang.org/x/text/unicode/norm"

	"copydesk/extract"
	"copydesk/extract/decode"
)

// rendered is a page's article in all forms.
func rendered(t *testing.T, page extract.Page) *extract.Article {
	t.Helper()
	doc, err := extract.Parse(page)
	if err != nil {
		t.Fatal(err)
	}
	a, err := doc.Article(nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := doc.Render(a, nil, extract.Formats{Markdown: true, HTML: true}); err != nil {
		t.Fatal(err)
	}
	return a
}

// notOn gives a letter that a text has more often than the page it is from,
// in whatever way the page may write it: as it is, as an entity, escaped in
// JSON.
func notOn(body []byte, text string) string {
	decoded, err := decode.Bytes(body, "text/html")
	if err != nil {
		return ""
	}
	src := norm.NFC.String(string(decoded.UTF8))
	forms := []string{src, html.UnescapeString(src), html.UnescapeString(html.UnescapeString(src))}
	if strings.Contains(src, `\u`) {
		forms = append(forms, escapes.ReplaceAllStringFunc(src, func(s string) string {
			n, _ := strconv.ParseUint(s[2:], 16, 16) // four digits
			return string(rune(n))
		}))
	}
	has := map[rune]int{}
	for _, f := range forms {
		for _, r := range f {
			has[r]++
		}
	}
	for _, r := range norm.NFC.String(text) {
		if has[r]--; unicode.IsLetter(r) && has[r] < 0 {
			return string(r)
		}
	}
	return ""
}

var escapes = regexp.MustCompile(`\\u[0-9A-Fa-f]{4}`)

// No page makes extraction panic, and no text comes out that isn't on it.
func FuzzFromPage(f *testing.F) {
	f.Add([]byte("<html><body><h1>T</h1>"+paras(para1, para2)), "https://a.example/b")
	f.Add([]byte("<table><tr><td>x<p>y<font><b><a href=x>z"), "")
	f.Add([]byte(`<script type="application/ld+json">{"@type":"NewsArticle","articleBody":"a b c d"`), "http://[::1")
	f.Fuzz(func(t *testing.T, body []byte, url string) {
		page := extract.Page{URL: url, Body: body, ContentType: "text/html", FetchedAt: clock}
		a, err := extract.FromPage(page, nil)
		if err != nil {
			return
		}
		if strange := notOn(body, a.Text); strange != "" {
			t.Errorf("%q is in the text and not on the page: %q", strange, a.Text)
		}
		if strange := notOn(append([]byte(url+" "), body...), a.Title); strange != "" {
			t.Errorf("%q is in the title and not on the page: %q", strange, a.Title)
		}
		once, twice := rendered(t, page), rendered(t, page)
		if bad := dangerous(t, once.HTML); bad != "" {
			t.Errorf("%s is in the HTML: %s", bad, once.HTML)
		}
		if bad := scriptLink.FindString(once.Markdown); bad != "" {
			t.Errorf("%q is in the Markdown: %s", bad, once.Markdown)
		}
		if diff := cmp.Diff(once, twice); diff != "" {
			t.Errorf("rendered twice, differently:\n%s", diff)
		}
		if !utf8.ValidString(a.Text) || !utf8.ValidString(a.Title) {
			t.Errorf("not UTF-8: %q %q", a.Title, a.Text)
		}
		if strings.ContainsRune(a.Text, 0) {
			t.Errorf("NUL in %q", a.Text)
		}
	})
}
