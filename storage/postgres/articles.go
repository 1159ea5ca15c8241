package postgres

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"strings"

	"github.com/jackc/pgx/v5"

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
	err = s.one(ctx, columns.Fields(&a), `SELECT `+columns.Article+` FROM articles WHERE id = $1`, id)
	return a, s.wrap("article "+idOrURL, err)
}

func (s *Store) articleID(ctx context.Context, idOrURL string) (id string, err error) {
	key := storage.CleanText(idOrURL)
	if strings.Contains(key, "://") {
		bare, _, _ := strings.Cut(key, "#")
		err = s.one(ctx, []any{&id}, `SELECT a.id FROM article_urls AS u JOIN articles AS a ON a.n = u.article_n
			WHERE u.url IN ($1, $2) LIMIT 1`, key, bare)
		return id, err
	}
	err = s.one(ctx, []any{&id}, `SELECT id FROM articles WHERE id = $1`, key)
	if !errors.Is(err, storage.ErrNotFound) || len(key) < storage.MinPrefix {
		return id, err
	}
	ids, err := list(ctx, s, pgx.RowTo[string], `SELECT id FROM articles WHERE id >= $1 AND id < $2 ORDER BY id LIMIT 3`,
		key, key+"\U0010FFFF")
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
		var q query
		q.add(`SELECT seq, ` + columns.Article + ` FROM articles AS a `)
		q.filter(f)
		if f.Newest {
			q.add(` ORDER BY sort_date DESC, n DESC`)
		} else {
			q.add(` ORDER BY seq`)
		}
		if f.Limit > 0 {
			q.add(` LIMIT ?`, f.Limit)
		}
		err := s.settled(ctx, func(tx pgx.Tx) error {
			rows, err := tx.Query(ctx, q.sql(), q.args...)
			if err != nil {
				return err
			}
			defer rows.Close()
			for rows.Next() {
				var r storage.Row
				if err := rows.Scan(append([]any{&r.Seq}, columns.Fields(&r.Article)...)...); err != nil {
					return err
				}
				if !yield(r, nil) {
					return errStop
				}
			}
			return rows.Err()
		})
		if err != nil && !errors.Is(err, errStop) {
			yield(storage.Row{}, s.wrap("articles", err))
		}
	}
}

// errStop ends a stream early without being an error.
var errStop = errors.New("stop")

// query is an SQL text that grows with its arguments: each ? in what is added
// is the next one.
type query struct {
	text  strings.Builder
	args  []any
	where bool
}

func (q *query) add(part string, args ...any) {
	for _, a := range args {
		before, after, _ := strings.Cut(part, "?")
		q.args = append(q.args, a)
		fmt.Fprintf(&q.text, "%s$%d", before, len(q.args))
		part = after
	}
	q.text.WriteString(part)
}

func (q *query) and(part string, args ...any) {
	if q.where {
		q.add(" AND ")
	} else {
		q.add(" WHERE ")
		q.where = true
	}
	q.add(part, args...)
}

func (q *query) sql() string { return q.text.String() }

// filter adds a filter as the WHERE of articles AS a.
func (q *query) filter(f storage.Filter) {
	if f.AfterSeq > 0 {
		q.and(`a.seq > ?`, f.AfterSeq)
	}
	if len(f.SiteIDs) > 0 {
		q.and(`a.site_id = ANY(?)`, f.SiteIDs)
	}
	if len(f.Languages) > 0 { // "es" means es-MX too
		q.and(`(a.language = ANY(?) OR split_part(a.language, '-', 1) = ANY(?))`, f.Languages, f.Languages)
	}
	if !f.Since.IsZero() {
		q.and(`a.sort_date >= ?`, columns.Micros(f.Since))
	}
	if !f.Until.IsZero() {
		q.and(`a.sort_date < ?`, columns.Micros(f.Until))
	}
	if f.Shards > 1 {
		q.and(`a.n % ? = ?`, f.Shards, f.Shard)
	}
}

// Revisions gives all states of an article, the first one first.
func (s *Store) Revisions(ctx context.Context, id string) ([]storage.Revision, error) {
	out, err := s.revisions(ctx, id)
	return out, s.wrap("revisions of "+id, err)
}

func (s *Store) revisions(ctx context.Context, id string) ([]storage.Revision, error) {
	out, err := list(ctx, s, func(row pgx.CollectableRow) (storage.Revision, error) {
		r := storage.Revision{ArticleID: id}
		var packed []byte
		if err := row.Scan(&r.Number, columns.Moment(&r.At), &r.By, &packed); err != nil {
			return r, err
		}
		b, err := s.keeper.Plain.Unpack(packed)
		if err == nil {
			err = json.Unmarshal(b, &r.Article)
		}
		if err != nil {
			err = fmt.Errorf("%w: %w", storage.ErrDamaged, err)
		}
		return r, err
	}, `SELECT r.number, r.at, r.by, r.article FROM revisions AS r
		JOIN articles AS a ON a.n = r.article_n WHERE a.id = $1 ORDER BY r.number`, id)
	if err != nil {
		return nil, err
	}
	last := storage.Revision{ArticleID: id}
	err = s.one(ctx, append([]any{columns.Moment(&last.At), &last.By}, columns.Fields(&last.Article)...),
		`SELECT revised_at, revised_by, `+columns.Article+` FROM articles WHERE id = $1`, id)
	if err != nil {
		return nil, err
	}
	last.Number = last.Article.Revision
	if n := len(out); n > 0 && out[n-1].Number >= last.Number { // revised between the two reads
		out = out[:last.Number-1]
	}
	return append(out, last), nil
}
