package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"net/url"
	"strings"

	"copydesk/extract"
	"copydesk/storage"
)

// save stores a page that was fetched by itself as a crawl would.
func (a *app) save(ctx context.Context, page extract.Page, art *extract.Article) error {
	if page.URL == "" {
		return usagef("--save needs the page's address: give it with --url")
	}
	db, err := a.openStore(ctx, making)
	if err != nil {
		return err
	}
	defer db.Close()
	v := visitOf(page, art)
	_, err = db.Save(context.WithoutCancel(ctx), &v)
	if err != nil {
		return orStorage(err)
	}
	return nil
}

func visitOf(page extract.Page, a *extract.Article) storage.Visit {
	requested := page.RequestedURL
	if requested == "" {
		requested = page.URL
	}
	siteID := page.SiteID
	if siteID == "" {
		siteID = hostOf(page.URL)
	}
	sum := sha256.Sum256(page.Body)
	v := storage.Visit{
		Link:     storage.Link{SiteID: siteID, URL: requested, Kind: storage.KindArticle, Source: "command", FoundAt: page.FetchedAt},
		FinalURL: page.URL, StartedAt: page.FetchedAt, Status: page.Status, Outcome: string(a.Quality.Verdict),
		Reason: strings.Join(a.Quality.Reasons, "; "), ContentType: page.ContentType, Bytes: int64(len(page.Body)),
		BodyHash: hex.EncodeToString(sum[:]), Body: page.Body, Verdict: a.Quality.Verdict, State: storage.StateSettled, Changed: true,
	}
	if a.IsArticle() {
		v.Outcome, v.Article, v.Print = "article", a, printOf(a)
		v.Aliases = []string{requested, page.URL}
	}
	return v
}

// printOf is the fingerprint that near-duplicates are found by.
func printOf(a *extract.Article) storage.Fingerprint {
	sig := extract.Signature(a.Text)
	return storage.Fingerprint{MinHash: sig, Bands: extract.Bands(sig)}
}

func hostOf(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return strings.TrimPrefix(strings.ToLower(u.Hostname()), "www.")
}
