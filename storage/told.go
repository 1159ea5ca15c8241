package storage

import (
	"strings"

	"copydesk/extract"
)

// What a page doesn't say of its article, a feed or a news sitemap that names it
// may: such a field's source begins with one of these, and the address of the
// feed follows.
const (
	ByFeed        = "feed:"
	ByNewsSitemap = "news_sitemap:"
)

// IsTold says whether a field of an article comes from a feed or a news sitemap.
func IsTold(a *extract.Article, field string) bool {
	source := a.Provenance[field].Source
	return strings.HasPrefix(source, ByFeed) || strings.HasPrefix(source, ByNewsSitemap)
}

// KeepTold gives the fresh state of an article the date and the authors that the
// stored one has from a feed, where its page still doesn't say them: feeds have
// forgotten them when the page is looked at or extracted again.
func KeepTold(old, fresh *extract.Article) {
	const date, authors = "date_published", "authors"
	if fresh.DatePublished == "" && old.DatePublished != "" && IsTold(old, date) {
		fresh.DatePublished = old.DatePublished
		SetSource(fresh, date, old.Provenance[date])
	}
	if len(fresh.Authors) == 0 && len(old.Authors) > 0 && IsTold(old, authors) {
		fresh.Authors = old.Authors
		SetSource(fresh, authors, old.Provenance[authors])
	}
}

// SetSource notes where a field of an article came from.
func SetSource(a *extract.Article, field string, p extract.Provenance) {
	if a.Provenance == nil {
		a.Provenance = map[string]extract.Provenance{}
	}
	a.Provenance[field] = p
}
