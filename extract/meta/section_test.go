package meta

import (
	"net/url"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// A page that calls nothing a category has its section where a link says it by
// its words and its address, or a menu's link by the page's own address.
func TestLinkedSection(t *testing.T) {
	const headline = `<h1>The harbour stays open until spring</h1>`
	for _, tc := range []struct{ name, address, above, want string }{
		{"link above the headline", "/2024/05/12/harbour", `<div><a href="/world/north-sea">North Sea</a></div>` + headline, "North Sea"},
		{"its words are not its address", "/2024/05/12/harbour", `<div><a href="/world/x1">North Sea</a></div>` + headline, ""},
		{"behind the headline", "/2024/05/12/harbour", headline + `<div><a href="/travel">Travel</a></div>`, ""},
		{"menu", "/politics/2024/05/12/harbour", `<nav><a href="/economy">Economy</a><a href="/politics">Politics &amp; Law</a></nav>` + headline, "Politics & Law"},
		{"the longer one", "/politics/harbours/storm", `<nav><a href="/politics">Politics</a><a href="/politics/harbours">Harbours</a></nav>` + headline, "Harbours"},
		{"a language", "/en/2024/storm", `<nav><a href="/en">English</a></nav>` + headline, ""},
		{"an author", "/2024/05/12/harbour", `<p><a href="/authors/ann-ash">Ann Ash</a></p>` + headline, ""},
		{"a page about the site", "/2024/05/12/harbour", `<p><a href="/contact">Contact</a></p>` + headline, ""},
		{"another site", "/politics/harbour", `<nav><a href="https://other.example/politics">Politics</a></nav>` + headline, ""},
	} {
		root, err := html.Parse(strings.NewReader(`<html><head><title>The harbour stays open until spring</title></head><body>` + tc.above + `<p>The ferry sails again after eleven weeks in the yard.</p></body></html>`))
		if err != nil {
			t.Fatal(err)
		}
		u, _ := url.Parse("https://news.example" + tc.address)
		if f := Read(root, Options{URL: u}); f.Section.Text != tc.want {
			t.Errorf("%s: section %q, want %q", tc.name, f.Section.Text, tc.want)
		}
	}
}
