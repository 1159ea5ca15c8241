package main

import (
	"fmt"
	"os"

	"golang.org/x/net/html"

	"copydesk/extract"
	"copydesk/extract/body"
	"copydesk/extract/corpora"
)

// sample is a page of a corpus, parsed, with its gold and its labels.
type sample struct {
	corpus string
	gold   corpora.Gold
	root   *html.Node
	size   int
	page   extract.Page
	hints  body.Hints
	fold   int
	labels []label
	s      *body.Sample
}

// load reads the corpora below dir.
func load(dir string, names []string) ([]*sample, error) {
	pages, err := corpora.Load(dir, names, func(err error) { fmt.Fprintln(os.Stderr, err) })
	if err != nil {
		return nil, err
	}
	out := make([]*sample, len(pages))
	corpora.Each(len(pages), func(i int) {
		p := pages[i]
		out[i] = &sample{corpus: p.Corpus, gold: p.Gold, root: p.Doc.Root(), size: len(p.Page.Body), page: p.Page, hints: p.Doc.Hints(), fold: p.Fold}
	})
	return out, nil
}

// text is what the whole of extraction makes of the page with a model: ""
// where it finds no article.
func (s *sample) text(m *body.Model) string {
	doc, err := extract.Parse(s.page)
	if err != nil {
		return ""
	}
	a, err := doc.ArticleWith(nil, m)
	if err != nil || !a.HasText() {
		return ""
	}
	return a.Text
}

const folds = corpora.Folds
