package extract_test

import (
	"fmt"
	"html"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"
)

// What stands around the text of an article goes, and the text stays: a case is
// one such thing in a page of its language.
func TestFurniture(t *testing.T) {
	file, err := os.ReadFile(filepath.Join("..", "fixtures", "furniture.txtar"))
	if err != nil {
		t.Fatal(err)
	}
	texts := map[string][]string{} // the title, then paragraphs
	cases := 0
	for _, f := range txtar.Parse(file).Files {
		where, rest, _ := strings.Cut(f.Name, "/")
		lines := strings.Split(strings.TrimSpace(string(f.Data)), "\n")
		if where == "text" {
			texts[rest] = lines
			continue
		}
		cases++
		t.Run(f.Name, func(t *testing.T) {
			lang, _, _ := strings.Cut(rest, "/")
			furniture(t, lang, where, texts[lang], lines)
		})
	}
	if cases < 100 {
		t.Errorf("%d cases in the file", cases)
	}
}

func furniture(t *testing.T, lang, where string, text, lines []string) {
	var snippet, drop, keep []string
	for _, l := range lines {
		if s, ok := strings.CutPrefix(l, "drop: "); ok {
			drop = append(drop, s)
		} else if s, ok := strings.CutPrefix(l, "keep: "); ok {
			keep = append(keep, s)
		} else {
			snippet = append(snippet, l)
		}
	}
	title, paragraphs := text[0], text[1:]
	at := map[string]int{"start": 0, "mid": 2, "end": len(paragraphs)}[where]
	got := fold(page(t, furnished(lang, title, paragraphs, at, strings.Join(snippet, "\n")), nil).Text)
	for _, s := range drop {
		if strings.Contains(got, s) {
			t.Errorf("%q was kept", s)
		}
	}
	for _, s := range append(keep, paragraphs...) {
		if !strings.Contains(got, fold(s)) {
			t.Errorf("%q was dropped", s)
		}
	}
}

func fold(s string) string { return strings.Join(strings.Fields(s), " ") }

// furnished is an ordinary page with a snippet of HTML before a paragraph.
func furnished(lang, title string, paragraphs []string, at int, snippet string) string {
	var b strings.Builder
	for i := 0; i <= len(paragraphs); i++ {
		if i == at {
			b.WriteString(snippet + "\n")
		}
		if i < len(paragraphs) {
			fmt.Fprintf(&b, "<p>%s</p>\n", html.EscapeString(paragraphs[i]))
		}
	}
	return fmt.Sprintf(`<!DOCTYPE html><html lang="%s"><head><meta charset="utf-8"><title>%s - Riverside</title><meta property="og:title" content="%s"><meta property="og:type" content="article"></head>
<body><header class="site-header"><a href="/">Riverside</a><nav><ul><li><a href="/news">News</a></li><li><a href="/sport">Sport</a></li><li><a href="/culture">Culture</a></li></ul></nav></header>
<main><article class="post hentry"><header class="entry-header"><h1 class="entry-title">%s</h1></header><div class="entry-content">
%s</div></article><aside class="sidebar"><h3>Popular</h3><ul><li><a href="/p1">Fog over the fields</a></li><li><a href="/p2">The mayor’s new bicycle</a></li></ul></aside></main>
<footer><p>© 2026 Riverside</p><a href="/imprint">Imprint</a></footer></body></html>`, lang, title, title, title, b.String())
}
