package sqlite

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"strings"

	"copydesk/extract"
	"copydesk/storage"
	"copydesk/storage/columns"
)

// Article finds an article by its ID, the beginning of its ID (six characters
// or more, and no other has it), or any of its URLs.
func (s *Store) Article(ctx context.Context, idOrURL string) (extract.Article, error) {
	id, err := s.articleID(ctx, idOrURL)
	if err != nil {
		return extract.Article{}, s.wrap("article "+idOrURL, err)
	}
	var a extract.Article
	err = s.one(ctx, columns.Fields(&a), `SELECT `+columns.Article+` FROM articles WHERE id = ?`, id)
	return a, s.wrap("article "+idOrURL, err)
}

func (s *Store) articleID(ctx context.Context, idOrURL string) (id string, err error) {
	if strings.Contains(idOrURL, "://") {
		bare, _, _ := strings.Cut(idOrURL, "#")
		err = s.one(ctx, []any{&id}, `SELECT a.id FROM article_urls AS u JOIN articles AS a ON a.n = u.article_n
			WHERE u.url IN (?, ?) LIMIT 1`, idOrURL, bare)
		return id, err
	}
	err = s.one(ctx, []any{&id}, `SELECT id FROM articles WHERE id = ?`, idOrURL)
	if !errors.Is(err, storage.ErrNotFound) || len(idOrURL) < storage.MinPrefix {
		return id, err
	}
	var ids []string
	err = s.rows(ctx, `SELECT id FROM articles WHERE id >= ? AND id < ? ORDER BY id LIMIT 3`,
		[]any{idOrURL, idOrURL + "\U0010FFFF"}, func(rs *sql.Rows) error {
			ids = append(ids, "")
			return rs.Scan(&ids[len(ids)-1])
		})
	switch {
	case err != nil:
		return "", err
	case len(ids) == 0:
		return "", storage.ErrNotFound
	case len(ids) > 1:
		return "", fmt.Errorf("%w: %s …: give more of the id", storage.ErrAmbiguous, strings.Join(ids, ", "))
	}
	return ids[0], nil
}

// Articles streams the articles that a filter lets through, as they were when
// it began. Rows come in the order of their last change, so that the Seq of
// the last one is where a later call goes on; with Newest, newest first.
func (s *Store) Articles(ctx context.Context, f storage.Filter) iter.Seq2[storage.Row, error] {
	return func(yield func(storage.Row, error) bool) {
		where, args := filterSQL(f)
		query := `SELECT seq, ` + columns.Article + ` FROM articles AS a ` + where
		if f.Newest {
			query += ` ORDER BY sort_date DESC, n DESC`
		} else {
			query += ` ORDER BY seq`
		}
		if f.Limit > 0 {
			query += ` LIMIT ?`
			args = append(args, f.Limit)
		}
		err := s.rows(ctx, query, args, func(rs *sql.Rows) error {
			var r storage.Row
			if err := rs.Scan(append([]any{&r.Seq}, columns.Fields(&r.Article)...)...); err != nil {
				return err
			}
			if !yield(r, nil) {
				return errStop
			}
			return nil
		})
		if err != nil && !errors.Is(err, errStop) {
			yield(storage.Row{}, s.wrap("articles", err))
		}
	}
}

// filterSQL is a filter as the WHERE of articles AS a. Its text depends only
// on which parts of the filter are set.
func filterSQL(f storage.Filter) (string, []any) {
	var parts []string
	var args []any
	add := func(part string, arg ...any) {
		parts = append(parts, part)
		args = append(args, arg...)
	}
	if f.AfterSeq > 0 {
		add(`a.seq > ?`, f.AfterSeq)
	}
	if len(f.SiteIDs) > 0 {
		add(`a.site_id IN (SELECT value FROM json_each(?))`, list(f.SiteIDs))
	}
	if len(f.Languages) > 0 { // "es" means es-MX too
		add(`(a.language IN (SELECT value FROM json_each(?)) OR
			substr(a.language, 1, instr(a.language || '-', '-') - 1) IN (SELECT value FROM json_each(?)))`,
			list(f.Languages), list(f.Languages))
	}
	if !f.Since.IsZero() {
		add(`a.sort_date >= ?`, columns.Micros(f.Since))
	}
	if !f.Until.IsZero() {
		add(`a.sort_date < ?`, columns.Micros(f.Until))
	}
	if f.Shards > 1 {
		add(`a.n % ? = ?`, f.Shards, f.Shard)
	}
	if len(parts) == 0 {
		return "", nil
	}
	return "WHERE " + strings.Join(parts, " AND "), args
}

// Revisions gives all states of an article, the first one first.
func (s *Store) Revisions(ctx context.Context, id string) ([]storage.Revision, error) {
	out, err := s.revisions(ctx, id)
	return out, s.wrap("revisions of "+id, err)
}

func (s *Store) revisions(ctx context.Context, id string) ([]storage.Revision, error) {
	var out []storage.Revision
	err := s.rows(ctx, `SELECT r.number, r.at, r.by, r.article FROM revisions AS r
		JOIN articles AS a ON a.n = r.article_n WHERE a.id = ? ORDER BY r.number`,
		[]any{id}, func(rs *sql.Rows) error {
			r := storage.Revision{ArticleID: id}
			var packed []byte
			if err := rs.Scan(&r.Number, columns.Moment(&r.At), &r.By, &packed); err != nil {
				return err
			}
			b, err := s.keeper.Plain.Unpack(packed)
			if err != nil {
				return fmt.Errorf("%w: %w", storage.ErrDamaged, err)
			}
			if err := json.Unmarshal(b, &r.Article); err != nil {
				return fmt.Errorf("%w: %w", storage.ErrDamaged, err)
			}
			out = append(out, r)
			return nil
		})
	if err != nil {
		return nil, err
	}
	last := storage.Revision{ArticleID: id}
	err = s.one(ctx, append([]any{columns.Moment(&last.At), &last.By}, columns.Fields(&last.Article)...),
		`SELECT revised_at, revised_by, `+columns.Article+` FROM articles WHERE id = ?`, id)
	if err != nil {
		return nil, err
	}
	last.Number = last.Article.Revision
	if n := len(out); n > 0 && out[n-1].Number >= last.Number { // revised between the two reads
		out = out[:last.Number-1]
	}
	return append(out, last), nil
}

// LastSeq is the number of the last change to any article; 0 before the first.
func (s *Store) LastSeq(ctx context.Context) (seq int64, err error) {
	err = s.one(ctx, []any{&seq}, `SELECT coalesce(max(seq), 0) FROM articles`)
	return seq, s.wrap("last change", err)
}

// Cursor gives the number that a named export stopped at; 0 when it is new.
func (s *Store) Cursor(ctx context.Context, name string) (seq int64, err error) {
	err = s.one(ctx, []any{&seq}, `SELECT seq FROM cursors WHERE name = ?`, name)
	if errors.Is(err, storage.ErrNotFound) {
		return 0, nil
	}
	return seq, s.wrap("cursor "+name, err)
}

// SetCursor keeps the number that a named export stopped at.
func (s *Store) SetCursor(ctx context.Context, name string, seq int64) error {
	return s.update(ctx, "set cursor "+name, func(ctx context.Context, w *writer) error {
		return w.exec(ctx, `INSERT INTO cursors (name, seq) VALUES (?, ?)
			ON CONFLICT (name) DO UPDATE SET seq = excluded.seq`, name, seq)
	})
}
