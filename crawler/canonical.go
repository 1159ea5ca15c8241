package crawler

import (
	"context"
	"errors"
	"slices"

	"copydesk/crawler/urlnorm"
	"copydesk/extract"
	"copydesk/storage"
)

// claim is a page that named a canonical address.
type claim struct {
	url, title string
	minHash    []uint32
}

// maxClaims bounds what a run remembers of them.
const maxClaims = 5000

// standAlone takes from an article a canonical address that is another
// article's. Some sites put one and the same address on all their pages: taken
// at their word, all of them would be one article, and be lost but for one.
// What other texts bear that address tells them from the variants of an
// article, whose text is the same.
func (r *siteRun) standAlone(ctx context.Context, v *visiting) error {
	a := v.Article
	key := urlnorm.Key(a.CanonicalURL)
	if a.CanonicalURL == "" || len(v.Print.MinHash) == 0 {
		return nil
	}
	mine := claim{a.URL, a.Title, v.Print.MinHash}
	if key == urlnorm.Key(a.URL) || key == urlnorm.Key(v.URL) {
		r.claimFor(key, mine)
		return nil
	}
	other, err := r.claimant(ctx, a)
	if err != nil {
		return err
	}
	if other == nil || !mine.isApart(other) {
		r.claimFor(key, mine)
		return nil
	}
	r.addCount(func(s *SiteSummary) {
		if !s.falseCanonical {
			s.falseCanonical = true
			s.note("pages name another article's address as canonical, which is not believed: %s names %s", a.URL, a.CanonicalURL)
		}
	})
	named := a.CanonicalURL
	a.StandAlone()
	v.Aliases = slices.DeleteFunc(v.Aliases, func(u string) bool { return urlnorm.Key(u) == urlnorm.Key(named) })
	return nil
}

// claimFor remembers the first page of a run that has a canonical address.
func (r *siteRun) claimFor(key string, c claim) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if _, ok := r.claims[key]; !ok && len(r.claims) < maxClaims {
		r.claims[key] = c
	}
}

// claimant is who has the canonical address that an article names: a page of
// this run, or the stored article.
func (r *siteRun) claimant(ctx context.Context, a *extract.Article) (*claim, error) {
	r.mu.Lock()
	c, ok := r.claims[urlnorm.Key(a.CanonicalURL)]
	r.mu.Unlock()
	if ok {
		return &c, nil
	}
	old, err := r.store.Article(ctx, a.ID)
	if errors.Is(err, storage.ErrNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, stored(err)
	}
	return &claim{old.URL, old.Title, extract.Signature(old.Text)}, nil
}

// isApart says whether two pages are not one article: title and text are
// another's.
func (c *claim) isApart(o *claim) bool {
	return urlnorm.Key(c.url) != urlnorm.Key(o.url) && c.title != o.title && len(o.minHash) > 0 &&
		extract.Similarity(c.minHash, o.minHash) < sameText
}
