package sqlite

import (
	"context"
	"database/sql"
	"slices"
	"strings"

	"copydesk/storage"
	"copydesk/storage/columns"
)

// putTranslations replaces what an article says of itself in other languages.
func (w *writer) putTranslations(ctx context.Context, articleID string, list []storage.Translation) error {
	var n int64
	if err := w.one(ctx, []any{&n}, `SELECT n FROM articles WHERE id = ?`, articleID); err != nil {
		return err
	}
	if err := w.exec(ctx, `DELETE FROM translations WHERE article_n = ?`, n); err != nil {
		return err
	}
	for _, t := range list[:min(len(list), storage.MaxTranslations)] {
		url := storage.CleanText(t.URL)
		if !strings.Contains(url, "://") {
			continue
		}
		err := w.exec(ctx, `INSERT INTO translations (article_n, url, language) VALUES (?,?,?)
			ON CONFLICT DO NOTHING`, n, url, storage.CleanText(t.Language))
		if err != nil {
			return err
		}
	}
	return nil
}

// Translations gives an article in its other languages: what its own page
// names, and the articles whose pages name it.
func (s *Store) Translations(ctx context.Context, id string) ([]storage.Translation, error) {
	const query = `
		SELECT coalesce(b.language, t.language), coalesce(b.url, t.url) AS url, coalesce(b.id, '')
		FROM articles AS a JOIN translations AS t ON t.article_n = a.n
		LEFT JOIN article_urls AS u ON u.url = t.url LEFT JOIN articles AS b ON b.n = u.article_n
		WHERE a.id = ?1 AND (b.n IS NULL OR b.n <> a.n)
		UNION
		SELECT b.language, b.url, b.id FROM articles AS a JOIN article_urls AS u ON u.article_n = a.n
		JOIN translations AS t ON t.url = u.url JOIN articles AS b ON b.n = t.article_n
		WHERE a.id = ?1 AND b.n <> a.n
		ORDER BY 1, 2`
	var out []storage.Translation
	err := s.rows(ctx, query, []any{id}, func(rs *sql.Rows) error {
		var t storage.Translation
		if err := rs.Scan(columns.Text(&t.Language), columns.Text(&t.URL), &t.ArticleID); err != nil {
			return err
		}
		if !slices.Contains(out, t) {
			out = append(out, t)
		}
		return nil
	})
	return out, s.wrap("translations of "+id, err)
}
