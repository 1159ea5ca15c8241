package extract_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"copydesk/extract"
)

// TestNoArticle has pages that say in their language that there is nothing to
// read, with the site's menu around and nothing else that tells: each is told
// for what it is.
func TestNoArticle(t *testing.T) {
	reasons := map[string]string{"missing": "soft_404", "login": "a login page", "consent": "consent"}
	for line := range strings.Lines(string(fixture(t, "noarticle.tsv"))) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		f := strings.Split(strings.TrimSpace(line), "\t")
		kind, lang, heading, words := f[0], f[1], f[2], f[3]
		title, rest := heading+" - Harbour News", `<aside><a href="/news/ferry">The ferry makes its last crossing in May</a></aside>`
		switch kind {
		case "login":
			rest = `<form><input type="email" name="e"><input type="password" name="p"><button>` + heading + `</button></form>`
		case "consent":
			title, rest = "Harbour News", "<button>OK</button>"
		}
		html := fmt.Sprintf(`<html lang=%q><head><meta charset="utf-8"><title>%s</title></head><body><nav><a href="/city">City</a> <a href="/port">Port</a></nav><main><h1>%s</h1><p>%s</p>%s</main></body></html>`, lang, title, heading, words, rest)
		a, err := extract.FromPage(extract.Page{URL: "https://news.example/2024/05/a-story-with-a-slug", Body: []byte(html), FetchedAt: time.Unix(1.8e9, 0)}, nil)
		if err != nil {
			t.Fatal(err)
		}
		if said := strings.Join(a.Quality.Reasons, "; ") + string(a.Quality.Verdict); a.IsArticle() || !strings.Contains(said, reasons[kind]) {
			t.Errorf("%s, %s: %s", kind, lang, said)
		}
	}
}
