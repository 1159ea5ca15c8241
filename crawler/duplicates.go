package crawler

import (
	"context"
	"errors"
	"slices"
	"strings"

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
		own, err := r.ownArticle(ctx, c)
		if err != nil {
			return err
		}
		if own != nil && inSeries(v.Article, own) {
			not = append(not, c.ArticleID)
			continue
		}
		if own != nil && v.isCopy(own, c) {
			v.copyOf = own.URL
		}
		v.Article.DuplicateOf = c.ArticleID
		if first := c.DuplicateOf; first != "" && first != v.Article.ID {
			v.Article.DuplicateOf = first // the one that came first, not the one in between
		}
		return nil
	}
	return nil
}

// ownArticle is the stored article of a candidate of the same site; nil for
// another's.
func (r *siteRun) ownArticle(ctx context.Context, c *storage.Candidate) (*extract.Article, error) {
	if c.SiteID != r.site.ID {
		return nil, nil
	}
	a, err := r.store.Article(ctx, c.ArticleID)
	if errors.Is(err, storage.ErrNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, stored(err)
	}
	return &a, nil
}

// sameCopy is the likeness of an article to what the same site shows of it under
// another address: all but the lines that a print view adds or leaves out. A
// site's own next version of a story keeps less.
const sameCopy = 0.85

// isCopy says whether an article is one that the site has already under another
// address: a print view, or larger letters. The title tells it from the reports
// that a site makes by one pattern every day.
func (v *visiting) isCopy(own *extract.Article, c *storage.Candidate) bool {
	return extract.Similarity(v.Print.MinHash, c.Print.MinHash) >= sameCopy &&
		(isTitleOf(v.Article.Title, own.Title) || isTitleOf(own.Title, v.Article.Title))
}

// isTitleOf says whether a title is another one, or that with a word of the
// page's own: "Print: …".
func isTitleOf(title, of string) bool {
	title, of = strings.Join(strings.Fields(title), " "), strings.Join(strings.Fields(of), " ")
	return of != "" && strings.Contains(strings.ToLower(title), strings.ToLower(of))
}

// isNewCopy says whether a visit stored a copy of what the site has elsewhere:
// no new article, whoever counts.
func (v *visiting) isNewCopy(saved storage.Saved) bool { return saved.New && v.copyOf != "" }

// isOnlyCopy says whether a page is a copy of what the site has elsewhere, and
// no more. What a feed names is an article's main address, whichever came first.
func (v *visiting) isOnlyCopy() bool {
	return v.isArticle && v.copyOf != "" && (v.Source == "link" || v.Source == "alias")
}
