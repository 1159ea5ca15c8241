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
	isOwn := key == urlnorm.Key(a.URL) || key == urlnorm.Key(v.URL)
	if isOwn && !r.mayBeTaken(key, v) {
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
	if err := r.part(ctx, a, other); err != nil || isOwn {
		return err
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

// mayBeTaken says whether an article that bears its own address may find
// another one there, which claimed it before.
func (r *siteRun) mayBeTaken(key string, v *visiting) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	_, ok := r.claims[key]
	return ok || v.first && v.known.Outcome != ""
}

// part takes the address that an article bears from another one that is stored
// under it and isn't there: the other stands alone, and what is at the address
// is asked for, if nobody has.
func (r *siteRun) part(ctx context.Context, a *extract.Article, other *claim) error {
	key := urlnorm.Key(a.CanonicalURL)
	if urlnorm.Key(other.url) == key {
		return nil
	}
	alone := extract.Article{URL: other.url}
	alone.StandAlone()
	print := storage.Fingerprint{MinHash: other.minHash, Bands: extract.Bands(other.minHash)}
	err := r.store.StandAlone(ctx, r.site.ID, a.ID, alone.ID, print)
	if err != nil && !errors.Is(err, storage.ErrNotFound) { // not saved yet, or parted before
		return stored(err)
	}
	r.mu.Lock()
	r.contested[key] = true
	r.mu.Unlock()
	u, err := r.norm.URL(a.CanonicalURL)
	if err != nil || !r.inScope(u) {
		return nil //nolint:nilerr // nothing that could be asked for
	}
	known, err := r.store.KnownMany(ctx, r.site.ID, []string{u})
	if err != nil {
		return stored(err)
	}
	if k, ok := known[u]; !ok || !k.FetchedAt.IsZero() || k.State == storage.StatePending {
		return nil
	}
	return stored(r.store.SetLinkState(ctx, r.site.ID, []string{u}, storage.StatePending, "contested"))
}

// partLate is for an article that was saved under another's address after
// that had become known.
func (r *siteRun) partLate(ctx context.Context, v *visiting) (parted bool, err error) {
	a := v.Article
	key := urlnorm.Key(a.CanonicalURL)
	r.mu.Lock()
	contested := a.CanonicalURL != "" && r.contested[key]
	r.mu.Unlock()
	if !contested || key == urlnorm.Key(a.URL) || key == urlnorm.Key(v.URL) {
		return false, nil
	}
	return true, r.part(ctx, a, &claim{a.URL, a.Title, v.Print.MinHash})
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
