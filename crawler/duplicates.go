package crawler

import (
	"context"
	"errors"
	"slices"

	"copydesk/extract"
	"copydesk/storage"
)

// sameText is the likeness from which two texts are one. An agency's copy with
// another lead, a cut tail and a site's phrases around it keeps half of its
// word runs; different articles of one site share less than a fifth.
const sameText = 0.45

func fingerprint(a *extract.Article) storage.Fingerprint {
	sig := extract.Signature(a.Text)
	return storage.Fingerprint{MinHash: sig, Bands: extract.Bands(sig)}
}

// mostCandidates is how many stored articles are compared with a new one.
const mostCandidates = 20

// closest is the candidate whose text is the fingerprint's; nil when none is.
func closest(print storage.Fingerprint, candidates []storage.Candidate, not ...string) *storage.Candidate {
	var best *storage.Candidate
	share := 0.0
	for i := range candidates {
		c := &candidates[i]
		if slices.Contains(not, c.ArticleID) {
			continue
		}
		if s := extract.Similarity(print.MinHash, c.Print.MinHash); s > share && s >= sameText {
			best, share = c, s
		}
	}
	return best
}

// judgeDuplicate links an article to the one whose text it repeats: agencies'
// copy stands on many sites.
func (r *siteRun) judgeDuplicate(ctx context.Context, v *visiting) error {
	if len(v.Print.Bands) == 0 {
		return nil
	}
	candidates, err := r.store.Similar(ctx, v.Print, mostCandidates)
	if err != nil {
		return stored(err)
	}
	not := []string{v.Article.ID, v.known.ArticleID}
	for c := closest(v.Print, candidates, not...); c != nil; c = closest(v.Print, candidates, not...) {
		series, err := r.seriesOf(ctx, v.Article, c)
		if err != nil {
			return err
		}
		if series {
			not = append(not, c.ArticleID)
			continue
		}
		v.Article.DuplicateOf = c.ArticleID
		if first := c.DuplicateOf; first != "" && first != v.Article.ID {
			v.Article.DuplicateOf = first // the one that came first, not the one in between
		}
		return nil
	}
	return nil
}

// seriesOf says whether an article and a stored one of its site are parts of a
// series.
func (r *siteRun) seriesOf(ctx context.Context, a *extract.Article, c *storage.Candidate) (bool, error) {
	if c.SiteID != r.site.ID {
		return false, nil
	}
	old, err := r.store.Article(ctx, c.ArticleID)
	if errors.Is(err, storage.ErrNotFound) {
		return false, nil
	}
	if err != nil {
		return false, stored(err)
	}
	return inSeries(a, &old), nil
}
