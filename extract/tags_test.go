package extract_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// TestTagLabels puts links to tags below a text of their language, in a line
// behind a label and in a list below a heading, with no name in the markup: the
// tags are found, and don't stay in the text.
func TestTagLabels(t *testing.T) {
	const links = `<a href="/t/alfa">Alfa</a>, <a href="/t/beta">Beta</a>, <a href="/t/gamma">Gamma</a>`
	const items = `<ul><li><a href="/t/alfa">Alfa</a></li><li><a href="/t/beta">Beta</a></li><li><a href="/t/gamma">Gamma</a></li></ul>`
	for line := range strings.Lines(string(fixture(t, "tags.tsv"))) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		lang, labels, _ := strings.Cut(strings.TrimSpace(line), "\t")
		text := textsByLanguage(t)[lang]
		if len(text) < 2 {
			text = textsByLanguage(t)["en"]
		}
		for _, label := range strings.Split(labels, " ; ") {
			for _, tags := range []string{"<div>" + label + ": " + links + "</div>", "<p>" + label + " " + links + "</p>", "<div><h4>" + label + "</h4>" + items + "</div>"} {
				html := fmt.Sprintf(`<!DOCTYPE html><html lang=%q><head><meta charset="utf-8"><title>%s</title></head><body><div><a href="/">Home</a> <a href="/news">News</a></div><article><h1>%[2]s</h1><p>%s</p>%s</article><div><p>Imprint</p></div></body></html>`,
					lang, text[0], strings.Join(text[1:], "</p><p>"), tags)
				a := page(t, html, nil)
				if !slices.Equal(a.Tags, []string{"Alfa", "Beta", "Gamma"}) {
					t.Errorf("%s, %s: tags %q", lang, tags, a.Tags)
				}
				if strings.Contains(a.Text, "Gamma") {
					t.Errorf("%s, %s: stayed in the text", lang, tags)
				}
			}
		}
	}
}
