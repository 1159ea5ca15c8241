package extract_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"
)

// TestBylines puts an author and a date above a text of their language, in the
// plainest markup: no class, no metadata. Both are found, and neither is left
// in the text.
func TestBylines(t *testing.T) {
	for line := range strings.Lines(string(fixture(t, "bylines.tsv"))) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		f := strings.Split(strings.TrimSpace(line), "\t")
		lang, name := f[0], f[1]
		bylines, dates, labels := strings.Split(f[2], " ; "), strings.Split(f[3], " ; "), strings.Split(f[4], " ; ")
		t.Run(lang, func(t *testing.T) {
			for _, by := range bylines {
				above(t, lang, name, strings.ReplaceAll(by, "{n}", name), dates[0])
			}
			by := strings.ReplaceAll(bylines[0], "{n}", name)
			for _, d := range dates {
				above(t, lang, name, by, d)
			}
			for _, l := range labels {
				above(t, lang, name, by, strings.ReplaceAll(l, "{d}", dates[0]))
			}
		})
	}
}

// above extracts pages with a byline and a date above the text, each in a block
// of its own and both in one line.
func above(t *testing.T, lang, name, by, date string) {
	t.Helper()
	text := textsByLanguage(t)[lang]
	if len(text) < 2 {
		t.Fatalf("no text in %s", lang)
	}
	const head = `<!DOCTYPE html><html lang=%q><head><meta charset="utf-8"><title>%s</title></head><body><div><a href="/">Home</a> <a href="/news">News</a></div><div><h1>%[2]s</h1>`
	for _, form := range []string{
		head + `<div>%s</div><div>%s</div><div><p>%[5]s</p></div></div><div><p>Imprint</p></div></body></html>`,
		head + `<p><span>%s</span> | <span>%s</span></p><div><p>%[5]s</p></div></div><div><p>Imprint</p></div></body></html>`,
		head + `<p>%s | %s</p><div><p>%[5]s</p></div></div><div><p>Imprint</p></div></body></html>`,
		head + `<div><span>%s</span><span>%s</span></div><div><p>%[5]s</p></div></div><div><p>Imprint</p></div></body></html>`,
		head + `<div><p>%[5]s</p></div><div><p>%[3]s - %[4]s</p></div></div><div><p>Imprint</p></div></body></html>`,
	} {
		html := fmt.Sprintf(form,
			lang, text[0], by, date, strings.Join(text[1:], "</p><p>"))
		a := page(t, html, nil)
		if len(a.Authors) != 1 || a.Authors[0] != name {
			t.Errorf("%s, %s: authors %q", by, date, a.Authors)
		}
		if !strings.HasPrefix(a.DatePublished, "2024-05-12") {
			t.Errorf("%s, %s: published %q", by, date, a.DatePublished)
		}
		if got := fold(a.Text); strings.Contains(got, fold(by)) || strings.Contains(got, fold(date)) {
			t.Errorf("%s, %s: stayed in the text", by, date)
		}
	}
}

// textsByLanguage are the texts of the furniture cases: the title, then
// paragraphs.
func textsByLanguage(t *testing.T) map[string][]string {
	t.Helper()
	texts := map[string][]string{}
	for _, f := range txtar.Parse(fixture(t, "furniture.txtar")).Files {
		if where, lang, _ := strings.Cut(f.Name, "/"); where == "text" {
			texts[lang] = strings.Split(strings.TrimSpace(string(f.Data)), "\n")
		}
	}
	return texts
}

func fixture(t *testing.T, name string) []byte {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("..", "fixtures", name))
	if err != nil {
		t.Fatal(err)
	}
	return b
}
