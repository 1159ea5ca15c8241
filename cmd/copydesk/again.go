package main

import (
	"context"
	"strconv"
	"strings"
	"sync"

	"copydesk/crawler"
	"copydesk/crawler/site"
	"copydesk/extract"
	"copydesk/storage"
)

// again extracts archived pages anew, as a crawl would have: with the further
// pages of an article, and without what was learned to be boilerplate.
type again struct {
	db    store
	sites *site.File

	mu      sync.Mutex
	learned map[string]*crawler.Learned // by site
}

// part is a page of an article with what it gives by itself.
type part struct {
	doc     *extract.Document
	article *extract.Article
}

// article is what an archived page gives today.
func (g *again) article(ctx context.Context, p *storage.PageRecord) (*extract.Article, error) {
	parts, err := g.parts(ctx, p)
	if err != nil {
		return nil, err
	}
	a := join(parts)
	learned, err := g.learnedOf(ctx, p.SiteID)
	if err != nil {
		return nil, orStorage(err)
	}
	if a.IsArticle() {
		learned.LeaveOut(a)
	}
	return a, nil
}

// rendered is a stored article made again with its Markdown and HTML. Its text
// may be another one today.
func (g *again) rendered(ctx context.Context, p *storage.PageRecord, old *extract.Article, want extract.Formats) (*extract.Article, error) {
	parts, err := g.parts(ctx, p)
	if err != nil {
		return nil, err
	}
	dropped, rules := storage.LeftOut(old), rulesOf(g.sites, p.SiteID)
	for i := range parts {
		if err := parts[i].doc.Render(parts[i].article, rules, want, dropped...); err != nil {
			return nil, err
		}
	}
	a := join(parts)
	if len(dropped) > 0 {
		a.SetText(storage.WithoutBlocks(a.Text, dropped))
	}
	return a, nil
}

// parts are the pages of an article, extracted each by itself. One that can't
// be ends them: the others make an article too, if a shorter one.
func (g *again) parts(ctx context.Context, p *storage.PageRecord) ([]part, error) {
	rules := rulesOf(g.sites, p.SiteID)
	first, err := partOf(p, rules)
	if err != nil {
		return nil, err
	}
	further, err := g.db.FurtherPages(ctx, p.ID)
	if err != nil {
		return nil, orStorage(err)
	}
	parts := []part{first}
	for i := range further {
		next, err := partOf(&further[i], rules)
		if err != nil {
			break
		}
		parts = append(parts, next)
	}
	return parts, nil
}

func partOf(p *storage.PageRecord, rules *extract.Rules) (part, error) {
	doc, err := extract.Parse(pageOf(p))
	if err != nil {
		return part{}, err
	}
	a, err := doc.Article(rules)
	return part{doc, a}, err
}

// join makes one article of its parts.
func join(parts []part) *extract.Article {
	a := parts[0].article
	var joined []string
	for _, p := range parts[1:] {
		if !extract.Join(a, p.article) {
			break
		}
		joined = append(joined, p.article.RequestedURL)
	}
	if len(joined) > 0 {
		if a.Provenance == nil {
			a.Provenance = map[string]extract.Provenance{}
		}
		a.Provenance["text"] = extract.Provenance{Source: storage.JoinedPages + strconv.Itoa(len(joined)+1), Raw: strings.Join(joined, " ")}
	}
	return a
}

func (g *again) learnedOf(ctx context.Context, siteID string) (*crawler.Learned, error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if l, ok := g.learned[siteID]; ok {
		return l, nil
	}
	l, err := crawler.LoadLearned(ctx, g.db, siteID)
	if err != nil {
		return nil, err
	}
	if g.learned == nil {
		g.learned = map[string]*crawler.Learned{}
	}
	g.learned[siteID] = l
	return l, nil
}
