package postgres

import (
	"context"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"

	"copydesk/storage"
	"copydesk/storage/columns"
)

// putTranslations replaces what an article says of itself in other languages.
func (w *writer) putTranslations(ctx context.Context, articleID string, list []storage.Translation) error {
	var n int64
	err := w.one(ctx, []any{&n}, `SELECT n FROM articles WHERE id = $1`, articleID)
	if err == nil {
		err = w.exec(ctx, `DELETE FROM translations WHERE article_n = $1`, n)
	}
	if err != nil {
		return err
	}
	var urls, languages []string
	for _, t := range list[:min(len(list), storage.MaxTranslations)] {
		if url := storage.CleanText(t.URL); strings.Contains(url, "://") {
			urls, languages = append(urls, url), append(languages, storage.CleanText(t.Language))
		}
	}
	if len(urls) == 0 {
		return nil
	}
	return w.exec(ctx, `INSERT INTO translations (article_n, url, language)
		SELECT $1, t.url, t.language FROM unnest($2::text[], $3::text[]) AS t (url, language) ON CONFLICT DO NOTHING`, n, urls, languages)
}

// Translations gives an article in its other languages: what its own page
// names, and the articles whose pages name it.
func (s *Store) Translations(ctx context.Context, id string) ([]storage.Translation, error) {
	all, err := list(ctx, s, func(row pgx.CollectableRow) (t storage.Translation, err error) {
		err = row.Scan(columns.Text(&t.Language), columns.Text(&t.URL), &t.ArticleID)
		return t, err
	}, `SELECT coalesce(b.language, t.language) COLLATE "C" AS language, coalesce(b.url, t.url) COLLATE "C" AS url, coalesce(b.id, '')
		FROM articles AS a JOIN translations AS t ON t.article_n = a.n
		LEFT JOIN article_urls AS u ON u.url = t.url LEFT JOIN articles AS b ON b.n = u.article_n
		WHERE a.id = $1 AND (b.n IS NULL OR b.n <> a.n)
		UNION
		SELECT b.language, b.url, b.id FROM articles AS a JOIN article_urls AS u ON u.article_n = a.n
		JOIN translations AS t ON t.url = u.url JOIN articles AS b ON b.n = t.article_n
		WHERE a.id = $1 AND b.n <> a.n
		ORDER BY 1, 2`, id)
	var out []storage.Translation
	for _, t := range all {
		if !slices.Contains(out, t) {
			out = append(out, t)
		}
	}
	return out, s.wrap("translations of "+id, err)
}
