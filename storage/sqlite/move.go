package sqlite

import (
	"context"
	"database/sql"
	"fmt"
	"strings"

	"copydesk/storage/move"
)

// source is where a table's rows lie here: in a file, on how many articles a
// site's blocks were counted stands with the site.
func source(t *move.Table) string {
	if t.Name == "block_sites" {
		return "sites"
	}
	return t.Name
}

// ReadRows implements move.Store.
func (s *Store) ReadRows(ctx context.Context, t *move.Table, after []any, n int) ([][]any, error) {
	query := `SELECT ` + t.Names() + ` FROM ` + source(t) + ` WHERE true`
	if t.Where != "" {
		query += ` AND ` + t.Where
	}
	if after != nil {
		query += ` AND (` + t.KeyNames() + `) > (` + marks(t.Key) + `)`
	}
	var out [][]any
	err := s.rows(ctx, query+` ORDER BY `+t.KeyNames()+` LIMIT ?`, append(append([]any{}, after...), n), func(rs *sql.Rows) error {
		row, err := scanRow(rs, t)
		out = append(out, row)
		return err
	})
	return out, s.wrap("read "+t.Name, err)
}

func scanRow(rs *sql.Rows, t *move.Table) ([]any, error) {
	row, dest := make([]any, len(t.Columns)), make([]any, len(t.Columns))
	for i := range row {
		dest[i] = &row[i]
	}
	if err := rs.Scan(dest...); err != nil {
		return nil, err
	}
	for i, c := range t.Columns {
		switch v := row[i].(type) {
		case int64:
			if c.Kind == move.Bool {
				row[i] = v != 0
			}
		case []byte:
			if c.Kind != move.Blob {
				row[i] = string(v)
			}
		}
	}
	return row, nil
}

// WriteRows implements move.Store.
func (s *Store) WriteRows(ctx context.Context, t *move.Table, rows [][]any) error {
	query := `INSERT INTO ` + source(t) + ` (` + t.Names() + `) VALUES (` + marks(len(t.Columns)) + `) ON CONFLICT (` + t.KeyNames() + `) DO NOTHING`
	if t.Name == "block_sites" {
		query = strings.Replace(query, "DO NOTHING", "DO UPDATE SET articles = excluded.articles", 1)
	}
	return s.update(ctx, "write "+t.Name, func(ctx context.Context, w *writer) error {
		for _, row := range rows {
			if err := w.exec(ctx, query, row...); err != nil {
				return err
			}
		}
		return nil
	})
}

// LastKey implements move.Store.
func (s *Store) LastKey(ctx context.Context, t *move.Table) ([]any, error) {
	query := `SELECT ` + t.Names() + ` FROM ` + source(t)
	if t.Where != "" {
		query += ` WHERE ` + t.Where
	}
	var key []any
	err := s.rows(ctx, query+` ORDER BY `+t.Reverse()+` LIMIT 1`, nil, func(rs *sql.Rows) error {
		row, err := scanRow(rs, t)
		if err == nil {
			key = row[:t.Key]
		}
		return err
	})
	return key, s.wrap("look at "+t.Name, err)
}

// Settle implements move.Store: the indexes are built, and the next change to an
// article gets a number of its own.
func (s *Store) Settle(ctx context.Context) error {
	return s.outside(ctx, "settle", func(ctx context.Context, w *writer) error {
		if err := w.exec(ctx, "BEGIN IMMEDIATE"); err != nil {
			return err
		}
		err := w.exec(ctx, `UPDATE counters SET value = max(value, (SELECT coalesce(max(seq), 0) FROM articles)) WHERE name = 'seq'`)
		if err == nil {
			err = w.fillBands(ctx)
		}
		if err == nil && w.searches {
			err = w.fillSearch(ctx, true)
		}
		if err != nil {
			w.rollback(ctx)
			return fmt.Errorf("build the indexes: %w", err)
		}
		if err := w.commit(ctx); err != nil {
			return err
		}
		w.seq, w.seqThere = 0, 0
		fresh, err := s.loadBands(ctx)
		if err == nil {
			s.bands.replace(fresh)
		}
		return err
	})
}

var _ move.Store = (*Store)(nil)
