package main

import (
	"context"
	"fmt"
	"net/url"

	"copydesk/crawler"
	"copydesk/crawler/discover"
	"copydesk/extract"
)

// follow fetches the further pages of an article and joins them to the first.
// An article with a page missing is none: then the error says which.
func (x *extractor) follow(ctx context.Context, doc *extract.Document, page extract.Page, a *extract.Article, rules *extract.Rules) error {
	first := page.URL
	seen := map[string]bool{first: true}
	for number := 1; number <= crawler.MaxFurther; {
		next := nextPage(doc)
		n := crawler.FurtherPage(first, next)
		if n <= number || seen[next] {
			return nil
		}
		seen[next] = true
		more, err := x.fetch(ctx, next)
		if err != nil {
			return fmt.Errorf("page %d of the article: %w", n, err)
		}
		if doc, err = extract.Parse(more); err != nil {
			return fmt.Errorf("page %d of the article, %s: %w", n, next, err)
		}
		further, err := doc.Article(rules)
		if err != nil {
			return fmt.Errorf("page %d of the article, %s: %w", n, next, err)
		}
		if err := doc.Render(further, rules, x.want); err != nil {
			return err
		}
		if !crawler.IsPageOf(first, a, next, further) || !extract.Join(a, further) {
			return nil
		}
		number = n
	}
	return nil
}

// nextPage is the address of the page that a page names as its next; ""
// without.
func nextPage(doc *extract.Document) string {
	return resolve(doc, discover.Walk(doc.Root(), func(string) bool { return false }).Next)
}

// resolve is the whole address that a page writes as href, "" when there is
// none.
func resolve(doc *extract.Document, href string) string {
	u, err := url.Parse(href)
	if err != nil || href == "" || doc.Base() == nil {
		return ""
	}
	u = doc.Base().ResolveReference(u)
	u.Fragment = ""
	return u.String()
}
