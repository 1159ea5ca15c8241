package postgres

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5"

	"copydesk/extract"
	"copydesk/storage"
	"copydesk/storage/columns"
	"copydesk/storage/move"
)

var _ move.Store = (*Store)(nil)

// selected are a table's columns as they are read: JSON as the text that it is.
func selected(t *move.Table) string {
	var list []string
	for _, c := range t.Columns {
		if c.Kind == move.JSON {
			c.Name += "::text"
		}
		list = append(list, c.Name)
	}
	return strings.Join(list, ", ")
}

// ReadRows implements move.Store.
func (s *Store) ReadRows(ctx context.Context, t *move.Table, after []any, n int) ([][]any, error) {
	var q query
	q.add(`SELECT ` + selected(t) + ` FROM ` + t.Name)
	if t.Where != "" {
		q.and(t.Where)
	}
	if after != nil {
		q.and(`(`+t.KeyNames()+`) > (`+strings.TrimSuffix(strings.Repeat("?,", t.Key), ",")+`)`, after...)
	}
	q.add(` ORDER BY `+t.KeyNames()+` LIMIT ?`, n)
	rows, err := list(ctx, s, func(row pgx.CollectableRow) ([]any, error) { return row.Values() }, q.sql(), q.args...)
	return rows, s.wrap("read "+t.Name, err)
}

// WriteRows implements move.Store.
func (s *Store) WriteRows(ctx context.Context, t *move.Table, rows [][]any) error {
	var marks []string
	for i, c := range t.Columns {
		mark := fmt.Sprintf("$%d", i+1)
		if c.Kind == move.JSON {
			mark += "::text::json"
		}
		marks = append(marks, mark)
	}
	query := `INSERT INTO ` + t.Name + ` (` + t.Names() + `) VALUES (` + strings.Join(marks, ", ") + `) ON CONFLICT DO NOTHING`
	return s.update(ctx, "write "+t.Name, func(ctx context.Context, w *writer) error {
		var b pgx.Batch
		for _, row := range rows {
			b.Queue(query, row...)
		}
		return w.send(ctx, &b)
	})
}

// LastKey implements move.Store.
func (s *Store) LastKey(ctx context.Context, t *move.Table) ([]any, error) {
	where := ""
	if t.Where != "" {
		where = ` WHERE ` + t.Where
	}
	rows, err := list(ctx, s, func(row pgx.CollectableRow) ([]any, error) { return row.Values() },
		`SELECT `+t.KeyNames()+` FROM `+t.Name+where+` ORDER BY `+t.Reverse()+` LIMIT 1`)
	if err != nil || len(rows) == 0 {
		return nil, s.wrap("look at "+t.Name, err)
	}
	return rows[0], nil
}

// Settle implements move.Store: numbers go on after those that came, and the
// indexes are built.
func (s *Store) Settle(ctx context.Context) error {
	err := s.update(ctx, "settle", func(ctx context.Context, w *writer) error {
		for _, c := range [][2]string{{"links", "id"}, {"visits", "id"}, {"articles", "n"}, {"dictionaries", "id"}, {"pages", "id"}, {"runs", "id"}} {
			err := w.exec(ctx, fmt.Sprintf(`SELECT setval(pg_get_serial_sequence('%s', '%s'), coalesce((SELECT max(%[2]s) FROM %[1]s), 0) + 1, false)`, c[0], c[1]))
			if err != nil {
				return err
			}
		}
		return w.exec(ctx, `SELECT setval('changes', coalesce((SELECT max(seq) FROM articles), 0) + 1, false)`)
	})
	if err != nil {
		return err
	}
	if err := s.fillBands(ctx); err != nil {
		return err
	}
	for after := int64(0); ; {
		n, err := s.indexAfter(ctx, &after)
		if err != nil || n == 0 {
			return err
		}
	}
}

// indexBatch is how many articles are indexed in one transaction.
const indexBatch = 200

// bandBatch is how many articles' bands are written in one transaction.
const bandBatch = 1000

// fillBands writes the bands of all fingerprints.
func (s *Store) fillBands(ctx context.Context) error {
	type print struct {
		N     int64
		Bands []byte
	}
	for after := int64(0); ; {
		prints, err := list(ctx, s, pgx.RowToStructByPos[print], `SELECT article_n, bands FROM fingerprints WHERE article_n > $1 ORDER BY article_n LIMIT $2`, after, bandBatch)
		if err != nil || len(prints) == 0 {
			return s.wrap("read fingerprints", err)
		}
		var bands, articles []int64
		for _, p := range prints {
			for b := range unpackBands(p.Bands) {
				bands, articles = append(bands, b), append(articles, p.N)
			}
		}
		err = s.update(ctx, "build the index of near-duplicates", func(ctx context.Context, w *writer) error {
			return w.exec(ctx, `INSERT INTO bands (band, article_n) SELECT * FROM unnest($1::bigint[], $2::bigint[]) ON CONFLICT DO NOTHING`, bands, articles)
		})
		if err != nil {
			return err
		}
		after = prints[len(prints)-1].N
	}
}

// indexAfter indexes the next articles that the search index doesn't have.
func (s *Store) indexAfter(ctx context.Context, after *int64) (n int, err error) {
	err = s.update(ctx, "build the search index", func(ctx context.Context, w *writer) error {
		n = 0
		for n < indexBatch {
			var a extract.Article
			var at int64
			err := w.one(ctx, append([]any{&at}, columns.Fields(&a)...), `SELECT n, `+columns.Article+` FROM articles AS a
				WHERE n > $1 AND NOT EXISTS (SELECT 1 FROM search AS s WHERE s.article_n = a.n) ORDER BY n LIMIT 1`, *after)
			if errors.Is(err, storage.ErrNotFound) {
				return nil
			}
			if err != nil {
				return err
			}
			if err := w.index(ctx, at, &a); err != nil {
				return err
			}
			*after, n = at, n+1
		}
		return nil
	})
	return n, err
}
