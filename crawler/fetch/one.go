package fetch

import (
	"context"

	"copydesk/extract"
)

// One fetches a single page for extraction, obeying the same rules as a
// crawl.
func One(ctx context.Context, url string, cfg Config, p Policy) (extract.Page, error) {
	c := New(cfg)
	defer func() { _ = c.Close(ctx) }() // lets connections go; there is nothing to lose
	resp, err := c.Get(ctx, Request{URL: url, Policy: &p})
	if err != nil {
		return extract.Page{}, err
	}
	return resp.Page(), nil
}

// Page is the answer as extraction takes it.
func (r *Response) Page() extract.Page {
	return extract.Page{
		URL: r.FinalURL, RequestedURL: r.URL, ContentType: r.ContentType,
		Status: r.Status, Body: r.Body, FetchedAt: r.Started,
	}
}
