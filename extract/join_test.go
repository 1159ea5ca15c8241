package extract

import (
	"strings"
	"testing"
)

const joinedPage = `<!doctype html><html lang="en"><head><title>The walk along the coast</title><meta property="og:type" content="article"></head><body><article><h1>The walk along the coast</h1>
<p>The first day of the walk brought rain before noon, a long climb to the lighthouse, and a soup at the hut that the keeper had made of what the sea had left.</p>
<p>Read us every <strong>morning</strong> at the pier, where the paper boat hands out what the night shift has written.</p>
<p>On the second day the path left the cliffs for the fields, where two farmers argued over a fence that neither of them had ever seen standing upright.</p>
<p>The third day ended at the harbour, with the ferry gone and the last room of the inn given to a man who had come by train to see the others arrive.</p></article></body></html>`

func TestRenderWithout(t *testing.T) {
	doc, err := Parse(Page{URL: "https://a.example/walk", ContentType: "text/html", Body: []byte(joinedPage)})
	if err != nil {
		t.Fatal(err)
	}
	a, err := doc.Article(nil)
	if err != nil {
		t.Fatal(err)
	}
	blocks := strings.Split(a.Text, "\n\n")
	if len(blocks) != 4 {
		t.Fatalf("%d blocks, want 4:\n%s", len(blocks), a.Text)
	}
	if err := doc.Render(a, nil, Formats{Markdown: true, HTML: true}, blocks[1]); err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{"HTML": a.HTML, "Markdown": a.Markdown} {
		if strings.Contains(text, "paper boat") || !strings.Contains(text, "first day") || !strings.Contains(text, "two farmers") || !strings.Contains(text, "third day") {
			t.Errorf("%s:\n%s", name, text)
		}
	}
}

func TestJoin(t *testing.T) {
	page := func(verdict Verdict, text string) *Article {
		a := &Article{Title: "T", Quality: Quality{Verdict: verdict}, Images: []Image{{URL: "i" + text[:1]}}, Links: []Link{{URL: "l"}}}
		a.SetText(text)
		return a
	}
	for _, c := range []struct {
		name   string
		more   *Article
		joined bool
		text   string
	}{
		{"more", page(OK, "three\n\nfour"), true, "one\n\ntwo\n\nthree\n\nfour"},
		{"a short last page", page(TooShort, "end"), true, "one\n\ntwo\n\nend"},
		{"some of it is known", page(OK, "two\n\nthree"), true, "one\n\ntwo\n\nthree"},
		{"nothing new", page(OK, "one\n\ntwo"), false, "one\n\ntwo"},
		{"an error page", page(Soft404, "not found"), false, "one\n\ntwo"},
	} {
		a := page(OK, "one\n\ntwo")
		if got := Join(a, c.more); got != c.joined || a.Text != c.text {
			t.Errorf("%s: %v, %q", c.name, got, a.Text)
		}
		whole := page(OK, c.text)
		if a.ContentHash != whole.ContentHash || a.WordCount != whole.WordCount || len(a.Links) != 1 {
			t.Errorf("%s: %d words, hash %s, %d links", c.name, a.WordCount, a.ContentHash, len(a.Links))
		}
	}
}
