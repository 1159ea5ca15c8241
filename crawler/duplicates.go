package crawler

import (
	"context"

	"copydesk/extract"
	"copydesk/storage"
)

// sameText is the likeness from which two texts are one: an agency's copy
// with another lead or a cut tail keeps that much.
const sameText = 0.6

func fingerprint(a *extract.Article) storage.Fingerprint {
	sig := extract.Signature(a.Text)
	return storage.Fingerprint{MinHash: sig, Bands: extract.Bands(sig)}
}

// judgeDuplicate links an article to the one whose text it repeats: agencies'
// copy stands on many sites.
func (r *siteRun) judgeDuplicate(ctx context.Context, v *visiting) error {
	if len(v.Print.Bands) == 0 {
		return nil
	}
	candidates, err := r.store.Similar(ctx, v.Print, 20)
	if err != nil {
		return stored(err)
	}
	best, share := -1, 0.0
	for i := range candidates {
		c := &candidates[i]
		if c.ArticleID == v.Article.ID || c.ArticleID == v.known.ArticleID {
			continue
		}
		if s := extract.Similarity(v.Print.MinHash, c.Print.MinHash); s > share {
			best, share = i, s
		}
	}
	if best < 0 || share < sameText {
		return nil
	}
	v.Article.DuplicateOf = candidates[best].ArticleID
	if first := candidates[best].DuplicateOf; first != "" && first != v.Article.ID {
		v.Article.DuplicateOf = first // the one that came first, not the one in between
	}
	return nil
}
