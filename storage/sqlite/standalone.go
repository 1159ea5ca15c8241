package sqlite

import (
	"context"
	"strings"

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
		if err := w.one(ctx, []any{&taken}, `SELECT EXISTS (SELECT 1 FROM articles WHERE id = ?1)`, own); err != nil {
			return err
		}
		old, err := w.storedArticle(ctx, `id = ?1`, id)
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
		for _, do := range columns.Parting(old.n, siteID, id, old.CanonicalURL, own) {
			if err := w.exec(ctx, strings.ReplaceAll(do.Query, "$", "?"), do.Args...); err != nil {
				return err
			}
		}
		return nil
	})
}
