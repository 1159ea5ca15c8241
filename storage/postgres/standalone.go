package postgres

import (
	"context"
	"fmt"

	"copydesk/storage"
	"copydesk/storage/columns"
)

// StandAlone gives a site's article an identity of its own that was stored
// under another article's address: own is its ID then, and whose address it
// was can be stored. Without such an article, or with one that has that ID
// already, nothing changes and the error is storage.ErrNotFound.
func (s *Store) StandAlone(ctx context.Context, siteID, id, own string, print storage.Fingerprint) error {
	return s.update(ctx, "part article "+id, func(ctx context.Context, w *writer) error {
		var taken bool
		if err := w.one(ctx, []any{&taken}, `SELECT EXISTS (SELECT 1 FROM articles WHERE id = $1)`, own); err != nil {
			return err
		}
		old, err := w.storedArticle(ctx, `id = $1`, id)
		if err == nil && (taken || old.CanonicalURL == "") {
			err = storage.ErrNotFound
		}
		if err != nil {
			return err
		}
		a := old.Article
		a.ID, a.CanonicalURL = own, ""
		if err := w.overwrite(ctx, &old, &a, freshArticle{print: print, at: columns.FromMicros(old.revisedAt), by: old.revisedBy}); err != nil {
			return err
		}
		return w.partArticle(ctx, siteID, &old, own)
	})
}

// partArticle has all that named an article name it by its own ID, and leaves
// the address that was not its own to others.
func (w *writer) partArticle(ctx context.Context, siteID string, old *storedArticle, own string) error {
	for _, do := range []struct {
		query string
		args  []any
	}{
		{`DELETE FROM article_urls WHERE article_n = $1 AND url = $2`, []any{old.n, old.CanonicalURL}},
		{`UPDATE links SET article_id = '' WHERE site_id = $1 AND url = $2 AND article_id = $3`, []any{siteID, old.CanonicalURL, old.ID}},
		{`UPDATE links SET article_id = $1 WHERE site_id = $2 AND article_id = $3 AND url IN (SELECT url FROM article_urls WHERE article_n = $4)`,
			[]any{own, siteID, old.ID, old.n}},
		{`UPDATE pages SET article_id = $1 WHERE article_id = $2 AND article_id <> ''`, []any{own, old.ID}},
		{`UPDATE articles SET duplicate_of = $1 WHERE duplicate_of = $2`, []any{own, old.ID}},
	} {
		if err := w.exec(ctx, do.query, do.args...); err != nil {
			return fmt.Errorf("part from %s: %w", old.CanonicalURL, err)
		}
	}
	return nil
}
