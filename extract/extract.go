// Package extract makes an Article of a Page. It is pure: no network, disk,
// clock or logger, and equal bytes give equal articles.
//
// Start at FromPage. Package decode makes bytes a tree, meta reads what the
// page says about itself, body finds the text; verdict.go judges the result
// and assemble.go puts it together.
package extract

import (
	"errors"
	"net/url"
	"strings"

	"golang.org/x/net/html"

	"copydesk/extract/body"
	"copydesk/extract/decode"
	"copydesk/extract/meta"
)

// Errors for pages that give no article because they can't be read at all.
var (
	ErrNotHTML    = decode.ErrNotHTML
	ErrTooLarge   = decode.ErrTooLarge
	ErrTooComplex = decode.ErrTooComplex
	ErrNoArticle  = errors.New("no article there")
)

// Document is a page parsed once: its links and its article come from the
// same tree.
type Document struct {
	page  Page
	url   *url.URL
	root  *html.Node
	plain string // the text, where the page is text without markup
	feed  bool   // it is a feed or a sitemap
	size  int
	code  int          // bytes of scripts that are not in the tree
	meta  *meta.Fields // once read
	body  *body.Body   // once found

	replaced bool // the text came from elsewhere than the tree
}

// Parse decodes and parses a page. The error is ErrNotHTML, ErrTooLarge or
// ErrTooComplex, wrapped with what was found.
func Parse(p Page) (*Document, error) {
	text, err := decode.Bytes(p.Body, p.ContentType)
	if err != nil {
		return nil, err
	}
	p.URL, p.RequestedURL = withoutUser(p.URL), withoutUser(p.RequestedURL)
	d := &Document{page: p, url: baseURL(p.URL), size: len(text.UTF8), feed: listsPages(text.UTF8)}
	if text.Plain {
		d.plain = string(text.UTF8)
		d.root = &html.Node{Type: html.DocumentNode}
		return d, nil
	}
	if err := decode.Check(text.UTF8); err != nil {
		return nil, err
	}
	pruned := decode.Prune(text.UTF8, meta.ReadsScript)
	d.code, d.size = pruned.Scripts, pruned.Len()
	if d.root, err = html.Parse(pruned.Reader()); err != nil {
		if d.root, err = decode.Salvage(text.UTF8); err != nil {
			return nil, err
		}
	}
	if base := findBase(d.root); base != "" && d.url != nil {
		if u, err := d.url.Parse(base); err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Host != "" {
			d.url = u
		}
	}
	return d, nil
}

// withoutUser is an address without who asked for it and the password: an
// article is stored, exported and passed on.
func withoutUser(address string) string {
	scheme, rest, ok := strings.Cut(address, "://")
	if !ok {
		return address
	}
	end := strings.IndexAny(rest, "/?#\\")
	if end < 0 {
		end = len(rest)
	}
	return scheme + "://" + rest[strings.LastIndexByte(rest[:end], '@')+1:]
}

func baseURL(s string) *url.URL {
	u, err := url.Parse(s)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
		return nil
	}
	u.User = nil
	return u
}

// findBase is the page's <base href>.
func findBase(root *html.Node) string {
	for n := range root.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		switch n.Data {
		case "base":
			for _, a := range n.Attr {
				if a.Key == "href" {
					return strings.TrimSpace(a.Val)
				}
			}
		case "body":
			return ""
		}
	}
	return ""
}

// Root is the parsed tree. It is not to be changed.
func (d *Document) Root() *html.Node { return d.root }

// Base is the address that the page's links are relative to; nil when the
// page's own address is unknown.
func (d *Document) Base() *url.URL { return d.url }

// Article extracts the article. A page that is no article gives an Article
// too: its Quality says why not, and IsArticle is false.
func (d *Document) Article(rules *Rules) (*Article, error) {
	return d.ArticleWith(rules, body.Default())
}

// ArticleWith is Article with another model than the one that ships: for
// training and its evaluation.
func (d *Document) ArticleWith(rules *Rules, m *body.Model) (*Article, error) {
	if d.plain != "" {
		return d.fromPlain(rules)
	}
	f := d.fields(rules)
	d.body = body.Find(d.root, d.size, d.hints(f), rules.onBody(d.root), m)
	if d.body.Words < short && d.openRest() {
		f = d.fields(rules)
		d.body = body.Find(d.root, d.size, d.hints(f), rules.onBody(d.root), m)
	}
	return d.assemble(f, d.body, rules), nil
}

func (d *Document) fields(rules *Rules) *meta.Fields {
	if d.meta == nil {
		u, _ := url.Parse(d.page.URL)
		opt := meta.Options{URL: u, Now: d.page.FetchedAt, Code: d.code}
		if rules != nil {
			opt.Languages, opt.Location = rules.set.Languages, rules.location
		}
		d.meta = meta.Read(d.root, opt)
	}
	return d.meta
}

func (d *Document) hints(f *meta.Fields) body.Hints {
	titles := f.Titles
	if len(titles) > 4 {
		titles = titles[:4]
	}
	if f.Title.Text != "" {
		titles = append([]string{f.Title.Text}, titles...)
	}
	return body.Hints{Titles: titles, Description: f.Summary.Text, JSONBody: f.JSONBody, Authors: f.Authors, Tags: f.Tags, Filed: filedLine(f), Printed: []string{f.Line, f.PubFrom.Raw, f.ModFrom.Raw}, DeskLine: meta.DeskLine, DateLine: meta.DateLine}
}

// filedLine is the line that prints the article's section behind a label; "" where
// it is read elsewhere.
func filedLine(f *meta.Fields) string {
	if strings.HasPrefix(f.Section.Source, "text:") {
		return f.Section.Raw
	}
	return ""
}

// Hints is what the metadata tells the search for the body.
func (d *Document) Hints() body.Hints { return d.hints(d.fields(nil)) }

// FromPage is Parse and Article in one.
func FromPage(p Page, rules *Rules) (*Article, error) {
	d, err := Parse(p)
	if err != nil {
		return nil, err
	}
	return d.Article(rules)
}
