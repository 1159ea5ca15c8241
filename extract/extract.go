// Package extract makes an Article of a Page. It is pure: no network, disk,
// clock or logger, and equal bytes give equal articles.
package extract

import (
	"bytes"
	"errors"
	"regexp"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"copydesk/extract/body"
	"copydesk/extract/decode"
	"copydesk/extract/dom"
)

// Errors for pages that give no article because they can't be read at all.
var (
	ErrNotHTML    = errors.New("not HTML")
	ErrTooLarge   = errors.New("page too large")
	ErrTooComplex = errors.New("page too complex")
	ErrNoArticle  = errors.New("no article there")
)

// Document is a page parsed once: its links and its article come from the
// same tree.
type Document struct {
	page Page
	root *html.Node
}

// Anchor is a link as it stands on the page.
type Anchor struct {
	Href string // as written; not resolved
	Text string
	Rel  string
}

// Parse decodes and parses a page.
func Parse(p Page) (*Document, error) {
	text, err := decode.Bytes(p.Body, p.ContentType)
	if err != nil {
		return nil, err
	}
	root, err := html.Parse(bytes.NewReader(text.UTF8))
	if err != nil {
		return nil, err
	}
	return &Document{page: p, root: root}, nil
}

// Root is the parsed tree. It is not to be changed.
func (d *Document) Root() *html.Node { return d.root }

// Article extracts the article. A page that is no article gives an Article
// too: its Quality says why not, and IsArticle is false.
func (d *Document) Article(rules *Rules) (*Article, error) {
	return nil, ErrNoArticle
}

// FromPage is Parse and Article in one.
func FromPage(p Page, rules *Rules) (*Article, error) {
	d, err := Parse(p)
	if err != nil {
		return nil, err
	}
	return d.Article(rules)
}

// Hints is what the metadata tells the search for the body.
func (d *Document) Hints() body.Hints {
	var h body.Hints
	for n := range dom.Elements(d.root) {
		switch n.DataAtom {
		case atom.Title:
			if n.FirstChild != nil && len(h.Titles) < 3 {
				h.Titles = append(h.Titles, n.FirstChild.Data)
			}
		case atom.Meta:
			switch dom.Attr(n, "property") + dom.Attr(n, "name") {
			case "og:title":
				h.Titles = append(h.Titles, dom.Attr(n, "content"))
			case "description", "og:description":
				h.Description = dom.Attr(n, "content")
			}
		case atom.Script:
			if n.FirstChild != nil && dom.Attr(n, "type") == "application/ld+json" {
				if m := bodyRE.FindStringSubmatch(n.FirstChild.Data); m != nil {
					h.JSONBody = m[1]
				}
			}
		}
	}
	return h
}

var bodyRE = regexp.MustCompile(`"articleBody"\s*:\s*"((?:[^"\\\\]|\\\\.)*)"`)
