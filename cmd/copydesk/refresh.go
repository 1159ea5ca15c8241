package main

import (
	"bytes"
	"context"
	"fmt"
	"time"

	"copydesk/crawler/discover"
	"copydesk/crawler/fetch"
	"copydesk/extract"
)

// Bounds of following pages that send their readers on by themselves. Those
// that reload after a while are news fronts, and stay where they are.
const (
	maxRefresh   = 5
	soonestLeave = 5 * time.Second
)

// fetchArticle fetches the page at an address. One that holds no article and
// sends its reader elsewhere at once, as pages do that have moved and can't say
// it otherwise, is followed: each time as if that address had been named.
func (x *extractor) fetchArticle(ctx context.Context, address string) (extract.Page, error) {
	page, err := x.fetch(ctx, address)
	seen := map[string]bool{}
	for err == nil {
		next := x.refresh(page)
		if next == "" {
			return page, nil
		}
		seen[page.URL] = true
		if seen[next] || len(seen) > maxRefresh {
			return page, &fetch.NetError{URL: address, Op: "redirects", Hint: "pages that send their reader on (meta refresh) lead round to " + next}
		}
		first := page.RequestedURL
		if page, err = x.fetch(ctx, next); err != nil {
			return page, fmt.Errorf("%s sends its reader on: %w", address, err)
		}
		page.RequestedURL = first
	}
	return page, err
}

// refresh is where a page without an article sends its reader, "" when it
// doesn't.
func (x *extractor) refresh(page extract.Page) string {
	if !bytes.Contains(bytes.ToLower(page.Body), []byte("refresh")) { // most pages need no second look
		return ""
	}
	doc, err := extract.Parse(page)
	if err != nil {
		return "" // is told when it is extracted
	}
	links := discover.Walk(doc.Root(), func(string) bool { return true })
	next := resolve(doc, links.Refresh)
	if next == "" || next == page.URL || links.RefreshAfter > soonestLeave {
		return ""
	}
	if a, err := doc.Article(x.rules(page.URL)); err == nil && a.IsArticle() {
		return ""
	}
	return next
}
